"""Rows that the scanner takes from typed columns are what their JSON lines would have been."""

from __future__ import annotations

import json
import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import engine.batch
import streams.files
from engine import RULES, Batch, Ledger, Reader
from engine.batch import LINE_SCHEMA
from engine.scanner.kernel import LINE_BYTES_MAX
from engine.scanner.scan import merged, scan
from streams.discover import discover
from streams.files import FileSource
from streams.limits import DEFAULT_LIMITS
from streams.lookup import lines_at
from streams.parquetlog import ParquetReader
from streams.replay import replay
from streams.validate import validate
from tests.engine.logs import contents
from tests.streams.helpers import clock, read_all, seeded
from tests.streams.parquet_tables import table
from tests.support import make

NEVER = 10**9
SIZES = (1, 7, 100, 1_000)

pytestmark = pytest.mark.usefixtures("gated")  # else only what the scanner took would count as fast


def write(folder: Path, rows: pa.Table, group: int = 130) -> str:
    path = folder / "log.parquet"
    pq.write_table(rows, path, row_group_size=group)
    return str(path)


def read(path: str, scan_rows_min: int | None, sizes: random.Random) -> tuple[pa.Table, list[Any]]:
    """All lines of a file, and what was scanned of each piece, with the piece's first row."""
    lines, scanned, rows = [], [], 0
    with closing(ParquetReader(discover([path]).logs[0], None, DEFAULT_LIMITS, scan_rows_min)) as reader:
        while (some := reader.read(sizes.choice(SIZES))) is not None:
            found = reader.scanned()
            assert (found is None) == (scan_rows_min is None)
            scanned += [] if found is None else [(rows, found)]
            lines.append(some)
            rows += some.num_rows
    return pa.concat_tables(lines), scanned


def check(folder: Path, rows: pa.Table, seed: int) -> int:
    """Asserts that rows scanned and left say what all lines say; how many were scanned."""
    path, sizes = write(folder, rows), seeded(str(seed))
    wanted, _ = read(path, None, sizes)
    lines, parts = read(path, 0, sizes)
    typed = merged(parts)
    taken = set(typed["row"].to_pylist())
    for at, (line, whole) in enumerate(zip(lines.to_pylist(), wanted.to_pylist(), strict=True)):
        assert line == (whole | {"line": b""} if at in taken else whole)
    of_lines = {row["row"]: row for row in scan(wanted).to_pylist()}
    found = merged([(0, typed), (0, scan(lines))]).to_pylist()
    assert [row["row"] for row in found] == sorted(taken | of_lines.keys())
    for row in found:
        longer = len(wanted["line"][row["row"]].as_py()) > LINE_BYTES_MAX
        assert longer or row == of_lines[row["row"]], wanted["line"][row["row"]]
    return len(taken)


@pytest.mark.parametrize("seed", range(12))
def test_rows_of_any_table_are_scanned_as_their_lines_are(seed: int, tmp_path: Path) -> None:
    check(tmp_path, table(300, seed), seed)


@pytest.mark.parametrize("seed", range(20, 26))
def test_most_rows_of_plain_tables_are_scanned(seed: int, tmp_path: Path) -> None:
    assert check(tmp_path, table(400, seed, plain=True), seed) > 20


@pytest.mark.prove
def test_rows_of_many_tables_are_scanned_as_their_lines_are(tmp_path: Path) -> None:
    assert (
        sum(check(tmp_path, table(300, seed, plain=seed % 2 == 0), seed) for seed in range(100, 700)) > 30_000
    )


def scanning(monkeypatch: pytest.MonkeyPatch, *, on: bool) -> None:
    """Whether rows are scanned, however few."""
    monkeypatch.setattr(streams.files, "SCAN_LINES_MIN", 0 if on else NEVER)
    monkeypatch.setattr(engine.batch, "SCAN_LINES_MIN", 0 if on else NEVER)


