"""One thing by its id."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sparktally.cli.tables import print_table
from sparktally.errors import UserError
from sparktally.rows import Rows, fetched
from sparktally.visible import shortened

if TYPE_CHECKING:
    from engine.queries import Queries

PAIRS = ("column", "value")
_THINGS = {"post_id": "post", "ad_id": "ad", "letter": "dead letter"}
_HINTS = dict.fromkeys(("post_id", "ad_id"), "ids are exact text; ")
_LISTS = {"post_id": "posts", "ad_id": "ads", "letter": "dead-letters list"}


def the_row(reader: Queries, view: str, key: str, value: object, store: Path) -> Rows:
    """The one row of a view of the store whose key has this value.

    Raises:
        UserError: there is none.
    """
    row = fetched(reader.query(f"SELECT * FROM {view} WHERE {key} = ?", (value,)))
    if not row.rows:
        import shlex  # noqa: PLC0415 where something is wrong

        listing = shlex.join(["sparktally", *_LISTS[key].split(), "--store", str(store)])
        raise UserError(
            f"no {_THINGS[key]} {shortened(str(value), 140)!r} in this store",
            fix=f"{_HINTS.get(key, '')}list those that are there: {listing}",
        )
    return row


def print_fields(row: Rows, percent: tuple[str, ...]) -> None:
    """One row as a list of its columns and values, shares of 1 in a table of their own."""
    record = next(row.records())
    names = [name for name in row.columns if name not in percent]
    print_table(Rows(PAIRS, [(name, record[name]) for name in names]))
    shares = [(name, record[name]) for name in row.columns if name in percent]
    if shares:
        print_table(Rows(("rate", "value"), shares), percent=("value",))


def from_here(source: str) -> str:
    """A source's name for people: a path below the current folder from there."""
    here = Path.cwd()
    path = Path(source)
    return str(path.relative_to(here)) if path.is_relative_to(here) else source
