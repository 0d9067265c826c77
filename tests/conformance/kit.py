"""The conformance kit: a case's expected outcome, and a store's public tables in the same shape."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.reads import Reads
from tests.support import rows, split

CASES = Path(__file__).parent / "cases"
METRICS = ("video_views", "likes", "favorites", "comments", "shares", "follows", "duets", "stitches")
AD_COLUMNS = (
    *METRICS,
    *(f"{metric}_net" for metric in METRICS),
    "impressions",
    "video_watched_2s",
    "video_watched_6s",
    *(f"video_views_p{part}" for part in (25, 50, 75, 100)),
    "watch_ms_sum",
    "watch_views",
    "clicks",
    "clicks_all",
    "profile_visits",
    "clicks_on_music_disc",
    "anchor_clicks",
    "duet_clicks",
    "stitch_clicks",
    "clicks_on_hashtag_challenge",
)
POST_COLUMNS = tuple(f"{metric}{side}" for metric in METRICS for side in ("", "_organic", "_paid"))
REACHES = ("reach", "reach_organic", "reach_paid")
COUNTS = ("lines", "accepted", "duplicates", "dead_letters")


@dataclass(frozen=True)
class Case:
    """A folder of the kit."""

    path: Path

    @cached_property
    def lines(self) -> list[bytes]:
        return split((self.path / "log.ndjson").read_bytes())

    @cached_property
    def expected(self) -> dict[str, Any]:
        return json.loads((self.path / "expected.json").read_text())

    @property
    def rule(self) -> str:
        return str(self.expected["rule"])


def cases() -> list[Case]:
    return [Case(path) for path in sorted(CASES.iterdir()) if path.is_dir()]


def expected(case: Case, *, counts: bool) -> dict[str, Any]:
    """The kit's result, without the counts of lines read where those depend on how often lines were read."""
    wanted = {
        name: case.expected[name]
        for name in ("accepted", "dispositions", "exceptions", "events", "posts", "ads")
    }
    wanted |= {name: case.expected[name] for name in ("post_daily", "ad_daily") if name in case.expected}
    return wanted | ({name: case.expected[name] for name in COUNTS} if counts else {})


def actual(store: Reads, case: Case, *, counts: bool) -> dict[str, Any]:
    """A store's public tables in the kit's shape."""
    summary = store.summary()
    got: dict[str, Any] = {
        "accepted": summary.accepted,
        "dispositions": summary.dispositions,
        "exceptions": summary.exceptions,
        "events": _events(store),
        "posts": _posts(store),
        "ads": _ads(store),
    }
    if "post_daily" in case.expected:
        got["post_daily"] = _daily(store, "post_daily", "post_id", METRICS)
    if "ad_daily" in case.expected:
        got["ad_daily"] = _daily(store, "ad_daily", "ad_id", AD_COLUMNS)
    return got | ({name: getattr(summary, name) for name in COUNTS} if counts else {})


def _events(store: Reads) -> dict[str, Any]:
    return {
        row["event_id"]: {
            "disposition": row["disposition"],
            "post": row["post_id"],
            "ad": row["ad_id"],
            "sign": row["sign"],
        }
        for row in rows(store, "FROM placements")
    }


def _posts(store: Reads) -> dict[str, Any]:
    posts = {}
    for row in rows(store, "FROM post_totals"):
        kept = _some(row, POST_COLUMNS) | {name: row[name] for name in (*REACHES, "ads")}
        if isinstance(row["first_boosted_at"], datetime):
            kept["first_boosted_at"] = _micros(row["first_boosted_at"])
        if any(kept[name] for name in kept if name != "ads"):
            posts[row["post_id"]] = kept
    return posts


def _ads(store: Reads) -> dict[str, Any]:
    got = {row["ad_id"]: (_some(row, AD_COLUMNS), row["reach"]) for row in rows(store, "FROM ad_metrics")}
    return {ad: kept | {"reach": reach} for ad, (kept, reach) in got.items() if kept}


def _daily(store: Reads, view: str, key: str, columns: tuple[str, ...]) -> dict[str, Any]:
    days: dict[str, Any] = {}
    for row in rows(store, f"FROM {view}"):
        if kept := _some(row, columns):
            days.setdefault(row[key], {})[str(row["day"])] = kept
    return days


def _some(row: dict[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in columns if row[name]}


def _micros(moment: datetime) -> int:
    delta = moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return delta.days * 86_400_000_000 + delta.seconds * 1_000_000 + delta.microseconds
