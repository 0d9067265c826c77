"""Every case of the conformance kit against the oracle: in file order, reversed, shuffled and twice over."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import oracle
from tests.oracle.instants import micros_of
from tests.oracle.measures import AD_COLUMNS, METRICS, NOT_MEASURED_NON_SPARK, POST_COLUMNS

CASES = Path(__file__).parents[1] / "conformance" / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/expected.json"))
NOT_IN_THE_KIT = ("watch_views_known_duration",)

Rows = dict[str, dict[str, Any]]
Order = Callable[[list[bytes]], list[bytes]]


def _shuffled(lines: list[bytes]) -> list[bytes]:
    return random.Random(20240305).sample(lines, len(lines))  # noqa: S311 -- an order, not a secret


ORDERS: dict[str, Order] = {
    "file": lambda lines: lines,
    "reversed": lambda lines: lines[::-1],
    "shuffled": _shuffled,
    "twice": lambda lines: lines + lines,
}


def test_the_kit_is_whole() -> None:
    assert len(NAMES) == 208


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, order: str) -> None:
    expected = json.loads((CASES / name / "expected.json").read_text(encoding="utf-8"))
    lines = oracle.split((CASES / name / "log.ndjson").read_bytes())
    result = oracle.run(ORDERS[order](lines), expected["rule"])
    _check_counts(result, expected, times=2 if order == "twice" else 1)
    assert result.exception_counts == expected["exceptions"]
    assert result.disposition_counts == expected["dispositions"]
    assert result.placements == {
        event_id: (row["disposition"], row["post"], row["ad"], row["sign"])
        for event_id, row in expected["events"].items()
    }
    assert _posts(result) == expected["posts"]
    assert _ads(result) == expected["ads"]
    if "post_daily" in expected:
        assert _daily(result.post_daily, POST_WHOLE) == expected["post_daily"]
    if "ad_daily" in expected:
        assert _daily(result.ad_daily, AD_ADDITIVE) == expected["ad_daily"]


def test_non_spark_ads_do_not_measure() -> None:
    """NULL and 0 look alike in the kit, so what a non-Spark ad does not measure is checked here."""
    seen = 0
    for name in NAMES:
        lines = oracle.split((CASES / name / "log.ndjson").read_bytes())
        for row in oracle.run(lines, "impression").ad_metrics.values():
            nulls = {column for column in AD_COLUMNS if row[column] is None}
            assert nulls == (set(NOT_MEASURED_NON_SPARK) if row["format"] == "non_spark" else set())
            seen += row["format"] == "non_spark"
    assert seen > 10


POST_WHOLE = tuple(METRICS.values())
AD_ADDITIVE = tuple(
    name for name in AD_COLUMNS if not name.endswith("_rolled_up") and name not in NOT_IN_THE_KIT
)


def _check_counts(result: oracle.Result, expected: Mapping[str, Any], times: int) -> None:
    lines = expected["lines"] * times
    dead = expected["dead_letters"] * times
    accepted = expected["accepted"]
    assert result.counts == {
        "lines": lines,
        "accepted": accepted,
        "duplicates": lines - dead - accepted,
        "dead_letters": dead,
    }
    if times == 1:
        assert result.duplicates == expected["duplicates"]


def _posts(result: oracle.Result) -> Rows:
    rows: Rows = {}
    for post_id, row in result.post_totals.items():
        kept = _not_zero(row, POST_COLUMNS)
        boosted = row["first_boosted_at"]
        if isinstance(boosted, datetime):
            kept["first_boosted_at"] = micros_of(boosted)
        if kept or row["reach"]:
            rows[post_id] = kept | {key: row[key] for key in ("reach", "reach_organic", "reach_paid", "ads")}
    return rows


def _ads(result: oracle.Result) -> Rows:
    rows = {ad_id: (_not_zero(row, AD_ADDITIVE), row["reach"]) for ad_id, row in result.ad_metrics.items()}
    return {ad_id: kept | {"reach": reach} for ad_id, (kept, reach) in rows.items() if kept}


def _daily(table: Mapping[tuple[str, Any], dict[str, Any]], columns: Iterable[str]) -> dict[str, Rows]:
    days: dict[str, Rows] = {}
    for (key, day), row in table.items():
        kept = _not_zero(row, columns)
        if kept:
            days.setdefault(key, {})[day.isoformat()] = kept
    return days


def _not_zero(row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    return {column: row[column] for column in columns if row[column]}
