"""Lists from the public views: filters, order, limit, and their way out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from sparktally.cli.exits import UserError
from sparktally.cli.options import Reading, day
from sparktally.cli.output import Format, write_csv, write_json
from sparktally.cli.rows import Rows, fetched
from sparktally.cli.tables import print_line, print_table

if TYPE_CHECKING:
    from engine.queries import Queries

OF_CREATOR = "post_id IN (SELECT post_id FROM post_totals WHERE creator_id = ?)"
"""A condition for rows that name a post."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list shows.

    Args:
        select: a SELECT over public views, without an order.
        values: what its `?` are bound to.
        order: columns to sort by when nothing was asked for, `:desc` behind one that goes down.
        shown: columns of the table for people, the most important first; empty for all.
        percent: columns that are shares of 1.
        empty: what to say when there is nothing.
    """

    select: str
    values: tuple[object, ...] = ()
    order: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    percent: Collection[str] = ()
    empty: str = "nothing to show"

    def where(self, condition: str, value: object | None) -> Listing:
        """This list with one more condition over its columns, its `?` bound to `value`; None adds nothing."""
        if value is None:
            return self
        select = f"SELECT * FROM ({self.select}) WHERE {condition}"
        return replace(self, select=select, values=(*self.values, value))

    def shaped(
        self, order: tuple[str, ...], shown: tuple[str, ...], percent: Collection[str], empty: str
    ) -> Listing:
        """This list with how it is to look."""
        return replace(self, order=order, shown=shown, percent=percent, empty=empty)


def between_days(select: str, first: str | None, last: str | None, **names: str) -> Listing:
    """The list of a `.sql` file that sums the days from `--from` to `--to`, each open where it is not given.

    Args:
        select: name of the file.
        first: the day from `--from`.
        last: the day from `--to`.
        names: what the file's `$` placeholders stand for; no text of a user.

    Raises:
        UserError: one of them is not a day, or the last is before the first.
    """
    query = Template(sql_file(select)).substitute(names)
    days = (day(first, "--from") or date.min, day(last, "--to") or date.max)
    if days[0] > days[1]:
        raise UserError(f"{last} is before --from {first}", where="--to", fix="give the earlier day first")
    return Listing(query, days)


def show_listing(reading: Reading, listing: Listing) -> None:
    """Run a list against the store and write it as asked."""
    with reading.opened() as reader:
        rows, more = run_listing(reader, reading, listing)
    if reading.format is not Format.TABLE:
        write_rows(reading.format, rows)
        return
    wanted = rows.only(listing.shown) if listing.shown else rows
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
    """The rows asked for, and whether there are more."""
    columns = fetched(reader.query(f"SELECT * FROM ({listing.select}) LIMIT 0", listing.values)).columns
    order = order_by([*reading.sort, *listing.order], columns)
    rows_max = reading.rows_max()
    limit = "" if rows_max is None else f" LIMIT {rows_max + 1}"
    rows = fetched(reader.query(f"SELECT * FROM ({listing.select}){order}{limit}", listing.values))
    if rows_max is None or len(rows.rows) <= rows_max:
        return rows, False
    return Rows(rows.columns, rows.rows[:rows_max]), True


def order_by(wanted: Sequence[str], columns: Sequence[str]) -> str:
    """An ORDER BY over known columns; NULLs last either way.

    Raises:
        UserError: a column that is not there; names those that are.
    """
    parts = []
    for text in wanted:
        name, _, direction = text.partition(":")
        direction = direction.lower()
        if name not in columns or direction not in ("", "asc", "desc"):
            known = ", ".join(columns)
            raise UserError(
                f"cannot sort by {text!r}", where="--sort", fix=f"COLUMN or COLUMN:desc, of: {known}"
            )
        parts.append(f"{quoted(name)} {direction or 'asc'} NULLS LAST")
    return f" ORDER BY {', '.join(parts)}" if parts else ""


def quoted(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def write_rows(chosen: Format, rows: Rows) -> None:
    """Rows for programs."""
    if chosen is Format.JSON:
        write_json(rows)
    else:
        write_csv(rows)


def sql_file(name: str) -> str:
    """The text of one of this package's `.sql` files."""
    return (files("sparktally.cli") / "sql" / f"{name}.sql").read_text("utf-8")
