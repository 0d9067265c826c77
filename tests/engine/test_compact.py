"""Merging the sums changes no number, and happens when they have grown."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import RULES, Ledger, columns, compact
from tests.engine.logs import ONE_RULE_FIRST, batches, row_counts, written
from tests.support import rows


def numbers(ledger: Ledger) -> dict[str, list[str]]:
    """Every row of every public view, as text."""
    views = [name for name, _ in columns.public(ledger._con)]
    return {view: sorted(map(str, rows(ledger, f"FROM {view}"))) for view in views if view != "batches"}


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_merging_changes_no_public_number_and_no_digest(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(written(tmp_path / "plain.duckdb", rule, batches())) as plain:
        wanted, digest, unmerged = numbers(plain), plain.digest(), row_counts(plain)
    monkeypatch.setattr(compact, "SLACK_ROWS", -1)
    monkeypatch.setattr(compact, "GROWTH", 0)
    with Ledger.open(written(tmp_path / "merged.duckdb", rule, batches())) as merged:
        assert numbers(merged) == wanted
        assert merged.digest() == digest
        assert merged.verify().ok
        after = row_counts(merged)
        assert sum(after.values()) < sum(unmerged.values())
        for table, key in compact.SUMS.items():
            if table in compact.GROWING:
                assert after[table] == unmerged[table], table
                continue
            assert after[table] <= unmerged[table], table
            keys = f"SELECT count(DISTINCT row({', '.join(key)}, 0)) FROM core.{table}"
            assert merged.query(keys).fetchall() == [(after[table],)]


def test_a_table_is_merged_once_it_has_more_than_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact, "SLACK_ROWS", 3)
    path = written(tmp_path / "s.duckdb", RULES[0], [])
    with Ledger.open(path) as ledger:
        con = ledger._con
        for day in range(1, 12):
            con.execute("INSERT INTO core.packed_creator_follows VALUES (-1, 1, 1, 0), (-2, 1, 0, 1)")
            before = row_counts(ledger)["packed_creator_follows"]
            compact.compact(con)
            after = row_counts(ledger)["packed_creator_follows"]
            limit = 3 if day < 3 else 2 * 2 + 3
            assert after == (2 if before > limit else before)
        assert ledger.query(
            "SELECT creator_id, sum(placements) FROM core.packed_creator_follows GROUP BY 1"
        ).fetchall()
        said = "SELECT value FROM core.meta WHERE key = 'merged.packed_creator_follows'"
        assert ledger.query(said).fetchall() == [("2",)]


def test_keys_that_come_to_nothing_go(tmp_path: Path) -> None:
    with Ledger.open(written(tmp_path / "s.duckdb", RULES[0], [])) as ledger:
        con = ledger._con
        con.execute(
            "INSERT INTO core.packed_creator_follows VALUES (-1, 1, 1, 0), (-1, -1, -1, 0), (-2, 1, 1, -1)"
        )
        compact.merge(con, "packed_creator_follows", ("creator_id",))
        assert ledger.query("FROM core.packed_creator_follows").fetchall() == [(-2, 1, 1, -1)]


def test_every_table_of_sums_has_its_key(tmp_path: Path) -> None:
    """What is no key is a number: a new column is summed, never lost."""
    with Ledger.open(written(tmp_path / "s.duckdb", RULES[0], [])) as ledger:
        for table, key in compact.SUMS.items():
            values = compact.value_columns(ledger._con, table)
            assert {kind for _, kind in values} <= {"BIGINT", "HUGEINT"}
            found = ledger.query(f"SELECT * FROM core.{table} LIMIT 0").description
            assert [*key, *(name for name, _ in values)] == [column[0] for column in found]
