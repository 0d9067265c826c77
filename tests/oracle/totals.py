"""SEMANTICS 4: `post_totals`, `post_daily`, `ad_metrics`, `ad_daily`, and the sums over ads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.oracle.facts import Facts
from tests.oracle.instants import day_in, moment
from tests.oracle.log import Log
from tests.oracle.measures import (
    AD_COLUMNS,
    NOT_MEASURED_NON_SPARK,
    SPARK_DESTINATIONS,
    Sums,
    actors,
    ad_sums,
    post_sums,
    ratio,
)
from tests.oracle.states import Placement

Row = dict[str, Any]
Table = dict[Any, Row]
Key = TypeVar("Key", bound=Hashable)

NAMES_A_POST = ("post_published", "ad_created", "authorization_granted")
SEEN_ON_AN_AD = ("impression", "view")


@dataclass(frozen=True)
class World:
    """All that a view is made of: what was read, what stands, where each engagement counts."""

    log: Log
    facts: Facts
    placements: Sequence[Placement]

    @property
    def post_ids(self) -> list[str]:
        """SEMANTICS 4: each post that a fact or a placement names."""
        named = {fact.text("post_id") for kind in NAMES_A_POST for fact in self.log.facts(kind)}
        named |= {placed.post_id for placed in self.placements}
        return sorted(post_id for post_id in named if post_id is not None)

    @property
    def ad_ids(self) -> list[str]:
        """SEMANTICS 4: each ad that a fact or a placement names."""
        named = set(self.facts.ads) | {placed.ad_id for placed in self.placements}
        return sorted(ad_id for ad_id in named if ad_id is not None)

    def ads_of(self, column: str, value: str) -> list[str]:
        """The ads whose standing fact has the value in the column."""
        return sorted(ad_id for ad_id, fact in self.facts.ads.items() if fact.own.get(column) == value)

    def format_of(self, ad_id: str) -> str | None:
        """`spark`, `non_spark`, None while the ad is unknown."""
        if ad_id not in self.facts.ads:
            return None
        return "spark" if self.facts.is_spark(ad_id) else "non_spark"


def group(
    placements: Iterable[Placement], key: Callable[[Placement], Key | None]
) -> dict[Key, list[Placement]]:
    """Placements by key; those without one are left out."""
    groups: dict[Key, list[Placement]] = {}
    for placed in placements:
        of = key(placed)
        if of is not None:
            groups.setdefault(of, []).append(placed)
    return groups


def post_totals(world: World) -> Table:
    """One row a post: net counts and reach by side, rates, organic clicks, first boost, ads."""
    by_post = group(world.placements, lambda placed: placed.post_id)
    return {post_id: _post_row(world, post_id, by_post.get(post_id, [])) for post_id in world.post_ids}


def _post_row(world: World, post_id: str, placements: list[Placement]) -> Row:
    fact = world.facts.post_latest(post_id)
    sums = post_sums(placements)
    sides = {side: [placed for placed in placements if placed.side == side] for side in ("organic", "paid")}
    boosts = [p.event.at for p in placements if p.disposition == "spark" and p.sign > 0]
    clicks = [placed for placed in placements if placed.event.type == "click"]
    visits = [p for p in clicks if SPARK_DESTINATIONS[str(p.event.own["element"])] == "profile_visits"]
    return {
        "post_id": post_id,
        "creator_id": fact.text("creator_id") if fact else None,
        **sums,
        **{f"engagement_rate{side}": _engagement_rate(sums, side) for side in ("", "_organic", "_paid")},
        "reach": actors(placements, ["view"]),
        **{f"reach_{side}": actors(of_side, ["view"]) for side, of_side in sides.items()},
        "clicks_organic": len(clicks),
        "profile_visits_organic": len(visits),
        "first_boosted_at": moment(min(boosts)) if boosts else None,
        "ads": len(world.ads_of("post_id", post_id)),
    }


def _engagement_rate(sums: Sums, side: str) -> float | None:
    return ratio(sum(sums[f"{m}{side}"] for m in ("likes", "comments", "shares")), sums[f"video_views{side}"])


def post_daily(world: World) -> Table:
    """One row a post and UTC day that a placement names; a remove's day is its own."""
    days = group(
        world.placements, lambda p: (p.post_id, day_in(p.event.at, None)) if p.post_id is not None else None
    )
    return {
        (post_id, day): {"post_id": post_id, "day": day, **post_sums(of_day)}
        for (post_id, day), of_day in sorted(days.items())
    }


