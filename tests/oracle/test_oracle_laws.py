"""SEMANTICS 3.1 and 3.2 of the oracle itself: set semantics and conservation, over logs made by chance."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle import oracle
from tests.oracle.instants import moment
from tests.oracle.measures import AD_COLUMNS, METRICS, POST_COLUMNS
from tests.oracle.totals import Table
from tests.properties.strategies import RULES, logs, random_log, reorderings, rules

SEEDS = range(60)
SIZE = 40
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_same_but_for_the_counts(result: oracle.Result, other: oracle.Result) -> None:
    """Everything but what counts lines read (SEMANTICS 3.1, last sentence)."""
    at = datetime(2024, 3, 12, tzinfo=UTC)
    assert (
        replace(other, lines=result.lines, duplicates=result.duplicates, dead_letters=result.dead_letters)
        == result
    )
    assert list(other.boost_candidates(at).items()) == list(result.boost_candidates(at).items())
    assert list(other.authorizations_expiring(at, 7).items()) == list(
        result.authorizations_expiring(at, 7).items()
    )


def assert_conserved(result: oracle.Result) -> None:
    """SEMANTICS 3.2, and that the daily tables and the sums over ads add up to the totals."""
    assert result.lines == result.accepted + result.duplicates + result.dead_letters
    assert result.accepted == result.facts + sum(result.disposition_counts.values())
    for post_id, row in result.post_totals.items():
        rolled_up = [ad for ad in result.ad_metrics.values() if ad["post_id"] == post_id]
        for metric in METRICS.values():
            assert row[metric] == row[f"{metric}_organic"] + row[f"{metric}_paid"]
            assert row[f"{metric}_paid"] == sum(ad[f"{metric}_rolled_up"] for ad in rolled_up)
            assert row[f"{metric}_organic"] >= 0
            assert row[f"{metric}_paid"] >= 0
        assert max(row["reach_organic"], row["reach_paid"]) <= row["reach"]
        assert row["reach"] <= row["reach_organic"] + row["reach_paid"]
    assert_sums_of_days(result.post_totals, result.post_daily, "post_id", POST_COLUMNS)
    assert_sums_of_days(result.ad_metrics, result.ad_daily, "ad_id", AD_COLUMNS)
    assert_sums_over_ads(result)


def assert_sums_of_days(totals: Table, daily: Table, key: str, columns: tuple[str, ...]) -> None:
    for name, row in totals.items():
        days = [day for day in daily.values() if day[key] == name]
        for column in columns:
            amounts = [day[column] for day in days]
            assert None not in amounts or set(amounts) == {None}
            assert (row[column] or 0) == sum(amount or 0 for amount in amounts)


def assert_sums_over_ads(result: oracle.Result) -> None:
    known = [ad for ad in result.ad_metrics.values() if ad["format"] is not None]
    for column in AD_COLUMNS:
        whole = sum(ad[column] or 0 for ad in known)
        assert sum(row[column] or 0 for row in result.advertiser_metrics.values()) == whole
    assert sum(row["ads"] for row in result.advertiser_metrics.values()) == len(known)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_seeded_log(seed: int, rule: str) -> None:
    lines = random_log(seed, SIZE)
    result = oracle.run(lines, rule)
    assert_conserved(result)
    chance = random.Random(seed)  # noqa: S311 -- an order, not a secret
    again = chance.sample(lines, len(lines)) + chance.choices(lines, k=SIZE // 4)
    assert_same_but_for_the_counts(result, oracle.run(again, rule))


@SOME
@given(data=st.data(), lines=logs(), rule=rules())
def test_any_order_and_any_duplication_give_the_same(
    data: st.DataObject, lines: list[bytes], rule: str
) -> None:
    result = oracle.run(lines, rule)
    assert_conserved(result)
    assert_same_but_for_the_counts(result, oracle.run(data.draw(reorderings(lines)), rule))


@SOME
@given(lines=logs())
def test_credit_never_feeds_back_into_the_states(lines: list[bytes]) -> None:
    """SEMANTICS 2, step 3: the rules differ only in organic placements that become `spark_after_view`."""
    before, after = (oracle.run(lines, rule) for rule in RULES)
    assert before.exceptions == after.exceptions
    for event_id, (disposition, post_id, ad_id, sign) in after.placements.items():
        if disposition == "spark_after_view":
            assert before.placements[event_id] == ("organic", post_id, None, sign)
            assert ad_id is not None
        else:
            assert before.placements[event_id] == (disposition, post_id, ad_id, sign)


def test_the_logs_reach_every_disposition_and_exception() -> None:
    """Otherwise the properties above would hold over too little."""
    results = [oracle.run(random_log(seed, SIZE), "one_day_view") for seed in range(300)]
    signed = {
        (disposition, sign) for result in results for disposition, _, _, sign in result.placements.values()
    }
    counted = {"organic", "spark", "ad_only", "unauthorized", "unknown_ad", "spark_after_view"}
    assert signed == {(name, sign) for name in counted for sign in (1, -1)} | {
        ("redundant", 0),
        ("orphan", 0),
    }
    assert {kind for result in results for kind in result.exception_counts} == {
        *("unauthorized", "unknown_ad", "orphan", "conflict"),
        *("fact_conflict", "id_conflict", "code_mismatch", "unknown_timezone"),
    }
    assert any(row["revoked"] for result in results for row in result.authorizations.values())
    assert any(row["intervals"] > 1 for result in results for row in result.authorizations.values())
    assert any(row["lift"] is not None for result in results for row in result.spark_lift.values())
    assert any(result.boost_candidates(datetime(2024, 12, 1, tzinfo=UTC)) for result in results)
    assert (
        min(result.dead_letters for result in results) == 0 < max(result.dead_letters for result in results)
    )


def test_the_same_seed_gives_the_same_log() -> None:
    assert random_log(7, 200) == random_log(7, 200)
    assert random_log(7, 200) != random_log(8, 200)
    assert moment(0) == datetime(1970, 1, 1)
