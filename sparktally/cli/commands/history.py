"""`log` and `diff`: which batches there were, and what moved between two moments."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

import sparktally
from sparktally import lists as shared
from sparktally.cli.listing import print_more, show_listing, write_rows
from sparktally.cli.options import Reading, compares, lists
from sparktally.cli.output import Format
from sparktally.cli.tables import print_line, print_table
from sparktally.rows import Rows
from sparktally.spans import span

MOVES_SHOWN = ("level", "id", "metric", "before", "after", "change", "placed", "corrected", "corrections")

Since = Annotated[
    str,
    typer.Argument(metavar="SINCE", help="A past moment (ISO 8601; UTC without a zone) or a batch's number."),
]
Until = Annotated[str | None, typer.Argument(metavar="UNTIL", help="A later one; without it now.")]


@lists
def log(reading: Reading) -> None:
    """The batches: what was read from where and when, and how many posts and ads it changed, newest first."""
    show_listing(reading, shared.log())


@compares
def diff(reading: Reading, since: Since, until: Until = None) -> None:
    """Which counters moved between two moments: by how much new events did it, and by how much corrections.

    Corrections are of events read before, which a later fact, view or line placed elsewhere; with --json each
    row has its own. Of reach, placed is how much the new events alone change it, and corrected the rest. Of a
    post's ads, placed are those of which nothing stood before, and corrected is by facts that others took the
    place of.
    """
    with sparktally.Reader.open(reading.store) as reader:
        first, last = span(reader, _given(since), until and _given(until), ("SINCE", "UNTIL"))
        found = sparktally.moves(reader, first, last)
    rows_max = reading.rows_max()
    some = found if rows_max is None else found[:rows_max]
    records = [asdict(move) | {"change": (move.after or 0) - (move.before or 0)} for move in some]
    if reading.format is not Format.TABLE:
        rows = [tuple(each[name] for name in MOVES_SHOWN) for each in records]
        write_rows(reading.format, Rows(MOVES_SHOWN, rows))
        return
    print_line(f"after batch {first} to batch {last}", style="bold")
    if not found:
        print_line("nothing moved")
        return
    counts = [(*(each[name] for name in MOVES_SHOWN[:-1]), len(each["corrections"])) for each in records]
    print_table(Rows(MOVES_SHOWN, counts), elsewhere="--json")
    if len(some) < len(found):
        print_more(len(some))


def _given(text: str) -> str | int:
    """A batch's number as one; a moment as it is."""
    return int(text) if text.isdecimal() else text
