"""SEMANTICS 4: creators, posts, ads, authorizations, lift, and the two views of a given instant."""

from __future__ import annotations

from datetime import datetime

from tests.oracle.events import Event
from tests.oracle.instants import DAY, HOUR, micros_of, moment
from tests.oracle.measures import POST_COLUMNS, ad_sums, ratio
from tests.oracle.states import Placement
from tests.oracle.totals import Row, Table, World, ad_rates, post_totals

COUNTS_FOR_A_CREATOR = frozenset({"organic", "spark", "spark_after_view"})
LIFT_METRICS = ("completion_rate", "six_second_view_rate", "engagement_rate")


def creator_totals(world: World) -> Table:
    """Each m over the creator's posts, but follows by the event's own creator, those without a post too."""
    follows = [
        placed
        for placed in world.placements
        if placed.event.type == "follow" and placed.disposition in COUNTS_FOR_A_CREATOR
    ]
    named = {fact.text("creator_id") for fact in world.log.facts("post_published")}
    named |= {placed.event.text("creator_id") for placed in follows}
    posts = post_totals(world).values()
    table = {}
    for creator_id in sorted(str(name) for name in named):
        rows = [row for row in posts if row["creator_id"] == creator_id]
        over_posts = {column: sum(row[column] for row in rows) for column in POST_COLUMNS}
        table[creator_id] = {"creator_id": creator_id, "posts": len(rows), **over_posts}
        table[creator_id] |= _follows([p for p in follows if p.event.own["creator_id"] == creator_id])
    return table


def _follows(placements: list[Placement]) -> dict[str, int]:
    organic = sum(placed.sign for placed in placements if placed.side == "organic")
    paid = sum(placed.sign for placed in placements if placed.side == "paid")
    return {"follows": organic + paid, "follows_organic": organic, "follows_paid": paid}


def posts(world: World) -> Table:
    """One row a post, by its latest fact; NULLs without one."""
    first: dict[str, int] = {}
    for fact in world.log.facts("post_published"):
        first.setdefault(str(fact.text("post_id")), fact.at)
    latest = world.facts.post_latest
    return {post_id: _post(post_id, latest(post_id), first.get(post_id)) for post_id in world.post_ids}


def _post(post_id: str, fact: Event | None, first: int | None) -> Row:
    return {
        "post_id": post_id,
        "creator_id": fact.text("creator_id") if fact else None,
        "published_at": moment(first) if first is not None else None,
        "video_duration_ms": (fact.number("video_duration_ms") or None) if fact else None,
        "visibility": fact.text("visibility") if fact else None,
    }


def ads(world: World) -> Table:
    """One row an ad, by its standing fact; NULLs without one."""
    columns = (
        "post_id", "advertiser_id", "campaign_id", "adgroup_id", "identity_type",
        "auth_code", "buying_type", "objective_type", "placement",
    )  # fmt: skip
    table = {}
    for ad_id in world.ad_ids:
        fact = world.facts.ads.get(ad_id)
        table[ad_id] = {
            "ad_id": ad_id,
            **{name: fact.text(name) if fact else None for name in columns},
            "format": world.format_of(ad_id),
            "created_at": moment(fact.at) if fact else None,
            "timezone": world.facts.zone_latest(ad_id),
        }
    return table


def authorizations(world: World) -> Table:
    """One row a code with a standing grant; start, end and `revoked` are of its latest interval."""
    table = {}
    for auth_code, code in sorted(world.facts.codes.items()):
        latest = code.intervals[-1]
        table[auth_code] = {
            "auth_code": auth_code,
            "post_id": code.post_id,
            "granted_at": moment(code.grant.at),
            "starts_at": moment(latest.start),
            "expires_at": moment(latest.end),
            "revoked": latest.revoked,
            "intervals": len(code.intervals),
            "ads": len(world.ads_of("auth_code", auth_code)),
        }
    return table


def authorizations_expiring(world: World, at: datetime, days: float) -> Table:
    """Codes in force at the instant whose end is at most `days` days of 24 hours away, soonest first."""
    now = micros_of(at)
    table = {}
    for auth_code, row in authorizations(world).items():
        for interval in world.facts.codes[auth_code].intervals:
            left = interval.end - now
            if interval.start <= now < interval.end and left <= days * DAY:
                span = {"starts_at": moment(interval.start), "expires_at": moment(interval.end)}
                table[auth_code] = row | span | {"revoked": interval.revoked, "days_left": left / DAY}
    return dict(sorted(table.items(), key=lambda item: (item[1]["days_left"], item[0])))


def boost_candidates(world: World, at: datetime) -> Table:
    """Public posts, published at or before the instant, that no ad names, best first."""
    rows = []
    for total, post in zip(post_totals(world).values(), posts(world).values(), strict=True):
        is_published = post["published_at"] is not None and micros_of(post["published_at"]) <= micros_of(at)
        if is_published and post["visibility"] == "public" and total["ads"] == 0:
            rows.append(_candidate(total, post, micros_of(at) - micros_of(post["published_at"])))
    rates = [row["engagement_rate"] for row in rows]
    speeds = [row["views_per_hour"] for row in rows]
    for row in rows:
        ranks = (percent_rank(row["engagement_rate"], rates), percent_rank(row["views_per_hour"], speeds))
        row["score"] = sum(ranks) / 2
    return {row["post_id"]: row for row in sorted(rows, key=lambda row: (-row["score"], row["post_id"]))}


def _candidate(total: Row, post: Row, age: int) -> Row:
    engagements = total["likes"] + total["comments"] + total["shares"]
    hours = age / HOUR
    return {
        "post_id": post["post_id"],
        "creator_id": post["creator_id"],
        "published_at": post["published_at"],
        "hours": hours,
        "video_views": total["video_views"],
        "engagements": engagements,
        "engagement_rate": ratio(engagements, total["video_views"]),
        "views_per_hour": total["video_views"] / hours if hours else None,
    }


def percent_rank(value: float | None, values: list[float | None]) -> float:
    """The share of the others that are less, 0 for one alone; what cannot be said is least of all."""
    if len(values) == 1:
        return 0.0
    lesser = [
        other for other in values if (-1.0 if other is None else other) < (-1.0 if value is None else value)
    ]
    return len(lesser) / (len(values) - 1)


def spark_lift(world: World) -> Table:
    """Three rates, pooled over all Spark and over all non-Spark ads; NULL where it cannot be said."""
    pooled = {}
    for name in ("spark", "non_spark"):
        of_format = [p for p in world.placements if p.ad_id is not None and world.format_of(p.ad_id) == name]
        pooled[name] = ad_rates(ad_sums(of_format, world.facts))
    table = {}
    for metric in LIFT_METRICS:
        spark, non_spark = pooled["spark"][metric], pooled["non_spark"][metric]
        lift = spark / non_spark - 1 if spark is not None and non_spark else None
        table[metric] = {"metric": metric, "spark": spark, "non_spark": non_spark, "lift": lift}
    return table
