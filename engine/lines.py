"""The lines of a batch: what the fast lane says of each, and the contract's word on those that it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine import sql
from engine.batch import FAULTS_JOIN
from schemas import COLUMNS, Event, Reason, read_line
from schemas.engagement_gate import engagement_gate_sql
from schemas.gate import gate_sql
from schemas.json_text import too_long

CHUNK_ROWS = 20_000
MORSEL_ROWS = 16_384
"""Rows of a piece of a batch that one thread gates at once."""
_READABLE = "(FROM arrow_text WHERE line IS NOT NULL)"
Rows = np.ndarray[tuple[int], np.dtype[np.int64]]


def fast_lane(
    con: duckdb.DuckDBPyConnection,
    lines: pa.Table,
    take: Callable[[str], Rows],
    places: Mapping[str, Any] | None = None,
) -> Rows:
    """Lets the fast lane look at the lines: at all of them for what is most common, at what is left for all.

    Args:
        con: where the lines are registered as `arrow_text` while `take` runs.
        lines: a table of `LINE_SCHEMA`.
        take: runs a query with the columns of `schemas.gate.gate_sql`, in which `seq` is the line's row, from
            0; gives the rows that the lane has taken so far.
        places: columns beside the lines to hand through, by name.

    Returns:
        The rows that the fast lane took.
    """
    beside = dict(places or {})
    rows = np.arange(lines.num_rows, dtype=np.int64)
    text = pa.table({"seq": rows, **beside, "line": _readable_text(lines)})
    taken = _look(con, text, take, engagement_gate_sql(_READABLE, tuple(beside)))
    rest = np.setdiff1d(rows, taken, assume_unique=True)
    if not len(rest):
        return taken
    return _look(con, text.take(rest), take, gate_sql(_READABLE, tuple(beside)))


def _look(con: duckdb.DuckDBPyConnection, text: pa.Table, take: Callable[[str], Rows], gate: str) -> Rows:
    # a thread of DuckDB takes a record batch at a time: one alone would be one thread's
    morsels = pa.Table.from_batches(text.to_batches(max_chunksize=MORSEL_ROWS), text.schema)
    with sql.registered(con, "arrow_text", morsels):
        return take(gate)


def left(lines: pa.Table, passed: Rows) -> Iterator[tuple[Rows, list[dict[str, Any]]]]:
    """The rows that the fast lane left for the contract, some thousands at once, each with its number.

    Args:
        lines: a table of `LINE_SCHEMA`.
        passed: numbers of the rows that the fast lane took.
    """
    rest = np.setdiff1d(np.arange(lines.num_rows, dtype=np.int64), passed, assume_unique=True)
    for at in range(0, len(rest), CHUNK_ROWS):
        part = rest[at : at + CHUNK_ROWS]
        yield part, lines.take(part).to_pylist()


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
