"""The lines of a batch: what the fast lane says of each, and the contract's word on those that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine import sql
from engine.batch import FAULTS_JOIN, Batch
from schemas import COLUMNS, Event, Reason, read_line
from schemas.gate import gate_sql
from schemas.json_text import too_long

CHUNK_ROWS = 20_000
MORSEL_ROWS, _MORSEL_ROWS_MIN, _MORSELS_MIN = 16_384, 2_048, 4
"""Rows of a piece of a batch that one thread gates at once, at most; of few rows so many pieces."""
GATED_LINES_MIN = 1_000
"""Fewer lines are the contract's, one by one: DuckDB needs as long only to plan the gate's query."""
_READABLE = "arrow_text"
Rows = np.ndarray[tuple[int], np.dtype[np.int64]]
Take = Callable[[str], Rows]


def fast_lane(
    con: duckdb.DuckDBPyConnection,
    batch: Batch,
    take: Take,
    places: Mapping[str, Any] | None = None,
) -> Rows:
    """Lets the gate look at the lines that the scanner has left, where they are many.

    Args:
        con: where the lines are registered as `arrow_text` while `take` runs.
        batch: what was read; `prepared`, or nothing was scanned.
        take: runs a query with the columns of `schemas.gate.gate_sql`, in which `seq` is the line's row, from
            0; gives the rows that it took.
        places: columns beside the lines to hand through, by name.

    Returns:
        The rows that the scanner and the gate took.
    """
    beside = dict(places or {})
    taken = np.empty(0, np.int64) if batch.scanned is None else batch.scanned["row"].to_numpy()
    rest = _others(batch.lines.num_rows, taken)
    if len(rest) < GATED_LINES_MIN:
        return taken
    lines = batch.lines.take(rest) if len(taken) else batch.lines
    text = pa.table(
        {
            "seq": rest,
            **{name: column.take(rest) for name, column in beside.items()},
            "line": _readable_text(lines),
        }
    )
    with sql.registered(con, "arrow_text", morsels(text)):
        return np.concatenate([taken, take(gate_sql(_READABLE, tuple(beside)))])


def morsels(rows: pa.Table) -> pa.Table:
    """The same in pieces: a thread of DuckDB takes one at a time, and a single one would be one thread's."""
    share = max(_MORSEL_ROWS_MIN, rows.num_rows // _MORSELS_MIN)
    return pa.Table.from_batches(rows.to_batches(max_chunksize=min(MORSEL_ROWS, share)), rows.schema)


def left(lines: pa.Table, passed: Rows) -> Iterator[tuple[Rows, list[dict[str, Any]]]]:
    """The rows that the fast lane left for the contract, some thousands at once, each with its number.

    Args:
        lines: a table of `LINE_SCHEMA`.
        passed: numbers of the rows that the fast lane took.
    """
    rest = _others(lines.num_rows, passed)
    for at in range(0, len(rest), CHUNK_ROWS):
        part = rest[at : at + CHUNK_ROWS]
        yield part, lines.take(part).to_pylist()


def _others(count: int, taken: Rows) -> Rows:
    """The numbers from 0 to `count` that are not among those taken."""
    is_other = np.ones(count, np.bool_)
    is_other[taken] = False
    return np.flatnonzero(is_other)


def _readable_text(lines: pa.Table) -> Any:
    """The lines as text; NULL where they are no UTF-8, or where their source knows that they are dead."""
    line: Any = lines["line"]
    text: Any
    try:
        text = line.cast(pa.large_string())
    except pa.ArrowInvalid:
        text = pa.chunked_array([pa.array([_text(each) for each in line.to_pylist()], pa.large_string())])
    whole = pc.and_(pc.is_null(lines["fault"]), pc.is_null(lines["length"]))
    return pc.if_else(whole, text, pa.scalar(None, pa.large_string()))


def judge(line: Mapping[str, Any]) -> Event | tuple[Reason, ...]:
    """A row of `LINE_SCHEMA` as the event that it is, or every reason why it is none."""
    if line["fault"] is not None:
        # another format's own bytes (`raw`) and the head of a line say nothing more as JSON
        faults = tuple(_fault(each) for each in str(line["fault"]).split(FAULTS_JOIN))
        rest = read_line(line["line"]) if line["raw"] is None and line["length"] is None else ()
        told = {fault.path for fault in faults}
        return (
            faults if isinstance(rest, Event) else (*faults, *(why for why in rest if why.path not in told))
        )
    if line["length"] is not None:
        return (too_long(line["length"]),)
    return read_line(line["line"])


def _fault(said: str) -> Reason:
    """Why a source could not read a line; where it begins with a field's name, it is of that field."""
    name, colon, why = said.partition(": ")
    if colon and name in COLUMNS:
        return Reason(path=name, code="unreadable", message=why, value="")
    return Reason(path="", code="unreadable", message=said, value="")


def _text(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None
