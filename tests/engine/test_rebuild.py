"""A store made of another's own lines is that store."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import RULES, Ledger, Reader
from engine.rebuild import stored_batches
from tests.engine.logs import ONE_RULE_FIRST, batches, written
from tests.engine.test_past import said, views
from tests.support import make


def rebuilt(old: Path, new: Path, rule: str) -> Path:
    with Reader.open(old) as reader, Ledger.open(make(new, rule)) as ledger:
        for each in stored_batches(reader):
            ledger.apply(each)
    return new


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_of_the_same_rule_it_says_the_same(rule: str, tmp_path: Path) -> None:
    old = written(tmp_path / "old.duckdb", rule, batches())
    new = rebuilt(old, tmp_path / "new.duckdb", rule)
    with Reader.open(old) as before, Reader.open(new) as after:
        assert after.digest() == before.digest()
        assert after.verify().ok
        relations = [name for name in views(before) if name not in ("batches", "dead_letters")]
        assert said(after, relations) == said(before, relations)
        assert after.positions() == before.positions()
        letters = "SELECT * EXCLUDE (letter) FROM dead_letters ORDER BY letter"
        assert after.query(letters).fetchall() == before.query(letters).fetchall()
    with Ledger.open(new) as ledger:  # the same logs again, from where they stand
        assert ledger.positions().keys() == {each.source for log in batches() for each in log.positions}


def test_of_another_rule_it_is_what_that_rule_says(tmp_path: Path) -> None:
    old = written(tmp_path / "old.duckdb", RULES[0], batches())
    wanted = written(tmp_path / "wanted.duckdb", RULES[1], batches())
    new = rebuilt(old, tmp_path / "new.duckdb", RULES[1])
    with Reader.open(wanted) as before, Reader.open(new) as after:
        assert after.digest() == before.digest() != ""
        days = "SELECT t::VARCHAR FROM core.post_days AS t ORDER BY 1"
        assert after.query(days).fetchall() == before.query(days).fetchall()
