"""The fast lane's scanner and its gate come to what the gate alone comes to."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from engine import Batch
from engine.lines import Rows, fast_lane
from engine.scanner.scan import scan
from schemas import COLUMNS
from schemas.gate import gate_sql
from tests.engine.scanner.plain_lines import PLAIN, every_plain_engagement
from tests.schemas.mutations import mutated
from tests.schemas.valid_lines import compact_engagements, valid_lines
from tests.support import batch

COUNT = 1_000
FAULTS = ["unreadable", *[None] * 6]
Row = tuple[object, ...]


def _batch() -> Batch:
    """What the scanner takes, what the gate takes, what both leave, in any order; some dead already."""
    turn = random.Random(4)  # noqa: S311 -- the same lines every time
    lines = [line.encode() for line in (*compact_engagements(COUNT, 5), *valid_lines(COUNT, 6))]
    lines += [mutated(line, turn) for line in valid_lines(COUNT, 7)]
    turn.shuffle(lines)
    given = batch(lines, start=5_000_000)
    faults = pa.array([turn.choice(FAULTS) for _ in lines], pa.string())
    table = given.lines
    return replace(given, lines=table.set_column(table.schema.get_field_index("fault"), "fault", faults))


def _by_the_lane(given: Batch) -> tuple[list[Row], Rows]:
    """The rows that the gate took of what the scanner left, and what the lane said was taken."""
    rows: list[Row] = []
    with duckdb.connect() as con:

        def take(gate: str) -> Rows:
            rows.extend(con.execute(f"SELECT * FROM ({gate}) WHERE ok").fetchall())
            return np.array([row[0] for row in rows], dtype=np.int64)

        passed = fast_lane(con, given, take, {"place": given.lines["position"]})
    return rows, passed


def _by_the_gate(lines: pa.Table) -> list[Row]:
    rows = enumerate(zip(lines["position"].to_pylist(), lines["line"].to_pylist(), strict=True))
    texts = [
        (seq, place, text)
        for (seq, (place, line)), fault in zip(rows, lines["fault"].to_pylist(), strict=True)
        if fault is None and line is not None and (text := _text(line)) is not None
    ]
    with duckdb.connect() as con:
        seqs, places, readable = zip(*texts, strict=True)
        con.register("given", pa.table({"seq": seqs, "place": places, "line": readable}))
        return con.execute(f"SELECT * FROM ({gate_sql('given', ('place',))}) WHERE ok").fetchall()


def _text(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


def _seqs(rows: list[Row]) -> list[int]:
    return sorted(int(str(row[0])) for row in rows)


def test_the_gate_takes_what_the_scanner_left_of_what_it_takes_alone_each_line_once() -> None:
    given = _batch()
    scanned = scan(given.lines)
    rows, passed = _by_the_lane(replace(given, scanned=scanned))
    alone = _by_the_gate(given.lines)
    taken: set[Any] = set(scanned["row"].to_pylist())
    assert sorted(rows) == sorted(row for row in alone if row[0] not in taken)
    assert sorted(passed.tolist()) == sorted(taken.union(_seqs(alone)))
    assert 0.4 * COUNT < len(taken) < len(passed) < given.lines.num_rows
    assert all(row[1] == int(str(row[0])) + 5_000_000 for row in rows)


def test_the_scanner_says_of_its_rows_what_the_gate_says() -> None:
    given = _batch()
    alone = {row[0]: dict(zip(COLUMNS, row[3:], strict=True)) for row in _by_the_gate(given.lines)}
    rows = [row for row in scan(given.lines).to_pylist() if row["row"] in alone]
    assert len(rows) > 0.4 * COUNT
    for row in rows:
        said = alone[row["row"]]
        ids = {
            "actor_id": row["actor_name"] or str(row["actor_id"]),
            "event_id": row["event_id"] or str(row["event_uuid"]),
        }
        assert said == {name: (row | ids).get(name) for name in COLUMNS}


def test_without_a_scan_the_gate_looks_at_all_lines() -> None:
    given = _batch()
    rows, passed = _by_the_lane(given)
    assert sorted(rows) == sorted(_by_the_gate(given.lines))
    assert sorted(passed.tolist()) == _seqs(rows)


def test_where_the_scanner_takes_all_there_is_no_gate() -> None:
    given = batch([*PLAIN, *every_plain_engagement()])
    rows, passed = _by_the_lane(replace(given, scanned=scan(given.lines)))
    assert (rows, passed.tolist()) == ([], list(range(given.lines.num_rows)))
