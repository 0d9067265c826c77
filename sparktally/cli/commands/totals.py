"""`creators` and `campaigns`: sums over posts and over ads."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from sparktally.cli.listing import Listing, between_days, show_listing
from sparktally.cli.options import Advertiser, Creator, From, Reading, To, lists

CREATORS_SHOWN = (
    "creator_id", "posts", "video_views_organic", "video_views_paid", "video_views", "likes", "comments",
    "shares", "follows_organic", "follows_paid", "follows", "favorites",
)  # fmt: skip
CAMPAIGNS_SHOWN = (
    "campaign_id", "adgroup_id", "advertiser_id", "ads", "impressions", "reach", "video_views",
    "video_views_rolled_up", "likes", "comments", "shares", "follows", "clicks", "clicks_all",
)  # fmt: skip


class Level(Enum):
    """What `campaigns` has a row for."""

    CAMPAIGN = "campaign"
    ADGROUP = "adgroup"
    ADVERTISER = "advertiser"


By = Annotated[Level, typer.Option("--by", help="A row for each campaign, ad group or advertiser.")]


@lists
def creators(reading: Reading, creator: Creator = None) -> None:
    """Creators: sums over their posts, organic and paid apart, the most viewed first.

    Follows are those of the creator, also without a post. Nothing of a creator is kept by day: for days use
    posts --creator ID --from DAY --to DAY.
    """
    listing = Listing("SELECT * FROM creator_totals").where("creator_id = ?", creator)
    show_listing(
        reading, listing.shaped(("video_views:desc", "creator_id"), CREATORS_SHOWN, (), "no creators")
    )


@lists
def campaigns(
    reading: Reading,
    by: By = Level.CAMPAIGN,
    advertiser: Advertiser = None,
    first: From = None,
    last: To = None,
) -> None:
    """Campaigns (or ad groups, advertisers): sums over their ads, reach distinct, the most viewed first.

    With --from or --to the days between (in each advertiser's time zone) are summed over the ads that have
    one; those are the additive columns alone, without reach.
    """
    key = f"{by.value}_id"
    listing = (
        between_days("groups_between", first, last, level=by.value)
        if first or last
        else Listing(f"SELECT * FROM {by.value}_metrics")
    )
    listing = listing.where(f"{key} IN (SELECT {key} FROM ads WHERE advertiser_id = ?)", advertiser)
    show_listing(reading, listing.shaped(("video_views:desc", key), CAMPAIGNS_SHOWN, (), f"no {by.value}s"))
