"""What the public views and macros say where facts alone, or moments with a zone, are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import AttributionRule, Ledger, Reader
from tests.engine.logs import AD, ONE_RULE_FIRST, batches, line, written
from tests.support import batch


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "s.duckdb")


def test_moments_with_an_offset_are_taken_to_utc(ledger: Ledger) -> None:
    ledger.apply(batch([line("p1", "post_published", 1, post_id="p", creator_id="k")]))
    for moment in (
        "'2024-03-01T02:00:00+01:00'",
        "TIMESTAMP '2024-03-01 01:00:00'",
        "TIMESTAMPTZ '2024-03-01 01:00:00Z'",
    ):
        for zone in ("UTC", "America/New_York"):
            ledger._con.execute(f"SET GLOBAL TimeZone = '{zone}'")
            assert ledger.query(f"SELECT hours FROM boost_candidates({moment})").fetchall() == [(1.0,)]


@pytest.mark.parametrize("days", [1e9, 2**53, 10**15])
def test_days_ahead_have_no_limit(days: float, ledger: Ledger) -> None:
    grant = line("g", "authorization_granted", 1, auth_code="c", post_id="p", duration_days=7)
    ledger.apply(batch([grant]))
    query = "SELECT auth_code, days_left FROM authorizations_expiring(TIMESTAMP '2024-03-02', ?)"
    assert ledger.query(query, [days]).fetchall() == [("c", 6.0)]
    assert ledger.query(query, [5.9]).fetchall() == []


def test_rows_for_what_only_a_losing_fact_names(ledger: Ledger) -> None:
    other = {"advertiser_id": "v2", "identity_type": "TT_USER", "post_id": "p2", "campaign_id": "k2"}
    ledger.apply(
        batch([line("a1", "ad_created", 1, ad_id="a", **AD), line("a2", "ad_created", 2, ad_id="a", **other)])
    )
    assert ledger.query("SELECT campaign_id, ads FROM campaign_metrics").fetchall() == [("k2", 0)]
    named = ledger.query("SELECT advertiser_id, ads FROM advertiser_metrics ORDER BY 1").fetchall()
    assert named == [("v", 1), ("v2", 0)]


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_the_summary_counts_what_the_views_list(rule: AttributionRule, tmp_path: Path) -> None:
    with Reader.open(written(tmp_path / "s.duckdb", rule, batches())) as store:
        said = store.summary()
        placed, odd = (
            dict(store.query(f"SELECT {column}, count(*) FROM {view} GROUP BY 1").fetchall())
            for column, view in (("disposition", "placements"), ("kind", "exceptions"))
        )
    assert said.dispositions == placed
    assert said.exceptions == odd
    assert {"id_conflict", "conflict"} <= odd.keys()
