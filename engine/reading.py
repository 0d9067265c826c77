"""From raw lines to decoded rows: the fast lane takes what is surely valid, the contract the rest."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from engine import sql
from engine.batch import Batch
from engine.digest import body_text
from engine.lines import Rows, fast_lane, judge, left, morsels
from engine.names import coded, names_of
from schemas import COLUMNS, Event, Reason

_ARROW = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "TIMESTAMP": pa.timestamp("us")}
_COLUMNS = [pa.field(name, _ARROW[kind]) for name, kind in COLUMNS.items()]
_ROWS = pa.schema([pa.field("seq", pa.int64()), *_COLUMNS])
_REASON = pa.struct([pa.field(part.name, pa.string()) for part in fields(Reason)])
_DEAD_TYPES: dict[str, pa.DataType] = {
    "letter": pa.int64(),
    "raw": pa.large_binary(),
    "length": pa.int64(),
    "sha256": pa.string(),
    "reasons": pa.list_(_REASON),
}
_DEAD = pa.schema(_DEAD_TYPES)
_BODY = {"body": body_text(facts=False)}
_TYPES = {"columns": ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items() if name != "type")}


@dataclass(frozen=True, slots=True)
class Read:
    """Counts of a batch's lines: all, those the fast lane took, those that are dead."""

    lines: int
    fast: int
    dead: int


def read_lines(con: duckdb.DuckDBPyConnection, batch: Batch, first_seq: int) -> Read:
    """Makes `b_read` (valid lines decoded, and where each stood); writes the dead letters."""
    batch = replace(batch.prepared(), lines=batch.lines.combine_chunks())
    places = _places(con, batch.lines)

    def take(gate: str) -> Rows:
        sql.run(con, "apply/read", gate=gate, first_seq=str(first_seq))
        return con.execute("SELECT seq FROM b_text").fetchnumpy()["seq"] - first_seq

    sql.run(con, "apply/read_none", **_TYPES)
    passed = fast_lane(con, batch, take, places)
    placed = pa.table({"seq": np.arange(first_seq, first_seq + batch.lines.num_rows), **places})
    dead = sum(
        _read_slowly(con, placed.take(part), part + first_seq, chunk)
        for part, chunk in left(batch.lines, passed)
    )
    _pack(con, batch.scanned, places, first_seq)
    return Read(batch.lines.num_rows, len(passed), dead)


def _pack(
    con: duckdb.DuckDBPyConnection, scanned: pa.Table | None, places: dict[str, Any], first_seq: int
) -> None:
    """Makes `b_read` of the engagements of `b_text` and of what was scanned; new ids get their codes."""
    names = pa.array([], pa.string()) if scanned is None else names_of(scanned)
    has_text = sql.any_row(con, "b_text")
    if has_text or len(names):
        with sql.registered(con, "arrow_names", pa.table({"name": names})):
            sql.run(con, "apply/names")
    if has_text:
        sql.run(con, "apply/pack", **_BODY)
    if scanned is not None and scanned.num_rows:
        packed = coded(scanned, con.execute("SELECT name, code FROM b_codes").to_arrow_table())
        for name, column in places.items():
            packed = packed.append_column(name, column.take(scanned["row"]))
        with sql.registered(con, "arrow_scanned", morsels(packed)):
            sql.run(con, "apply/scanned", first_seq=str(first_seq))


def _places(con: duckdb.DuckDBPyConnection, lines: pa.Table) -> dict[str, Any]:
    """Where each line stood: its source's number in `core.sources`, its position, its number there."""
    names: Any = lines["source"].unify_dictionaries().combine_chunks()
    if isinstance(names, pa.ChunkedArray):
        names = pa.concat_arrays(names.chunks) if names.num_chunks else pa.array([], names.type)
    ids = np.array([_source_id(con, name) for name in names.dictionary.to_pylist()], dtype=np.int32)
    source = ids[names.indices.to_numpy(zero_copy_only=False)] if len(ids) else np.empty(0, np.int32)
    return {"source": pa.array(source), "position": lines["position"], "number": lines["number"]}


def _source_id(con: duckdb.DuckDBPyConnection, name: str) -> int:
    found = con.execute("SELECT source FROM core.sources WHERE name = ?", [name]).fetchone()
    if found is not None:
        return int(found[0])
    add = "INSERT INTO core.sources SELECT coalesce(max(source) + 1, 0), ? FROM core.sources RETURNING source"
    return int(sql.one(con, add, [name])[0])


def _read_slowly(
    con: duckdb.DuckDBPyConnection, places: pa.Table, seqs: Rows, lines: list[dict[str, Any]]
) -> int:
    """Lets the contract decide on lines that the fast lane left; returns how many are dead."""
    rows, dead = [], []
    for seq, line in zip(seqs.tolist(), lines, strict=True):
        outcome = judge(line)
        if isinstance(outcome, Event):
            rows.append({"seq": seq, **outcome.row()})
        else:
            dead.append(_letter(seq, line, outcome))
    with sql.registered(con, "arrow_places", places):
        _insert(con, sql.fill("apply/read_slowly"), rows, _ROWS)
        _insert(con, sql.fill("apply/dead_letters"), dead, _DEAD)
    return len(dead)


def _letter(seq: int, line: dict[str, Any], reasons: tuple[Reason, ...]) -> dict[str, object]:
    raw: bytes = line["raw"] if line["raw"] is not None else line["line"]
    return {
        "letter": seq,
        "raw": raw,
        "length": line["length"] if line["length"] is not None else len(raw),
        "sha256": line["sha256"] or hashlib.sha256(raw).hexdigest(),
        "reasons": [asdict(reason) for reason in reasons],
    }


def _insert(
    con: duckdb.DuckDBPyConnection, insert: str, rows: list[dict[str, Any]], schema: pa.Schema
) -> None:
    if not rows:
        return
    with sql.registered(con, "arrow_slow", pa.Table.from_pylist(rows, schema=schema)):
        con.execute(insert)
