"""Lines that mend a dead letter: each says so itself, last in its object, in a field that no event has.

So the link from a letter to what became of it is in the log, like all else, and every store that reads both
has it, whatever the order and the file. What the contract does not know it ignores (SEMANTICS 1): such a line
counts like any other.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute

from engine import sql

compute: Any = pyarrow.compute
FIELD = "redrive_of"
_KIND = "dead_letter"
_END = f',"kind":"{_KIND}"}}}}'.encode()
"""The last bytes of every such line: cheap to look for in lines by the hundred thousand."""
_INT64_MAX = 2**63 - 1
_MENDS_TYPES: dict[str, pa.DataType] = {
    "seq": pa.int64(),
    "of_source": pa.string(),
    "of_position": pa.int64(),
    "of_number": pa.int64(),
    "of_sha256": pa.string(),
}
_MENDS = pa.schema(_MENDS_TYPES)


@dataclass(frozen=True, slots=True)
class LetterKey:
    """What a dead letter is in every store that has read it; its number is one store's own.

    Args:
        source: where it was read, as in `LINE_SCHEMA`.
        position: likewise.
        number: likewise.
        sha256: of its whole line, in hexadecimal.
    """

    source: str
    position: int
    number: int
    sha256: str


def mending(line: bytes, letter: LetterKey) -> bytes:
    """A line (a JSON object, nothing around it) that says, besides what it says, which letter it mends.

    What it said of this before is replaced.
    """
    if line.endswith(_END) and _said(line) is not None:
        line = line[: line.rindex(f',"{FIELD}":'.encode())] + b"}"
    said = json.dumps({**asdict(letter), "kind": _KIND}, ensure_ascii=False, separators=(",", ":"))
    return b"".join([line[:-1], f',"{FIELD}":{said}'.encode(), b"}"])


def note(con: duckdb.DuckDBPyConnection, lines: pa.Table, first_seq: int) -> int:
    """Writes which dead letters the batch's valid lines mend into `core.redrives`; returns how many do.

    Args:
        con: with the batch's `b_` relations as they are after dedupe.
        lines: the batch's.
        first_seq: the first one's ordinal in the store.
    """
    text: Any = lines["line"]
    found = np.flatnonzero(compute.ends_with(text, pattern=_END).to_numpy(zero_copy_only=False))
    if not len(found):
        return 0
    marked = pa.table([pa.array(found + first_seq), text.take(found)], names=["seq", "line"])
    with sql.registered(con, "arrow_marked", marked):
        valid = con.execute("SELECT seq, line FROM arrow_marked SEMI JOIN b_lines USING (seq)").fetchall()
    mends = [
        {"seq": seq, **{f"of_{name}": value for name, value in asdict(letter).items()}}
        for seq, line in valid
        if (letter := _said(line)) is not None
    ]
    with sql.registered(con, "arrow_mends", pa.Table.from_pylist(mends, schema=_MENDS)):
        sql.run(con, "apply/redrives")
    return len(mends)


def _said(line: bytes) -> LetterKey | None:
    """The letter that a valid line says it mends; None where it says nothing that could be one."""
    try:
        said = json.loads(line)[FIELD]
        key = LetterKey(**{name: said[name] for name in ("source", "position", "number", "sha256")})
    except (ValueError, KeyError, TypeError):
        return None
    texts = (type(key.source), type(key.sha256)) == (str, str)
    numbers = all(type(each) is int and 0 <= each <= _INT64_MAX for each in (key.position, key.number))
    return key if texts and numbers else None
