"""SEMANTICS 2, "Clicks" and "Watching": what a placement adds to a post's and to an ad's columns."""

from __future__ import annotations

from collections.abc import Iterable

from tests.oracle.facts import Facts
from tests.oracle.states import Placement

METRICS = {
    "view": "video_views",
    "like": "likes",
    "favorite": "favorites",
    "comment": "comments",
    "share": "shares",
    "follow": "follows",
    "duet": "duets",
    "stitch": "stitches",
}
SPARK_DESTINATIONS = {
    "cta": "clicks",
    "caption": "clicks",
    "profile_photo": "profile_visits",
    "nickname": "profile_visits",
    "swipe_left": "profile_visits",
    "music": "clicks_on_music_disc",
    "anchor": "anchor_clicks",
    "duet": "duet_clicks",
    "stitch": "stitch_clicks",
    "hashtag": "clicks_on_hashtag_challenge",
}
WATCHED = {"video_watched_2s": 2000, "video_watched_6s": 6000}
MILESTONES = {"video_views_p25": 25, "video_views_p50": 50, "video_views_p75": 75, "video_views_p100": 100}
WATCH_COLUMNS = (*WATCHED, *MILESTONES, "watch_ms_sum", "watch_views", "watch_views_known_duration")
CLICK_COLUMNS = ("clicks", "clicks_all", *list(dict.fromkeys(SPARK_DESTINATIONS.values()))[1:])
NOT_MEASURED_NON_SPARK = ("follows", "follows_net", *CLICK_COLUMNS[2:])

POST_COLUMNS = tuple(f"{m}{side}" for m in METRICS.values() for side in ("", "_organic", "_paid"))
AD_COLUMNS = (
    "impressions",
    *(f"{m}{part}" for m in METRICS.values() for part in ("", "_net", "_rolled_up")),
    *WATCH_COLUMNS,
    *CLICK_COLUMNS,
)

Sums = dict[str, int]


def post_sums(placements: Iterable[Placement]) -> Sums:
    """Net counts (adds less removes) of a post's placements, whole and by side."""
    sums = dict.fromkeys(POST_COLUMNS, 0)
    for placed in placements:
        metric = METRICS.get(placed.event.type)
        if metric is not None:
            sums[metric] += placed.sign
            sums[f"{metric}_{placed.side}"] += placed.sign
    return sums


def ad_sums(placements: Iterable[Placement], facts: Facts) -> Sums:
    """Every additive column of an ad's placements: gross, net, what rolled up, watching and clicks."""
    sums = dict.fromkeys(AD_COLUMNS, 0)
    for placed in placements:
        for column, amount in _added_to_ad(placed, facts).items():
            sums[column] += amount
    return sums


def _added_to_ad(placed: Placement, facts: Facts) -> Sums:
    event = placed.event
    if event.type == "impression":
        return {"impressions": 1}
    if event.type == "click":
        return {column: 1 for column in ("clicks_all", _destination(placed, facts)) if column}
    metric = METRICS[event.type]
    added = {
        metric: int(placed.sign > 0),
        f"{metric}_net": placed.sign,
        f"{metric}_rolled_up": placed.sign if placed.post_id is not None else 0,
    }
    return added | (watched(placed, facts) if event.type == "view" else {})


def _destination(placed: Placement, facts: Facts) -> str | None:
    """SEMANTICS 2, "Clicks": by element on Spark, the landing page on non-Spark, none while unknown."""
    if placed.ad_id not in facts.ads:
        return None
    return SPARK_DESTINATIONS[str(placed.event.own["element"])] if facts.is_spark(placed.ad_id) else "clicks"


def watched(placed: Placement, facts: Facts) -> Sums:
    """SEMANTICS 2, "Watching": the milestones of one view of an ad; nothing without a watch time."""
    watch_ms = placed.event.number("watch_ms")
    if watch_ms is None:
        return {}
    counts = {"watch_ms_sum": watch_ms, "watch_views": 1}
    counts |= {column: int(watch_ms >= least_ms) for column, least_ms in WATCHED.items()}
    duration_ms = duration_of(placed, facts)
    if duration_ms:
        counts["watch_views_known_duration"] = 1
        counts |= {name: int(watch_ms * 100 >= duration_ms * share) for name, share in MILESTONES.items()}
    return counts


def duration_of(placed: Placement, facts: Facts) -> int | None:
    """The event's own duration, else that of the ad's post's fact at that moment; 0 is unknown."""
    own = placed.event.number("video_duration_ms")
    if own:
        return own
    fact = facts.post_at(facts.post_of(placed.ad_id), placed.event.at)
    return None if fact is None else fact.number("video_duration_ms")


def actors(placements: Iterable[Placement], types: Iterable[str]) -> int:
    """SEMANTICS 2, "Reach": distinct actors of the placements of these types."""
    wanted = set(types)
    return len({placed.event.own["actor_id"] for placed in placements if placed.event.type in wanted})


def ratio(part: int, whole: int) -> float | None:
    """A rate; None without a denominator."""
    return part / whole if whole else None
