"""Single lines of a batch: their text, and the contract's word on those that the fast lane leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas import Event, Reason, read_line
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
        fault = Reason(path="", code="unreadable", message=str(line["fault"]), value="")
        rest = read_line(line["line"]) if line["raw"] is None and line["length"] is None else ()
        return (fault,) if isinstance(rest, Event) else (fault, *rest)
    if line["length"] is not None:
        message = f"the line is {line['length']} bytes long; at most {LINE_BYTES_MAX:,} are read"
        return (Reason(path="", code="too_long", message=message, value=""),)
    return read_line(line["line"])


def _text(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None
