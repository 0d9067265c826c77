"""What a query gave: column names and rows, fetched so that every DuckDB type arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


_ROWS_AT_ONCE = 10_000


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


def fetched(result: duckdb.DuckDBPyConnection, rows_max: int | None = None) -> Rows:
    """The rows of a DuckDB result. Instants with a zone come by way of Arrow, the rest as Python values.

    Args:
        result: what a query gave.
        rows_max: at most so many rows; None for every row.
    """
    columns = distinct(str(part[0]) for part in result.description)
    if any("WITH TIME ZONE" in str(part[1]) for part in result.description):
        return Rows(columns, list(_zoned(result, rows_max)))
    return Rows(columns, result.fetchall() if rows_max is None else result.fetchmany(rows_max))


def _zoned(result: duckdb.DuckDBPyConnection, rows_max: int | None) -> Iterator[tuple[object, ...]]:
    left = rows_max
    for batch in result.to_arrow_reader(_ROWS_AT_ONCE):
        values = [column.to_pylist() for column in batch.slice(0, left).columns]
        yield from zip(*values, strict=True)
        left = None if left is None else left - batch.num_rows
        if left is not None and left <= 0:
            return


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