def ad_metrics(world: World) -> Table:
    """One row an ad: counts, reach, watching, clicks and rates."""
    by_ad = group(world.placements, lambda placed: placed.ad_id)
    return {ad_id: _ad_row(world, ad_id, by_ad.get(ad_id, [])) for ad_id in world.ad_ids}


def _ad_row(world: World, ad_id: str, placements: list[Placement]) -> Row:
    fact = world.facts.ads.get(ad_id)
    columns = ("post_id", "advertiser_id", "campaign_id", "adgroup_id")
    sums = ad_sums(placements, world.facts)
    reach = actors(placements, SEEN_ON_AN_AD)
    return {
        "ad_id": ad_id,
        **{name: fact.text(name) if fact else None for name in columns},
        "format": world.format_of(ad_id),
        "reach": reach,
        "frequency": ratio(sums["impressions"], reach) if sums["impressions"] else None,
        **measured(world, ad_id, sums),
        **ad_rates(sums),
    }


def ad_rates(sums: Sums) -> Row:
    """The rates of additive ad columns; None without a denominator. `average_video_play` in ms."""
    return {
        "average_video_play": ratio(sums["watch_ms_sum"], sums["watch_views"]),
        "ctr": ratio(sums["clicks"], sums["impressions"]),
        "ctr_all": ratio(sums["clicks_all"], sums["impressions"]),
        "engagement_rate": _engagement_rate(sums, ""),
        "six_second_view_rate": ratio(sums["video_watched_6s"], sums["watch_views"]),
        "completion_rate": ratio(sums["video_views_p100"], sums["watch_views_known_duration"]),
    }


def measured(world: World, ad_id: str, sums: Sums) -> dict[str, int | None]:
    """SEMANTICS 2, "Clicks", end: what a non-Spark ad does not measure is NULL, not 0."""
    if world.format_of(ad_id) != "non_spark":
        return dict(sums)
    return {column: None if column in NOT_MEASURED_NON_SPARK else amount for column, amount in sums.items()}


def ad_daily(world: World) -> Table:
    """One row an ad and day, in its advertiser's time zone at the event's time, that a placement names."""

    def key(placed: Placement) -> tuple[str, object] | None:
        if placed.ad_id is None:
            return None
        return (placed.ad_id, day_in(placed.event.at, world.facts.zone_at(placed.ad_id, placed.event.at)))

    days: dict[Any, list[Placement]] = group(world.placements, key)
    return {
        (ad_id, day): {"ad_id": ad_id, "day": day, **measured(world, ad_id, ad_sums(of_day, world.facts))}
        for (ad_id, day), of_day in sorted(days.items())
    }


def sums_over_ads(world: World, column: str, values: Iterable[str]) -> Table:
    """`campaign_metrics` and its like: columns summed over the ads with a value, reach distinct over them."""
    metrics, table = ad_metrics(world), {}
    for value in sorted(set(values)):
        ad_ids = world.ads_of(column, value)
        rows = [metrics[ad_id] for ad_id in ad_ids]
        of_ads = [placed for placed in world.placements if placed.ad_id in ad_ids]
        table[value] = {
            column: value,
            "ads": len(ad_ids),
            **{name: _sum([row[name] for row in rows]) for name in AD_COLUMNS},
            "reach": actors(of_ads, SEEN_ON_AN_AD),
        }
    return table


def _sum(amounts: list[int | None]) -> int | None:
    """The sum of what is measured; NULL where there are ads and none measures it."""
    known = [amount for amount in amounts if amount is not None]
    return None if amounts and not known else sum(known)
