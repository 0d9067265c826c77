"""What a query gave: column names and rows, fetched so that every DuckDB type arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Rows:
    """A table in memory: public column names, each once, and rows in order."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]

    def records(self) -> Iterator[dict[str, object]]:
        """Each row as {column: value}."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def only(self, wanted: Sequence[str]) -> Rows:
        """The wanted columns, in that order, those that are not there left out."""
        places = [self.columns.index(name) for name in wanted if name in self.columns]
        return Rows(
            tuple(self.columns[place] for place in places),
            [tuple(row[place] for place in places) for row in self.rows],
        )

    def column(self, name: str) -> list[Any]:
        """One column's values."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def fetched(result: duckdb.DuckDBPyConnection) -> Rows:
    """Every row of a DuckDB result. Instants with a zone come by way of Arrow, the rest as Python values."""
    columns = distinct(str(part[0]) for part in result.description)
    if any("WITH TIME ZONE" in str(part[1]) for part in result.description):
        table = result.to_arrow_table()
        values = [column.to_pylist() for column in table.columns]
        return Rows(columns, list(zip(*values, strict=True)))
    return Rows(columns, result.fetchall())


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names, with `_2`, `_3` behind one that was there before, so that no value of an object is lost."""
    given: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate in given:
            count += 1
            candidate = f"{name}_{count}"
        given.append(candidate)
    return tuple(given)
