"""`posts` and `post`: what a post has in all, organic and paid apart."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from sparktally import lists
from sparktally.cli.listing import show_listing, write_rows
from sparktally.cli.one import the_row
from sparktally.cli.options import Advertiser, Creator, From, Reading, To, days, lists_names, names
from sparktally.cli.output import Format
from sparktally.cli.tables import print_line, print_table
from sparktally.labels import FIELDS, Labels
from sparktally.rows import Rows, fetched
from sparktally.values import shown
from sparktally.visible import visible

if TYPE_CHECKING:
    from engine.queries import Queries

METRICS = ("video_views", "likes", "favorites", "comments", "shares", "follows", "duets", "stitches")
COUNTS = (*METRICS, "reach")
ADS_SHOWN = (
    "ad_id", "advertiser_id", "impressions", "video_views", "video_views_rolled_up", "likes", "comments",
    "shares", "clicks", "clicks_all", "ctr",
)  # fmt: skip

Metric = Enum("Metric", {name: name for name in METRICS}, type=str)  # type: ignore[misc]
VIEWS = Metric("video_views")
PostId = Annotated[str, typer.Argument(metavar="ID", help="The post's id.")]
ChartOf = Annotated[Metric, typer.Option("--chart", help="The metric that the chart draws.")]


@lists_names
def posts(
    reading: Reading,
    creator: Creator = None,
    advertiser: Advertiser = None,
    first: From = None,
    last: To = None,
) -> None:
    """Posts: organic, paid and total of every metric, the most viewed first.

    With --from or --to the days between (UTC) are summed; those are the additive columns alone, without reach
    and rates. --advertiser keeps the posts that an ad of theirs names.
    """
    show_listing(reading, lists.posts(creator, advertiser, *days(first, last)))


@names
def post(reading: Reading, post_id: PostId, chart: ChartOf = VIEWS) -> None:
    """One post: organic, paid and total of every metric, a chart by day, and its ads."""
    with reading.opened() as reader:
        row = reading.labels.rows(the_row(reader, "post_totals", "post_id", post_id, reading.store))
        if reading.format is not Format.TABLE:
            write_rows(reading.format, row)
            return
        _print_post(row)
        print_line("")
        _print_days(reader, post_id, chart.value)
        _print_ads(reader, post_id, reading.labels)


def _print_post(row: Rows) -> None:
    record = next(row.records())
    creator = record["creator_id"]
    print_line(f"post {visible(str(record['post_id']))}{_named(record, 'post')}", style="bold")
    print_line(
        f"creator {'unknown' if creator is None else visible(str(creator))}{_named(record, 'creator')}"
    )
    boosted = record["first_boosted_at"]
    print_line("never boosted" if boosted is None else f"first boosted at {shown(boosted)}")
    print_line("")
    counts = [_sided(record, name) for name in COUNTS]
    print_table(Rows(("metric", "organic", "paid", "total"), counts))
    rates = [_sided(record, "engagement_rate")]
    print_table(Rows(("rate", "organic", "paid", "total"), rates), percent=("organic", "paid", "total"))


def _named(record: Mapping[str, object], kind: str) -> str:
    """What the labels say of it, behind its id."""
    texts = (record.get(f"{kind}_{name}") for name in FIELDS)
    return "".join(f"  {visible(str(text))}" for text in texts if text is not None)


def _sided(record: Mapping[str, object], name: str) -> tuple[object, ...]:
    return (name, *(record.get(name + side) for side in ("_organic", "_paid", "")))


def _print_days(reader: Queries, post_id: str, metric: str) -> None:
    select = f"SELECT day, {metric}_organic, {metric}_paid FROM post_daily WHERE post_id = ? ORDER BY day"
    from sparktally.cli.chart import print_chart  # rich takes a tenth of the time of an answer in JSON

    print_chart(fetched(reader.query(select, (post_id,))).rows, title=f"{metric} by day (UTC)")


def _print_ads(reader: Queries, post_id: str, labels: Labels) -> None:
    select = "SELECT * FROM ad_metrics WHERE post_id = ? ORDER BY video_views DESC, ad_id"
    ads = labels.rows(fetched(reader.query(select, (post_id,))))
    print_line("")
    if not ads.rows:
        print_line("no ads")
        return
    wanted = ads.only(labels.shown(ADS_SHOWN))
    print_table(
        wanted,
        percent=("ctr",),
        title="its ads",
        hidden=len(ads.columns) - len(wanted.columns),
        elsewhere="sparktally ad ID --json",
    )
