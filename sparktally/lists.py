"""The lists that the command line and the library share: a function each, its arguments its filters."""

from __future__ import annotations

from datetime import date, datetime

from sparktally.errors import UserError
from sparktally.listing import OF_CREATOR, Listing, between_days, sql_file

POSTS_SHOWN = (
    "post_id", "creator_id", "video_views_organic", "video_views_paid", "video_views", "likes", "comments",
    "shares", "follows", "engagement_rate", "reach", "ads", "favorites", "engagement_rate_organic",
    "engagement_rate_paid", "first_boosted_at",
)  # fmt: skip
POST_RATES = ("engagement_rate", "engagement_rate_organic", "engagement_rate_paid")
ADS_SHOWN = (
    "ad_id", "post_id", "advertiser_id", "format", "impressions", "video_views", "video_views_rolled_up",
    "likes", "comments", "shares", "follows", "clicks", "clicks_all", "ctr", "engagement_rate",
    "completion_rate", "six_second_view_rate", "reach", "frequency", "average_video_play",
)  # fmt: skip
AD_RATES = ("ctr", "ctr_all", "engagement_rate", "completion_rate", "six_second_view_rate")
CREATORS_SHOWN = (
    "creator_id", "posts", "video_views_organic", "video_views_paid", "video_views", "likes", "comments",
    "shares", "follows_organic", "follows_paid", "follows", "favorites",
)  # fmt: skip
CAMPAIGNS_SHOWN = (
    "campaign_id", "adgroup_id", "advertiser_id", "ads", "impressions", "reach", "video_views",
    "video_views_rolled_up", "likes", "comments", "shares", "follows", "clicks", "clicks_all",
)  # fmt: skip
LOG_SHOWN = (
    "batch", "recorded_at", "lines", "accepted", "duplicates", "dead_letters", "corrections", "posts", "ads",
    "sources",
)  # fmt: skip
LEVELS = ("campaign", "adgroup", "advertiser")
OF_ADVERTISER = "ad_id IN (SELECT ad_id FROM ads WHERE advertiser_id = ?)"
POST_OF_ADVERTISER = "post_id IN (SELECT post_id FROM ads WHERE advertiser_id = ?)"
CODE_OF_ADVERTISER = "auth_code IN (SELECT auth_code FROM ads WHERE advertiser_id = ?)"
KINDS = (
    "unauthorized", "unknown_ad", "orphan", "conflict", "id_conflict", "fact_conflict", "code_mismatch",
    "unknown_timezone",
)  # fmt: skip
"""The kinds of exceptions of SEMANTICS 2 and 4."""


