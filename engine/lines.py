"""Single lines of a batch: their text, and the contract's word on those that the fast lane leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.batch import FAULTS_JOIN
from schemas import COLUMNS, Event, Reason, read_line
from schemas.json_text import LINE_BYTES_MAX

CHUNK_ROWS = 20_000
Rows = np.ndarray[tuple[int], np.dtype[np.int64]]


def readable_text(lines: pa.Table) -> Any:
    """The lines as text; NULL where they are no UTF-8, or where their source knows that they are dead.

    Args:
        lines: a table of `LINE_SCHEMA`.
    """
    line: Any = lines["line"]
    text: Any
    try:
        text = line.cast(pa.large_string())
    except pa.ArrowInvalid:
        text = pa.chunked_array([pa.array([_text(each) for each in line.to_pylist()], pa.large_string())])
    whole = pc.and_(pc.is_null(lines["fault"]), pc.is_null(lines["length"]))
    return pc.if_else(whole, text, pa.scalar(None, pa.large_string()))


def in_chunks(lines: pa.Table, rows: Rows) -> Iterator[tuple[Rows, list[dict[str, Any]]]]:
    """The given rows of a table of lines as dicts, some thousands at once, with their row numbers."""
    for at in range(0, len(rows), CHUNK_ROWS):
        part = rows[at : at + CHUNK_ROWS]
        yield part, lines.take(part).to_pylist()


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
        message = f"the line is {line['length']} bytes long; at most {LINE_BYTES_MAX:,} are read"
        return (Reason(path="", code="too_long", message=message, value=""),)
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
