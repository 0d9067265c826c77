"""Tables for people: numbers to the right, ids whole on one line, as many columns as there is room for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from sparktally.cli.rows import Rows
from sparktally.cli.values import counted, is_number, shown
from sparktally.cli.visible import visible

HEADING_WIDTH_MAX = 13
WIDE = 100_000


def console(width: int | None = None) -> Console:
    """A console on today's stdout that takes text as text: no markup, no emoji codes, no highlighting."""
    return Console(file=sys.stdout, markup=False, emoji=False, highlight=False, width=width, soft_wrap=True)


def room() -> int:
    """Columns of characters to fill: the terminal's, or without one as many as are needed."""
    return console().width if sys.stdout.isatty() else WIDE


def print_table(
    rows: Rows,
    *,
    percent: Collection[str] = (),
    title: str = "",
    hidden: int = 0,
    elsewhere: str = "--json or --csv",
) -> None:
    """Print what fits; where columns were left out, say so.

    Args:
        rows: what to show, the most important columns first.
        percent: columns whose numbers are shares of 1.
        title: a line above the table.
        hidden: columns that the caller left out already.
        elsewhere: what shows the columns that were left out.
    """
    width = room()
    count = _columns_that_fit(rows, percent, width)
    out = console()
    if title:
        out.print(Text(title, style="bold"))
    _print_wide(_table(rows, percent, count))
    left_out = hidden + len(rows.columns) - count
    if left_out:
        out.print(Text(f"{counted(left_out, 'more column')} with {elsewhere}", style="dim"))


def print_line(text: str, style: str = "") -> None:
    """One line for people; the text is neither interpreted nor obeyed."""
    console().print(Text(visible(text), style=style))


def dash() -> str:
    """How NULL looks, in characters that stdout can write."""
    return "–" if console().encoding.lower().startswith("utf") else "-"


def _columns_that_fit(rows: Rows, percent: Collection[str], width: int) -> int:
    for count in range(len(rows.columns), 1, -1):
        if _width_of(_table(rows, percent, count)) <= width:
            return count
    return min(1, len(rows.columns))


def _width_of(table: Table) -> int:
    measuring = console(WIDE)
    return Measurement.get(measuring, measuring.options, table).maximum


def _print_wide(table: Table) -> None:
    wide = console(max(_width_of(table), 1))
    if sys.stdout.isatty():
        wide.print(table, crop=False, no_wrap=True, soft_wrap=True)
        return
    with wide.capture() as drawn:
        wide.print(table, crop=False, no_wrap=True, soft_wrap=True)
    sys.stdout.write("\n".join(line.rstrip(" ") for line in drawn.get().split("\n")))


def _table(rows: Rows, percent: Collection[str], count: int) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    null = dash()
    for place, name in enumerate(rows.columns[:count]):
        values = [row[place] for row in rows.rows]
        right = any(is_number(value) for value in values)
        table.add_column(Text(heading(name)), justify="right" if right else "left", no_wrap=True)
    shares = [name in percent for name in rows.columns]
    for row in rows.rows:
        table.add_row(*_cells(row[:count], shares, null))
    return table


def _cells(row: Sequence[object], shares: Sequence[bool], null: str) -> list[Text]:
    return [Text(shown(value, percent=share, dash=null)) for value, share in zip(row, shares, strict=False)]


def heading(name: str) -> str:
    """A column's public name, broken after underscores into lines of about `HEADING_WIDTH_MAX` characters."""
    lines = [""]
    for part in name.replace("_", "_\n").split("\n"):
        if lines[-1] and len(lines[-1]) + len(part) > HEADING_WIDTH_MAX:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)