def posts(
    creator: str | None = None,
    advertiser: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Listing:
    """Posts, the most viewed first; with days the sums of those between."""
    listing = _totals("post_totals", "posts_between", first, last)
    listing = listing.where("creator_id = ?", creator).where(POST_OF_ADVERTISER, advertiser)
    return listing.shaped(("video_views:desc", "post_id"), POSTS_SHOWN, POST_RATES, "no posts")


def ads(
    creator: str | None = None,
    advertiser: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Listing:
    """Ads, the most viewed first; with days the sums of those between."""
    listing = _totals("ad_metrics", "ads_between", first, last)
    listing = listing.where(OF_CREATOR, creator).where("advertiser_id = ?", advertiser)
    return listing.shaped(("video_views:desc", "ad_id"), ADS_SHOWN, AD_RATES, "no ads")


def creators(creator: str | None = None) -> Listing:
    """Creators, the most viewed first."""
    listing = Listing("SELECT * FROM creator_totals").where("creator_id = ?", creator)
    return listing.shaped(("video_views:desc", "creator_id"), CREATORS_SHOWN, (), "no creators")


def campaigns(
    level: str = "campaign",
    advertiser: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Listing:
    """Campaigns, ad groups or advertisers, the most viewed first; with days the sums of those between.

    Raises:
        UserError: there is no such level.
    """
    if level not in LEVELS:
        raise UserError(f"there is no level {level!r}", where="by", fix=f"give one of: {', '.join(LEVELS)}")
    key = f"{level}_id"
    listing = _totals(f"{level}_metrics", "groups_between", first, last, level=level)
    listing = listing.where(f"{key} IN (SELECT {key} FROM ads WHERE advertiser_id = ?)", advertiser)
    return listing.shaped(("video_views:desc", key), CAMPAIGNS_SHOWN, (), f"no {level}s")


def exceptions(kind: str | None = None, creator: str | None = None, advertiser: str | None = None) -> Listing:
    """Exceptions, by kind.

    Raises:
        UserError: there is no such kind.
    """
    if kind is not None and kind not in KINDS:
        fix = f"the kinds are: {', '.join(KINDS)}"
        raise UserError(f"no kind of exception {kind!r}", where="kind", fix=fix)
    listing = Listing("SELECT * FROM exceptions").where("kind = ?", kind)
    listing = listing.where(OF_CREATOR, creator).where(OF_ADVERTISER, advertiser)
    return listing.shaped(("kind", "event_id", "ad_id", "post_id", "detail"), (), (), "no exceptions")


def boost_candidates(at: datetime, creator: str | None = None) -> Listing:
    """Public posts that no ad names, best first, at a moment in UTC without a zone."""
    listing = Listing("SELECT * FROM boost_candidates(?)", (at,)).where("creator_id = ?", creator)
    return listing.shaped(("score:desc", "post_id"), (), ("engagement_rate",), "no candidates")


def authorizations(
    expiring: tuple[datetime, int] | None = None, creator: str | None = None, advertiser: str | None = None
) -> Listing:
    """Codes, the soonest to end first; `expiring`: those in force at a moment that end in so many days."""
    listing = Listing("SELECT * FROM authorizations")
    if expiring is not None:
        listing = Listing("SELECT * FROM authorizations_expiring(?, ?)", expiring)
    listing = listing.where(OF_CREATOR, creator).where(CODE_OF_ADVERTISER, advertiser)
    return listing.shaped(("expires_at", "auth_code"), (), (), "no authorisations")


def lift() -> Listing:
    """Spark Ads against other ads."""
    listing = Listing("SELECT * FROM spark_lift")
    return listing.shaped(("metric",), (), ("spark", "non_spark", "lift"), "nothing to compare")


def log() -> Listing:
    """The batches, newest first."""
    return Listing(sql_file("log")).shaped(("batch:desc",), LOG_SHOWN, (), "no batches")


def dead_letters(sources: list[str] | None = None) -> Listing:
    """Dead letters in the order in which they were read; only of sources recorded by one of some names."""
    listing = Listing("SELECT * FROM dead_letters").shaped(("letter",), (), (), "no dead letters")
    return listing.where("source IN (SELECT unnest(?))", sources)


def post_daily(post: str | None = None) -> Listing:
    """Posts by UTC day."""
    listing = Listing("SELECT * FROM post_daily").where("post_id = ?", post)
    return listing.shaped(("post_id", "day"), (), (), "no posts")


def ad_daily(ad: str | None = None) -> Listing:
    """Ads by day, each in its advertiser's time zone."""
    listing = Listing("SELECT * FROM ad_daily").where("ad_id = ?", ad)
    return listing.shaped(("ad_id", "day"), (), (), "no ads")


def ledger() -> Listing:
    """Every entry, in no order: there may be millions."""
    return Listing("SELECT * FROM ledger", empty="no entries")


def placements() -> Listing:
    """Every placement, in no order: there may be millions."""
    return Listing("SELECT * FROM placements", empty="no placements")


def one(view: str, key: str, value: object) -> Listing:
    """The one row of a view whose key has this value."""
    return Listing(f"SELECT * FROM {view}").where(f"{key} = ?", value)


def _totals(view: str, between: str, first: date | None, last: date | None, **names: str) -> Listing:
    return between_days(between, first, last, **names) if first or last else Listing(f"SELECT * FROM {view}")
