"""From raw lines to decoded rows: the fast lane takes what is surely valid, the contract decides on every other line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.batch import Batch
from schemas import COLUMNS, Event, Reason, read_line
from schemas.gate import gate_sql

_ARROW = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "TIMESTAMP": pa.timestamp("us")}
_ROWS = pa.schema([("seq", pa.int64()), *((name, _ARROW[kind]) for name, kind in COLUMNS.items())])
_REASON = pa.struct([(name, pa.string()) for name in ("path", "code", "message", "value")])
_DEAD = pa.schema(
    [
        ("letter", pa.int64()),
        ("raw", pa.large_binary()),
        ("length", pa.int64()),
        ("sha256", pa.string()),
        ("reasons", pa.list_(_REASON)),
    ]
)
_CHUNK_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Read:
    """Counts of a batch's lines: all, those the fast lane took, those that are dead."""

    lines: int
    fast: int
    dead: int


def read_lines(con: duckdb.DuckDBPyConnection, batch: Batch, first_seq: int) -> Read:
    """Makes `b_lines` (seq, source, position, number), `b_read` (valid lines decoded) and writes the dead letters."""
    lines = batch.lines.combine_chunks()
    seqs = np.arange(first_seq, first_seq + lines.num_rows, dtype=np.int64)
    _place_lines(con, lines, seqs)
    text = _as_text(lines["line"], lines["fault"])
    con.register("arrow_text", pa.table({"seq": seqs, "line": text}))
    try:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE b_read AS SELECT * REPLACE "
            "(CASE WHEN ok THEN type END::event_type AS type), hash64(event_id) AS id_hash "
            f"FROM ({gate_sql('(SELECT seq, line FROM arrow_text WHERE line IS NOT NULL)')})"
        )
    finally:
        con.unregister("arrow_text")
    passed = con.execute("SELECT seq FROM b_read WHERE ok").fetchnumpy()["seq"]
    rest = np.setdiff1d(seqs, passed, assume_unique=True) - first_seq
    if len(rest):
        con.execute("DELETE FROM b_read WHERE NOT ok")
    dead = sum(_read_slowly(con, lines.take(part), seqs[part]) for part in _chunks(rest))
    return Read(lines.num_rows, len(passed), dead)


def _chunks(rows: np.ndarray) -> list[np.ndarray]:
    return [rows[at : at + _CHUNK_ROWS] for at in range(0, len(rows), _CHUNK_ROWS)]


def _place_lines(con: duckdb.DuckDBPyConnection, lines: pa.Table, seqs: np.ndarray) -> None:
    names = lines["source"].combine_chunks()
    if isinstance(names, pa.ChunkedArray):
        names = pa.concat_arrays(names.chunks) if names.num_chunks else pa.array([], lines.schema.field("source").type)
    ids = np.array([_source_id(con, name) for name in names.dictionary.to_pylist()], dtype=np.int32)
    source = ids[names.indices.to_numpy(zero_copy_only=False)] if len(ids) else np.empty(0, np.int32)
    placed = {"seq": seqs, "source": source, "position": lines["position"], "number": lines["number"]}
    con.register("arrow_lines", pa.table(placed))
    try:
        con.execute("CREATE OR REPLACE TEMP TABLE b_lines AS SELECT * FROM arrow_lines")
    finally:
        con.unregister("arrow_lines")


def _source_id(con: duckdb.DuckDBPyConnection, name: str) -> int:
    found = con.execute("SELECT source FROM core.sources WHERE name = ?", [name]).fetchone()
    if found is not None:
        return int(found[0])
    row = con.execute(
        "INSERT INTO core.sources SELECT coalesce(max(source) + 1, 0), ? FROM core.sources RETURNING source", [name]
    ).fetchone()
    assert row is not None
    return int(row[0])


def _as_text(line: pa.ChunkedArray, fault: pa.ChunkedArray) -> pa.ChunkedArray:
    """The lines as UTF-8 text, NULL where they are not, or where their source says that they cannot be read."""
    try:
        text = line.cast(pa.large_string())
    except pa.ArrowInvalid:
        text = pa.chunked_array([pa.array([_utf8(each) for each in line.to_pylist()], pa.large_string())])
    if fault.null_count == len(fault):
        return text
    return pc.if_else(pc.is_null(fault), text, pa.scalar(None, pa.large_string()))


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


def _read_slowly(con: duckdb.DuckDBPyConnection, lines: pa.Table, seqs: np.ndarray) -> int:
    """Lets the contract decide on lines that the fast lane left; returns how many are dead."""
    rows, dead = [], []
    for seq, line in zip(seqs.tolist(), lines.to_pylist(), strict=True):
        outcome = _judge(line)
        if isinstance(outcome, Event):
            rows.append({"seq": seq, **outcome.row()})
        else:
            dead.append(_letter(seq, line, outcome))
    _insert(
        con, "INSERT INTO b_read BY NAME SELECT *, true AS ok, hash64(event_id) AS id_hash FROM arrow_slow", rows, _ROWS
    )
    _insert(
        con,
        "INSERT INTO core.dead_letters SELECT d.letter, getvariable('batch')::INTEGER, l.source, l.position, l.number, "
        "d.raw, d.length, d.sha256, d.reasons FROM arrow_slow AS d INNER JOIN b_lines AS l ON d.letter = l.seq",
        dead,
        _DEAD,
    )
    return len(dead)


def _judge(line: dict[str, object]) -> Event | tuple[Reason, ...]:
    body = line["line"]
    assert isinstance(body, bytes)
    if line["fault"] is not None:
        return (Reason(path="", code="unreadable", message=str(line["fault"]), value=""),)
    if line["length"] is not None:
        message = f"the line is {line['length']} bytes long; at most 1,048,576 are read"
        return (Reason(path="", code="too_long", message=message, value=""),)
    return read_line(body)


def _letter(seq: int, line: dict[str, object], reasons: tuple[Reason, ...]) -> dict[str, object]:
    raw = line["raw"] if line["raw"] is not None else line["line"]
    assert isinstance(raw, bytes)
    return {
        "letter": seq,
        "raw": raw,
        "length": line["length"] if line["length"] is not None else len(raw),
        "sha256": line["sha256"] or hashlib.sha256(raw).hexdigest(),
        "reasons": [{"path": r.path, "code": r.code, "message": r.message, "value": r.value} for r in reasons],
    }


def _insert(
    con: duckdb.DuckDBPyConnection, insert: str, rows: list[dict[str, object]], schema: pa.Schema
) -> None:
    if not rows:
        return
    con.register("arrow_slow", pa.Table.from_pylist(rows, schema=schema))
    try:
        con.execute(insert)
    finally:
        con.unregister("arrow_slow")
