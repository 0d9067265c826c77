"""`creators` and `campaigns`: sums over posts and over ads."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from sparktally import lists
from sparktally.cli.listing import show_listing
from sparktally.cli.options import Advertiser, Creator, From, Reading, To, days, lists_names


class Level(Enum):
    """What `campaigns` has a row for."""

    CAMPAIGN = "campaign"
    ADGROUP = "adgroup"
    ADVERTISER = "advertiser"


By = Annotated[Level, typer.Option("--by", help="A row for each campaign, ad group or advertiser.")]


@lists_names
def creators(reading: Reading, creator: Creator = None) -> None:
    """Creators: sums over their posts, organic and paid apart, the most viewed first.

    Follows are those of the creator, also without a post. Nothing of a creator is kept by day: for days use
    posts --creator ID --from DAY --to DAY.
    """
    show_listing(reading, lists.creators(creator))


@lists_names
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
    show_listing(reading, lists.campaigns(by.value, advertiser, *days(first, last)))
