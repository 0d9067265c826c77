"""`ads` and `ad`: every ad's own metrics, and what of them rolled up into its post."""

from __future__ import annotations

from typing import Annotated

import typer

from sparktally.cli.listing import OF_CREATOR, Listing, between_days, show_listing, write_rows
from sparktally.cli.one import print_fields, the_row
from sparktally.cli.options import Advertiser, Creator, From, Reading, To, lists, reads
from sparktally.cli.output import Format
from sparktally.cli.tables import print_line
from sparktally.cli.visible import visible

SHOWN = (
    "ad_id", "post_id", "advertiser_id", "format", "impressions", "video_views", "video_views_rolled_up",
    "likes", "comments", "shares", "follows", "clicks", "clicks_all", "ctr", "engagement_rate",
    "completion_rate", "six_second_view_rate", "reach", "frequency", "average_video_play",
)  # fmt: skip
RATES = ("ctr", "ctr_all", "engagement_rate", "completion_rate", "six_second_view_rate")

AdId = Annotated[str, typer.Argument(metavar="ID", help="The ad's id.")]


@lists
def ads(
    reading: Reading,
    creator: Creator = None,
    advertiser: Advertiser = None,
    first: From = None,
    last: To = None,
) -> None:
    """Ads: every metric (gross, as TikTok shows it), and what rolled up into the post, the most viewed first.

    With --from or --to the days between (in each advertiser's time zone) are summed; those are the additive
    columns alone, without reach and rates. --creator keeps the ads for a post of theirs.
    """
    listing = (
        between_days("ads_between", first, last) if first or last else Listing("SELECT * FROM ad_metrics")
    )
    listing = listing.where(OF_CREATOR, creator).where("advertiser_id = ?", advertiser)
    show_listing(reading, listing.shaped(("video_views:desc", "ad_id"), SHOWN, RATES, "no ads"))


@reads
def ad(reading: Reading, ad_id: AdId) -> None:
    """One ad: every metric there is of it."""
    with reading.opened() as reader:
        row = the_row(reader, "ad_metrics", "ad_id", ad_id, reading.store)
    if reading.format is not Format.TABLE:
        write_rows(reading.format, row)
        return
    print_line(f"ad {visible(ad_id)}", style="bold")
    print_fields(row, RATES)
