"""The law from end to end: raw lines and an attribution rule in, every public number out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.oracle import totals, views
from tests.oracle.credit import credit
from tests.oracle.exceptions import Exception_, exceptions
from tests.oracle.facts import read_facts
from tests.oracle.lines import split
from tests.oracle.log import read_log
from tests.oracle.states import place
from tests.oracle.totals import Table, World

__all__ = ["Result", "run", "split"]

Placed = tuple[str, str | None, str | None, int]


@dataclass(frozen=True)
class Result:
    """Every public number of SEMANTICS 4, each view as {key: row}; keys of daily views are (id, day).

    Instants are UTC `datetime`s without a zone, days `date`s, rates floats or None.
    """

    lines: int
    accepted: int
    duplicates: int
    dead_letters: int
    placements: dict[str, Placed]
    exceptions: list[Exception_]
    post_totals: Table
    post_daily: Table
    ad_metrics: Table
    ad_daily: Table
    campaign_metrics: Table
    adgroup_metrics: Table
    advertiser_metrics: Table
    creator_totals: Table
    posts: Table
    ads: Table
    authorizations: Table
    spark_lift: Table
    world: World = field(repr=False, compare=False)

    @property
    def counts(self) -> dict[str, int]:
        """SEMANTICS 3.2: lines = accepted + duplicates + dead_letters."""
        names = ("lines", "accepted", "duplicates", "dead_letters")
        return {name: getattr(self, name) for name in names}

    @property
    def exception_counts(self) -> dict[str, int]:
        """Exceptions by kind; a kind that is not there has none."""
        return dict(Counter(kind for kind, *_ in self.exceptions))

    @property
    def disposition_counts(self) -> dict[str, int]:
        """Accepted engagement events by final disposition."""
        return dict(Counter(disposition for disposition, *_ in self.placements.values()))

    @property
    def facts(self) -> int:
        """Accepted fact events."""
        return self.accepted - len(self.placements)

    def boost_candidates(self, at: datetime) -> Table:
        """Public posts that no ad names, best first, as of the instant."""
        return views.boost_candidates(self.world, at)

    def authorizations_expiring(self, at: datetime, days: float) -> Table:
        """Codes in force at the instant that end within `days` days, soonest first."""
        return views.authorizations_expiring(self.world, at, days)


def run(lines: Sequence[bytes], rule: str) -> Result:
    """SEMANTICS 1, 2 and 4 for a file's lines (see `split`) in reading order, under one attribution rule."""
    log = read_log(lines)
    facts = read_facts(log)
    placements = credit(place(log.engagements, facts), rule)
    world = World(log, facts, placements)

    def named(column: str) -> list[str]:
        return [value for ad in log.facts("ad_created") if (value := ad.text(column)) is not None]

    return Result(
        lines=log.lines,
        accepted=log.accepted,
        duplicates=log.duplicates,
        dead_letters=log.dead_letters,
        placements={p.event.event_id: (p.disposition, p.post_id, p.ad_id, p.sign) for p in placements},
        exceptions=exceptions(log, facts, placements),
        post_totals=totals.post_totals(world),
        post_daily=totals.post_daily(world),
        ad_metrics=totals.ad_metrics(world),
        ad_daily=totals.ad_daily(world),
        campaign_metrics=totals.sums_over_ads(world, "campaign_id", named("campaign_id")),
        adgroup_metrics=totals.sums_over_ads(world, "adgroup_id", named("adgroup_id")),
        advertiser_metrics=totals.sums_over_ads(
            world, "advertiser_id", [*facts.advertisers, *named("advertiser_id")]
        ),
        creator_totals=views.creator_totals(world),
        posts=views.posts(world),
        ads=views.ads(world),
        authorizations=views.authorizations(world),
        spark_lift=views.spark_lift(world),
        world=world,
    )
