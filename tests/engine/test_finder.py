"""What an index finds is all that a scan would find, and no batch can tell which of them was asked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pytest

from engine import Batch, Ledger, finder, ledger
from engine.finder import Finder
from engine.picked import picked
from streams.files import FileSource
from tests.engine.logs import ONE_RULE_FIRST, batches, contents, generated
from tests.support import make

ROWS = 400_000
FALSE_SHARE_MAX = 0.001
SMALL_LINES = 700


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """A table of rows whose keys come twice each."""
    con = duckdb.connect()
    con.execute(f"CREATE TABLE t AS SELECT (i % {ROWS // 2})::UBIGINT AS key FROM range({ROWS}) AS r (i)")
    return con


def test_every_row_of_a_key_is_found_and_hardly_another(con: duckdb.DuckDBPyConnection) -> None:
    keys = np.array([0, 1, ROWS // 4, ROWS // 2 - 1], np.uint64)
    index = Finder("t", "key")
    rows = index.rows(con, keys)
    assert rows is not None
    assert set(rows) >= {row for key in keys.tolist() for row in (key, key + ROWS // 2)}
    assert len(rows) <= 2 * len(keys) + 1
    strange = index.rows(con, np.arange(ROWS, ROWS + 100_000, dtype=np.uint64))
    assert strange is not None
    assert len(strange) < 100_000 * FALSE_SHARE_MAX


def test_rows_of_an_open_transaction_are_found_once_it_is_committed(con: duckdb.DuckDBPyConnection) -> None:
    index = Finder("t", "key")
    new = np.array([2**63], np.uint64)
    assert not len(index.rows(con, new))
    for end in (con.rollback, con.commit):
        con.begin()
        con.execute(f"INSERT INTO t VALUES ({2**63})")
        assert not len(index.rows(con, new))
        end()
    assert index.rows(con, new).tolist() == [ROWS]


def test_too_many_rows_are_left_to_a_scan(con: duckdb.DuckDBPyConnection) -> None:
    assert Finder("t", "key").rows(con, np.arange(finder.ROWS_MAX, dtype=np.uint64)) is None


@pytest.mark.parametrize("count", [0, 1, 399, 401, 20_000])
@pytest.mark.parametrize("halved", [False, True])
def test_rows_are_picked_whether_they_are_few_or_many(
    count: int, con: duckdb.DuckDBPyConnection, *, halved: bool
) -> None:
    rows = np.random.default_rng(1).choice(ROWS, count, replace=False)
    rows = rows[abs(rows - ROWS // 2) > ROWS // 3] if halved else rows
    relation = picked(con, "t", "some", rows, "rowid AS row")
    found = con.execute(f"SELECT row FROM {relation}").fetchnumpy()["row"]
    assert sorted(found) == sorted(rows)


def small_batches(folder: Path) -> list[Batch]:
    """A simulated log in batches of so few lines that they are not scanned for by compiled code."""
    generated(folder, 10 * SMALL_LINES)
    source = FileSource(
        [str(folder / "log.ndjson")], clock=lambda: datetime(2026, 1, 1, tzinfo=UTC), batch_lines=SMALL_LINES
    )
    return list(source.batches({}))


def applied(path: Path, rule: str, parts: list[Batch], *, broken_off: bool) -> dict[str, list[str]]:
    def stop(step: str) -> None:
        if step == "commit":
            raise KeyError(step)

    with Ledger.open(make(path, rule)) as store:
        for each in parts:
            if broken_off:
                store.on_step = stop
                with pytest.raises(KeyError):
                    store.apply(each)
                store.on_step = lambda _: None
            store.apply(each)
        assert store.verify().ok
        return contents(store)


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_a_store_is_the_same_found_by_index_and_by_scan(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [*small_batches(tmp_path), *batches()]
    scanned = applied(tmp_path / "scanned.duckdb", rule, parts, broken_off=False)
    monkeypatch.setattr(ledger, "SMALL_BATCHES", 0)
    monkeypatch.setattr(ledger, "LINES", 0)
    assert applied(tmp_path / "found.duckdb", rule, parts, broken_off=True) == scanned
