"""A newer time zone database: the days that it moves are corrected, and the store says which one decided."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from engine import Ledger, Reader, zones
from schemas import timezones
from tests.engine.logs import ONE_RULE_FIRST, batches, contents, written
from tests.support import batch

OFFSETS = zones.offsets


def shifted(name: str) -> tuple[tuple[datetime, datetime, int], ...]:
    """Every zone a whole day further east than it is."""
    return tuple((starts, ends, offset + 24 * 3600) for starts, ends, offset in OFFSETS(name))


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_a_new_time_zone_database_corrects_the_days_with_the_next_batch(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = written(tmp_path / "old.duckdb", rule, batches())
    monkeypatch.setattr(timezones, "version", lambda: "2099z")
    monkeypatch.setattr(zones, "offsets", shifted)
    new = written(tmp_path / "new.duckdb", rule, batches())
    days = "SELECT event_id, ad_day FROM ledger WHERE ad_day IS NOT NULL"
    with Ledger.open(old) as ledger:
        before = set(ledger.query(days).fetchall())
        ledger.apply(batch([]))
        assert set(ledger.query(days).fetchall()) > before
        assert ledger.verify().ok
        with Reader.open(new) as other:
            assert ledger.digest() == other.digest()
        said = ledger.query(
            "SELECT batch, tzdata_version FROM batches ORDER BY batch DESC LIMIT 2"
        ).fetchall()
        assert said[0][1] == "2099z" != said[1][1]
        held = contents(ledger)
        ledger.apply(batch([]))
        assert contents(ledger)["packed_corrections"] == held["packed_corrections"]
