"""`ads` and `ad`: every ad's own metrics, and what of them rolled up into its post."""

from __future__ import annotations

from typing import Annotated

import typer

from sparktally import lists
from sparktally.cli.listing import show_listing, write_rows
from sparktally.cli.one import print_fields, the_row
from sparktally.cli.options import Advertiser, Creator, From, Reading, To, days, lists_names, names
from sparktally.cli.output import Format
from sparktally.cli.tables import print_line
from sparktally.visible import visible

AdId = Annotated[str, typer.Argument(metavar="ID", help="The ad's id.")]


@lists_names
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
    show_listing(reading, lists.ads(creator, advertiser, *days(first, last)))


@names
def ad(reading: Reading, ad_id: AdId) -> None:
    """One ad: every metric there is of it."""
    with reading.opened() as reader:
        row = reading.labels.rows(the_row(reader, "ad_metrics", "ad_id", ad_id, reading.store))
    if reading.format is not Format.TABLE:
        write_rows(reading.format, row)
        return
    print_line(f"ad {visible(ad_id)}", style="bold")
    print_fields(row, lists.AD_RATES)