def stored(path: Path, logs: list[str], batch_lines: int, stop: int | None) -> tuple[object, object]:
    """What a replay comes to, broken off after so many batches and taken up again; and all of its store."""
    told: list[object] = []

    def count(_: Batch, result: object) -> None:
        told.append(result)

    def stops() -> bool:
        return len(told) == stop

    for _ in range(2):
        with closing(Ledger.open(path)) as ledger:
            source = FileSource(logs, clock=clock, batch_lines=batch_lines)
            replay(ledger, source, on_batch=count, stop=stops, clock=clock)
        stop = None
    with closing(Ledger.open(path)) as ledger:
        assert ledger.verify().ok
    with Reader.open(path) as store:
        return told, contents(store)


@pytest.mark.parametrize(
    ("seed", "rows", "batch_lines", "stop"),
    [(30, 6, 1, None), (32, 30, 7, 3), (31, 300, 1_000, None), (34, 300, 110, 1)],
)
def test_stores_are_the_same_in_every_cell(
    seed: int,
    rows: int,
    batch_lines: int,
    stop: int | None,
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dead letters, counts and positions too; batches, and a run, end in the middle of a row group."""
    log = write(tmp_path, table(rows, seed, plain=seed % 2 == 0), group=50)
    assert any(found.num_rows for _, found in read(log, 0, seeded(log))[1])
    lines = tmp_path / "more.ndjson"
    whole, _ = read(log, None, seeded(log))
    more = [line for line in whole["line"].to_pylist()[::3] if len(line) < LINE_BYTES_MAX]
    lines.write_bytes(b"\n".join(more))
    held = []
    for on in (False, True):
        scanning(monkeypatch, on=on)
        path = make(tmp_path / f"{on}.duckdb", RULES[seed % 2])
        held.append(stored(path, [log, str(lines)], batch_lines, stop))
    assert held[0] == held[1]


def test_a_batch_of_rows_and_lines_has_both_scanned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = write(tmp_path, table(200, 40, plain=True))
    whole, _ = read(log, None, seeded(log))
    lines = tmp_path / "a.ndjson"
    lines.write_bytes(b"\n".join(whole["line"].to_pylist()))
    scanning(monkeypatch, on=True)
    (batch,), _ = read_all([str(lines), log])
    assert batch.lines.schema.equals(LINE_SCHEMA)
    prepared = batch.prepared()
    assert batch.typed is not None
    assert batch.scanned is None
    assert prepared.scanned is not None
    assert prepared.prepared() is prepared
    found = [row["row"] for row in prepared.scanned.to_pylist()]
    assert found == sorted(set(found))
    count = len(lines.read_bytes().splitlines())
    assert sum(row < count for row in found) == sum(row >= count for row in found) > 50


def test_few_rows_become_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the compiled code takes longer than they do; small batches are for the gate too."""
    log = write(tmp_path, table(100, 41, plain=True))
    (batch,), _ = read_all([log])
    assert batch.typed is None
    assert b"" not in batch.lines["line"].to_pylist()
    monkeypatch.setattr(streams.files, "SCAN_LINES_MIN", 100)
    assert read_all([log])[0][0].typed is not None
    assert all(each.typed is None for each in read_all([log], batch_lines=99)[0])
    monkeypatch.setattr(streams.files, "SCAN_LINES_MIN", 101)
    assert read_all([log])[0][0].typed is None
    other = tmp_path / "other.parquet"
    other.write_bytes(Path(log).read_bytes())
    typed = read_all([log, str(other)])[0][0].typed
    assert typed is not None
    assert min(typed["row"].to_pylist()) >= 100


def test_validation_and_lookup_know_rows_that_were_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = write(tmp_path, table(300, 42, plain=True))
    found = []
    for on in (False, True):
        scanning(monkeypatch, on=on)
        report = validate(FileSource(log, clock=clock))
        found.append((report.lines, report.valid, report.dead, report.types, report.reasons, report.examples))
        shown = lines_at(log, {at: {} for at in range(300)})
        assert all("event_id" in json.loads(line) for line in shown.values())
        assert len(shown) == report.valid
    assert found[0] == found[1]
