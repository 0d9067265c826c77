"""Lists for people and programs: asked of the store, limited, and written as asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sparktally.cli.options import Reading
from sparktally.cli.output import Format, write_csv, write_json
from sparktally.cli.tables import print_line, print_table
from sparktally.listing import Listing
from sparktally.rows import Rows, fetched

if TYPE_CHECKING:
    from engine.queries import Queries


def show_listing(reading: Reading, listing: Listing) -> None:
    """Run a list against the store and write it as asked."""
    with reading.opened() as reader:
        rows, more = run_listing(reader, reading, listing)
    if reading.format is not Format.TABLE:
        write_rows(reading.format, rows)
        return
    wanted = rows.only(reading.labels.shown(listing.shown)) if listing.shown else rows
    if not rows.rows:
        print_line(listing.empty)
        return
    print_table(wanted, percent=listing.percent, hidden=len(rows.columns) - len(wanted.columns))
    if more:
        print_more(len(rows.rows))


def print_more(shown: int) -> None:
    """Say that only the first rows are shown."""
    print_line(f"the first {shown:,}; --limit 0 shows all", style="dim")


def run_listing(reader: Queries, reading: Reading, listing: Listing) -> tuple[Rows, bool]:
    """The rows asked for, with their labels, and whether there are more."""
    columns = fetched(reader.query(f"SELECT * FROM ({listing.select}) LIMIT 0", listing.values)).columns
    rows_max = reading.rows_max()
    query = listing.query(columns, reading.sort, None if rows_max is None else rows_max + 1)
    rows = reading.labels.rows(fetched(reader.query(query, listing.values)))
    if rows_max is None or len(rows.rows) <= rows_max:
        return rows, False
    return Rows(rows.columns, rows.rows[:rows_max]), True


def write_rows(chosen: Format, rows: Rows) -> None:
    """Rows for programs."""
    if chosen is Format.JSON:
        write_json(rows)
    else:
        write_csv(rows)
