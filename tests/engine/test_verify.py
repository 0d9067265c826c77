"""Every table that the store keeps is corrupted in turn, and each time verify fails naming it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from engine import RULES, Ledger, compact
from engine.verify import Verification, verify
from tests.engine.logs import ONE_RULE_FIRST, batches, core_tables, row_counts, written
from tests.support import Told, make

pytestmark = pytest.mark.xdist_group("verify")

HALVES = {"packed_bodies": ("packed_events", "packed_firsts")}
"""The views by whose names checks tell of a table."""
UNKNOWABLE = {
    ("batches", "recorded_at"): "only its order is known",
    ("batches", "engine_version"): "nothing else says it",
    ("batches", "tzdata_version"): "of a batch before the last, nothing else says it",
    ("batches", "fast_lines"): "only its bounds are known",
    ("packed_corrections", "cause"): "only which kind of event it can be",
    ("packed_corrections", "fact"): "only which kind of fact it can be",
    ("dead_letters", "position"): "only the order and the bounds are known",
    ("dead_letters", "number"): "only the order is known",
    ("packed_bodies", "seq"): "it may be another line between, a duplicate's, if no state is its event's",
    ("packed_bodies", "position"): "only the order and the bounds are known",
    ("packed_bodies", "number"): "only the order is known",
    ("facts", "position"): "only the order and the bounds are known",
    ("facts", "number"): "only the order is known",
    ("packed_bodies", "cause"): "only which kind of event it can be",
    ("packed_bodies", "fact"): "only which kind of fact it can be",
    ("first_boosts", "post_id"): "of a row that a later batch replaced",
    ("first_boosts", "first_boosted_at"): "of a row that a later batch replaced",
    ("first_boosts", "batch"): "of a row that a later batch replaced",
    ("meta", "value"): "of the engine's version, and of rows when last merged",
    ("redrives", "position"): "of a duplicate only the order and the bounds are known",
    ("redrives", "number"): "of a duplicate only the order is known",
    ("redrives", "of_source"): "what the line says; its letter may be in another store",
    ("redrives", "of_position"): "likewise",
    ("redrives", "of_number"): "likewise",
    ("redrives", "of_sha256"): "likewise",
    ("positions", "number"): "only that it is past the lines",
    ("positions", "state"): "only that it is JSON",
}
"""Columns of which one cell can be changed within what verify can know, and why."""


def tables() -> list[str]:
    """The tables of a store as it is made today, so that a new one cannot be left out."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(make(Path(folder) / "s.duckdb", RULES[0])) as ledger,
    ):
        return core_tables(ledger)


TABLES = tables()

CHANGES = {
    "packed_ad_days": "watch_ms_sum = watch_ms_sum + 1",
    "batch_sources": "from_position = from_position + 1",
    "batches": "duplicates = duplicates + 1",
    "code_intervals": "ends = ends + INTERVAL 1 MICROSECOND",
    "packed_corrections": "to_ad = 1",
    "packed_creator_follows": "follows_paid = follows_paid + 1",
    "dead_letters": "raw = raw || 'x'::BLOB",
    "digests": "low = low + 1",
    "names": "name = 'another'",
    "packed_bodies": "actor_id = actor_id + 1",
    "facts": "occurred_at = occurred_at + INTERVAL 1 MICROSECOND",
    "first_boosts": "first_boosted_at = first_boosted_at + INTERVAL 1 MICROSECOND",
    "losers": "batch = batch + 1",
    "meta": "key = 'tzdata_versiom'",
    "positions": "position = position + 1",
    "packed_post_counts": "n = n - 1",
    "packed_reach": "reach_paid = reach_paid + 1",
    "packed_reach_pairs": "actor_id = 1",
    "redrives": "event_id = 'another'",
    "sources": "name = '/logs/another.ndjson'",
    "states": "group_hash = group_hash + 1",
}
"""What a bad disk or a bug may do to a cell of each table."""

WHERE = {
    "meta": "key = 'tzdata_version'",
    "first_boosts": "batch = (SELECT max(batch) FROM core.first_boosts)",
}
"""Which row, where it is not any: the last one is taken otherwise."""


