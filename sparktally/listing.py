"""Lists from the public views: their filters, order, and what a table for people shows of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sparktally.errors import UserError

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

    def query(self, columns: Sequence[str], sort: Sequence[str] = (), rows_max: int | None = None) -> str:
        """The whole query: sorted as asked and then by its own order, and so many rows at most.

        Args:
            columns: those that the list has.
            sort: columns to sort by first, `:desc` behind one that goes down.
            rows_max: None for all.

        Raises:
            UserError: a column to sort by is not there.
        """
        limit = "" if rows_max is None else f" LIMIT {rows_max:d}"
        return f"SELECT * FROM ({self.select}){order_by([*sort, *self.order], columns)}{limit}"


def between_days(select: str, first: date | None, last: date | None, **names: str) -> Listing:
    """The list of a `.sql` file that sums the days from the first to the last, each open where it is None.

    Args:
        select: name of the file.
        first: the first day that counts.
        last: the last one.
        names: what the file's `$` placeholders stand for; no text of a user.

    Raises:
        UserError: the last is before the first.
    """
    from string import Template  # noqa: PLC0415 most lists need no file

    query = Template(sql_file(select)).substitute(names)
    days = (first or date.min, last or date.max)
    if days[0] > days[1]:
        raise UserError(f"the last day, {last}, is before the first, {first}", fix="give the earlier first")
    return Listing(query, days)


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
                f"cannot sort by {text!r}", where="sort", fix=f"COLUMN or COLUMN:desc, of: {known}"
            )
        parts.append(f"{quoted(name)} {direction or 'asc'} NULLS LAST")
    return f" ORDER BY {', '.join(parts)}" if parts else ""


def quoted(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def sql_file(name: str, package: str = "sparktally") -> str:
    """The text of one of a package's `.sql` files."""
    from importlib.resources import files  # noqa: PLC0415 likewise

    return (files(package) / "sql" / f"{name}.sql").read_text("utf-8")
