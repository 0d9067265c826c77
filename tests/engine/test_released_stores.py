"""The store of every schema that was ever released opens, verifies, and says what it said then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from engine import SCHEMA_VERSION, Ledger, Reader, StoreOlder
from engine.reads import Reads
from tests.fixtures.stores import make
from tests.oracle.oracle import run
from tests.support import split

STORES = sorted(make.HERE.glob("schema-*.duckdb"))


def assert_says_the_same(store: Reads, path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    said = store.summary()
    assert store.rule == wanted.pop("rule")
    assert {name: getattr(said, name) for name in wanted} == wanted
    verification = store.verify()
    assert verification.ok, [check for check in verification.checks if not check.ok]
    assert verification.digest == wanted["digest"]


def test_there_is_one_of_each_schema() -> None:
    assert {path.name for path in STORES} == {
        f"schema-{version}.duckdb" for version in range(1, SCHEMA_VERSION + 1)
    }
    assert all(path.stat().st_size < 2_000_000 for path in STORES)
    assert not list(make.HERE.glob("*.wal"))


@pytest.mark.parametrize("path", STORES, ids=lambda path: path.stem)
def test_it_opens_verifies_and_goes_on(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "s.duckdb"
    shutil.copyfile(path, copy)
    with Ledger.open(copy) as ledger:
        assert_says_the_same(ledger, path)
        again = ledger.apply(make.batches()[0])
        assert again.accepted == 0
        assert ledger.verify().ok


def test_the_latest_is_read_without_a_writer(tmp_path: Path) -> None:
    copy = tmp_path / "s.duckdb"
    shutil.copyfile(STORES[-1], copy)
    with Reader.open(copy) as reader:
        assert_says_the_same(reader, STORES[-1])


def test_the_log_gives_the_same_store_today(tmp_path: Path) -> None:
    said = make.write(tmp_path / "s.duckdb")
    assert said == json.loads(STORES[-1].with_suffix(".json").read_text(encoding="utf-8"))


def test_it_has_something_of_everything() -> None:
    law = run(split(make.LOG.read_bytes()), make.RULE)
    said = json.loads(STORES[-1].with_suffix(".json").read_text(encoding="utf-8"))
    kinds = [each[0] for each in law.exceptions]
    assert said["exceptions"] == {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    assert len(said["dispositions"]) == 8
    assert len(said["exceptions"]) == 8


def test_views_of_another_version_are_said_so_and_renewed_by_a_writer(tmp_path: Path) -> None:
    copy = tmp_path / "s.duckdb"
    shutil.copyfile(STORES[-1], copy)
    with duckdb.connect(str(copy)) as con:
        con.execute("UPDATE core.meta SET value = '0.0.9' WHERE key = 'engine_version'")
        con.execute("CREATE OR REPLACE VIEW core.standing_ads AS SELECT ad_id FROM core.facts")
    with Reader.open(copy) as reader, pytest.raises(StoreOlder, match="views of another version"):
        reader.verify()
    with Ledger.open(copy) as ledger:
        assert_says_the_same(ledger, STORES[-1])