@pytest.fixture(scope="module", params=ONE_RULE_FIRST)
def ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A rich store of each rule, its sums merged now and then; what is done to it is rolled back."""
    slack = compact.SLACK_ROWS
    compact.SLACK_ROWS = 20
    try:
        path = written(tmp_path_factory.mktemp("verify") / "s.duckdb", request.param, batches())
    finally:
        compact.SLACK_ROWS = slack
    with Ledger.open(path) as opened:
        yield opened


def corrupted(ledger: Ledger, statement: str) -> Verification:
    """What verify finds after the statement, which must change something; the store is then as before."""
    con: duckdb.DuckDBPyConnection = ledger._con
    con.begin()
    try:
        changed = con.execute(statement).fetchone()
        assert changed is not None
        assert changed[0] > 0
        return verify(con, ledger.rule)
    finally:
        con.rollback()


def names(found: Verification, table: str) -> bool:
    """Whether a failed check has the table, or a half of it, in its name."""
    failed = [check.name for check in found.checks if not check.ok]
    told = {part for name in failed for part in name.replace(":", ",").split(", ")}
    return not found.ok and not told.isdisjoint(HALVES.get(table, (table,)))


def assert_named(found: Verification, table: str) -> None:
    assert names(found, table), [check.name for check in found.checks if not check.ok]
    assert all(check.detail for check in found.checks)


def test_the_store_has_rows_in_every_table(ledger: Ledger) -> None:
    assert all(row_counts(ledger).values())
    verification = ledger.verify()
    assert verification.ok
    assert verification.digest == ledger.digest()
    merged = ledger.query("SELECT count(*) FROM core.meta WHERE key LIKE 'merged.%'").fetchall()
    assert merged[0][0] > 0


def test_every_table_has_its_corruption() -> None:
    assert sorted(CHANGES) == sorted(TABLES)


def where(table: str) -> str:
    """Which row of a table is spoilt: the last one where nothing else is said."""
    return WHERE.get(table, f"rowid = (SELECT max(rowid) FROM core.{table})")


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_value_is_found(table: str, ledger: Ledger) -> None:
    assert_named(corrupted(ledger, f"UPDATE core.{table} SET {CHANGES[table]} WHERE {where(table)}"), table)


@pytest.mark.prove
@pytest.mark.parametrize("table", TABLES)
def test_a_lost_row_is_found(table: str, ledger: Ledger, record_property: Told) -> None:
    assert_named(corrupted(ledger, f"DELETE FROM core.{table} WHERE {where(table)}"), table)
    record_property("rows_lost", 1)


@pytest.mark.prove
@pytest.mark.parametrize("table", TABLES)
def test_a_row_twice_is_found(table: str, ledger: Ledger, record_property: Told) -> None:
    statement = f"INSERT INTO core.{table} FROM core.{table} WHERE {where(table)}"
    assert_named(corrupted(ledger, statement), table)
    record_property("rows_doubled", 1)


def test_a_time_zone_that_is_none_is_found_and_stops_nothing(ledger: Ledger) -> None:
    found = corrupted(ledger, "UPDATE core.facts SET timezone = 'Europe/Atlantis' WHERE timezone IS NOT NULL")
    assert_named(found, "facts")
    assert "Europe/Atlantis" in next(
        check.detail for check in found.checks if check.name == "facts: timezone"
    )


def changed(kind: str, column: str) -> str:
    """SQL for another value of a column of this type."""
    if kind.startswith("ENUM"):
        first, second = kind.removeprefix("ENUM(").split(", ")[:2]
        return f"CASE WHEN {column} = {first} THEN {second.removesuffix(')')} ELSE {first} END"
    if kind.endswith("[]"):
        return "[]"
    others = {
        "VARCHAR": f"{column} || 'x'",
        "BLOB": f"{column} || 'x'::BLOB",
        "BOOLEAN": f"NOT {column}",
        "TIMESTAMP": f"{column} + INTERVAL 1 DAY",
    }
    return others.get(kind, f"{column} + 1")


@pytest.mark.prove
@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_watched(table: str, ledger: Ledger, record_property: Told) -> None:
    """One cell of each column, in the first and last row that has one, but what nothing else can tell."""
    columns = ledger.query(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'core' AND table_name = ?",
        [table],
    ).fetchall()
    missed, spoilt = [], 0
    for column, kind in columns:
        for which in ("min", "max"):
            rows = f"SELECT {which}(rowid) FROM core.{table} WHERE {column} IS NOT NULL"
            if ledger.query(rows).fetchall() == [(None,)] or (table, column) in UNKNOWABLE:
                continue
            value = changed(kind, column)
            spoilt += 1
            found = corrupted(ledger, f"UPDATE core.{table} SET {column} = {value} WHERE rowid = ({rows})")
            if not names(found, table):
                missed.append((column, which))
    assert not missed
    record_property("cells_changed", spoilt)
