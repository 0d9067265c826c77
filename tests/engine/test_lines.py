"""The fast lane's two looks come to what its gate alone comes to."""

from __future__ import annotations

import random

import duckdb
import numpy as np
import pyarrow as pa

from engine.lines import Rows, fast_lane
from schemas.gate import gate_sql
from tests.schemas.mutations import mutated
from tests.schemas.valid_lines import compact_engagements, valid_lines
from tests.support import batch

COUNT = 1_000
FAULTS = ["unreadable", *[None] * 6]
Row = tuple[object, ...]


def _lines() -> pa.Table:
    """What the first look takes, what it leaves, what both leave, in any order; some dead already."""
    turn = random.Random(4)  # noqa: S311 -- the same lines every time
    lines = [line.encode() for line in (*compact_engagements(COUNT, 5), *valid_lines(COUNT, 6))]
    lines += [mutated(line, turn) for line in valid_lines(COUNT, 7)]
    turn.shuffle(lines)
    table = batch(lines, start=5_000_000).lines
    faults = pa.array([turn.choice(FAULTS) for _ in lines], pa.string())
    return table.set_column(table.schema.get_field_index("fault"), "fault", faults)


def _by_both_looks(lines: pa.Table) -> tuple[list[Row], list[int], Rows]:
    """The rows that were taken, how many there were after each look, and what the lane said it took."""
    rows: list[Row] = []
    after: list[int] = []
    with duckdb.connect() as con:

        def take(gate: str) -> Rows:
            rows.extend(con.execute(f"SELECT * FROM ({gate}) WHERE ok").fetchall())
            after.append(len(rows))
            return np.array([row[0] for row in rows], dtype=np.int64)

        passed = fast_lane(con, lines, take, {"place": lines["position"]})
    return rows, after, passed


def _by_the_gate(lines: pa.Table) -> list[Row]:
    rows = enumerate(zip(lines["position"].to_pylist(), lines["line"].to_pylist(), strict=True))
    texts = [
        (seq, place, text)
        for (seq, (place, line)), fault in zip(rows, lines["fault"].to_pylist(), strict=True)
        if fault is None and (text := _text(line)) is not None
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


def test_both_looks_take_the_rows_of_the_gate_alone_each_once() -> None:
    lines = _lines()
    rows, after, passed = _by_both_looks(lines)
    assert sorted(rows, key=_seq) == sorted(_by_the_gate(lines), key=_seq)
    assert sorted(passed.tolist()) == sorted(row[0] for row in rows)
    first, both = after
    assert 0.7 * COUNT < first < both < lines.num_rows
    assert {row[1] - row[0] for row in rows} == {5_000_000}


def _seq(row: Row) -> int:
    assert isinstance(row[0], int)
    return row[0]


def test_where_the_first_look_takes_all_there_is_no_second() -> None:
    lines = batch([line.encode() for line in compact_engagements(50, 8)]).lines
    rows, after, passed = _by_both_looks(lines)
    assert (len(rows), after, sorted(passed.tolist())) == (50, [50], list(range(50)))
