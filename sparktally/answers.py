"""What a query gave, as Arrow: every integer exact, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import duckdb
import pyarrow as pa

from engine import Queries, QueryError
from sparktally.labels import Labels
from sparktally.listing import Listing, quoted

ROWS_AT_ONCE = 50_000
_BIGINT_MAX = 2**63 - 1
_DECIMAL_MAX = 10**38 - 1


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of an answer, and its rows in batches, which are read once."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class Ask(Protocol):
    """Asks anew each time; the answer's batches are read within."""

    def __call__(self, *, alone: bool) -> AbstractContextManager[Answer]:
        """Ask; `alone` on a connection of its own, so that others may be asked before the last batch."""
        ...


def listed(
    store: Queries, listing: Listing, sort: Sequence[str], rows_max: int | None, labels: Labels
) -> Answer:
    """The answer to a list, with labels.

    Raises:
        UserError: a column to sort by is not there.
        QueryError, StoreError, StoreDamaged: as `Queries.query`.
    """
    columns = described(store, f"SELECT * FROM ({listing.select}) LIMIT 0", listing.values)
    query = listing.query(tuple(columns), sort, rows_max)
    return _named(answered(store, query, listing.values), labels)


def answered(store: Queries, query: str, values: Sequence[object] = ()) -> Answer:
    """The answer to any query that reads.

    DuckDB hands a HUGEINT, the type of every sum of integers, to Arrow as a DOUBLE. Here it is an int64 where
    all values of its column fit into one, else a decimal of 38 digits, else text; within lists and structs a
    decimal.

    Raises:
        QueryError, StoreError, StoreDamaged: as `Queries.query`.
    """
    result = store.query(query, values)
    if result.description and any("HUGEINT" in str(part[1]) for part in result.description):
        result = store.query(_exact(store, query, values), values)
    if not result.description:
        return Answer(pa.schema({}), iter(()))
    reader = result.to_arrow_reader(ROWS_AT_ONCE)
    return Answer(reader.schema, _batches(reader))


def described(store: Queries, query: str, values: Sequence[object] = ()) -> dict[str, str]:
    """The columns of a query with DuckDB's names of their types."""
    return {str(part[0]): str(part[1]) for part in store.query(query, values).description}


def _exact(store: Queries, query: str, values: Sequence[object]) -> str:
    columns = described(store, f"SELECT * FROM ({query}) LIMIT 0", values)
    huge = {name: kind for name, kind in columns.items() if "HUGEINT" in kind}
    casts = [f"{_cast(store, query, values, name, kind)} AS {quoted(name)}" for name, kind in huge.items()]
    return f"SELECT * REPLACE ({', '.join(casts)}) FROM ({query})"


def _cast(store: Queries, query: str, values: Sequence[object], name: str, kind: str) -> str:
    column = quoted(name)
    if kind not in ("HUGEINT", "UHUGEINT"):
        return f"{column}::{kind.replace('UHUGEINT', 'DECIMAL(38,0)').replace('HUGEINT', 'DECIMAL(38,0)')}"
    low, high = store.query(f"SELECT min({column}), max({column}) FROM ({query})", values).fetchall()[0]
    for type_, most in (("BIGINT", _BIGINT_MAX), ("DECIMAL(38,0)", _DECIMAL_MAX)):
        if low is None or -most <= low <= high <= most:
            return f"{column}::{type_}"
    return f"{column}::VARCHAR"


def _named(answer: Answer, labels: Labels) -> Answer:
    empty = labels.batch(pa.RecordBatch.from_pylist([], schema=answer.schema))
    return Answer(empty.schema, (labels.batch(batch) for batch in answer.batches))


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except (duckdb.Error, pa.ArrowException, OSError) as error:  # of a query that was half read
            raise QueryError(str(error), fix="see whether the query's values are as it takes them") from error
        yield batch
