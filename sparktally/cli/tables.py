"""Tables for people: numbers to the right, ids whole on one line, as many columns as there is room for."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Collection, Iterable
from itertools import islice
from typing import TYPE_CHECKING

from sparktally.cli.output import write_bytes
from sparktally.rows import Rows
from sparktally.values import counted, shown
from sparktally.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

    from sparktally.columns import Column

WIDE = 100_000
LINES_AT_ONCE = 1000
NUMBERS_THAT_NAME = frozenset({"letter", "line_number", "position", "batch"})
TEXTS = frozenset({"detail", "reason", "line"})
"""Columns for people alone: where there is no room they are cut; all others are whole or not there."""


def console() -> Console:
    """A console on today's stdout that takes text as text: no markup, no emoji codes, no highlighting."""
    from rich.console import Console  # noqa: PLC0415 a tenth of the time that an answer in JSON takes

    return Console(file=sys.stdout, markup=False, emoji=False, highlight=False, soft_wrap=True)


def room() -> int:
    """Columns of characters to fill: the terminal's, or without one as many as are needed."""
    return console().width if sys.stdout.isatty() else WIDE


def print_table(  # noqa: PLR0913 what a table shows and how
    rows: Rows,
    *,
    percent: Collection[str] = (),
    title: str = "",
    hidden: int = 0,
    elsewhere: str = "--json or --csv",
    exact: bool = False,
) -> None:
    """Print what fits; where columns were left out or texts cut, say so.

    Args:
        rows: what to show, the most important columns first.
        percent: columns whose numbers are shares of 1.
        title: a line above the table.
        hidden: columns that the caller left out already.
        elsewhere: what shows all, whole.
        exact: no thousands separators, no rounding, no cut texts: for columns of unknown meaning.
    """
    from sparktally.columns import drawn, fitting, total_width  # noqa: PLC0415 likewise

    every = _columns(rows, percent, exact=exact)
    wide = {column.name: column.width for column in every}
    columns = fitting(every, room(), () if exact else TEXTS)
    if title:
        print_line(title, style="bold")
    if columns:
        top, body = drawn(columns)
        for line in top:
            print_line(line, style="bold")
        _write([_rule() * total_width(columns)])
        _write(body)
    left_out = hidden + len(rows.columns) - len(columns)
    if left_out:
        print_line(f"{counted(left_out, 'more column')} with {elsewhere}", style="dim")
    elif any(column.width < wide[column.name] for column in columns):
        print_line(f"texts are cut; whole with {elsewhere}", style="dim")


def print_line(text: str, style: str = "") -> None:
    """One line for people; the text is neither interpreted nor obeyed."""
    from rich.text import Text  # noqa: PLC0415 likewise

    console().print(Text(_writable(visible(text)), style=style))


def print_text(text: str) -> None:
    """A text for people, on a terminal broken between words."""
    for line in text.split("\n"):
        width = room()
        for part in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]:
            print_line(part)


def dash() -> str:
    """How NULL looks, in characters that stdout can write."""
    return "–" if _speaks_unicode() else "-"


def _columns(rows: Rows, percent: Collection[str], *, exact: bool) -> list[Column]:
    from sparktally.columns import Column  # noqa: PLC0415 likewise

    null = dash()
    columns = []
    for place, name in enumerate(rows.columns):
        values = [row[place] for row in rows.rows]
        bare = exact or name in NUMBERS_THAT_NAME
        share = name in percent
        cells = [shown(value, percent=share, dash=null, exact=bare) for value in values]
        columns.append(Column.of(visible(name), values, cells))
    return columns


def _write(lines: Iterable[str]) -> None:
    rest = iter(lines)
    while some := list(islice(rest, LINES_AT_ONCE)):
        write_bytes(("\n".join(some) + "\n").encode(console().encoding, "backslashreplace"))


def _writable(text: str) -> str:
    encoding = console().encoding
    return text if _speaks_unicode() else text.encode(encoding, "backslashreplace").decode(encoding)


def _speaks_unicode() -> bool:
    return console().encoding.lower().startswith("utf")


def _rule() -> str:
    return "─" if _speaks_unicode() else "-"
