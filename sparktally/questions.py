"""The lists that a store can be asked for, a method each."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from sparktally import lists
from sparktally.access import Access, Day, Moment, Sort
from sparktally.moments import day
from sparktally.results import Result


class Questions(Access):
    """What `sparktally` lists, with the same filters and the same order."""

    def posts(  # noqa: PLR0913 the filters of a list
        self,
        *,
        creator: str | None = None,
        advertiser: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        sort: Sort = (),
        limit: int | None = None,
    ) -> Result:
        """Posts: organic, paid and total of every metric, the most viewed first (`post_totals`).

        Args:
            creator: only theirs.
            advertiser: only those that an ad of theirs names.
            since: sums the days (UTC) from this one on: the additive columns alone, no reach, no rates.
            until: likewise, up to and with this one.
            sort: columns to sort by first.
            limit: at most so many rows.
        """
        return self._list(lists.posts(creator, advertiser, *_days(since, until)), sort, limit)

    def post(self, post_id: str) -> dict[str, Any]:
        """One post: every column of `post_totals`.

        Raises:
            UnknownId: no fact and no placement names it.
        """
        return self._one(lists.one("post_totals", "post_id", post_id), "post", post_id)

    def ads(  # noqa: PLR0913 the filters of a list
        self,
        *,
        creator: str | None = None,
        advertiser: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        sort: Sort = (),
        limit: int | None = None,
    ) -> Result:
        """Ads: every metric, gross, and what rolled up into the post, the most viewed first (`ad_metrics`).

        Args:
            creator: only ads for a post of theirs.
            advertiser: only theirs.
            since: sums the days (in each advertiser's time zone) from this one on; see `posts`.
            until: likewise, up to and with this one.
            sort: columns to sort by first.
            limit: at most so many rows.
        """
        return self._list(lists.ads(creator, advertiser, *_days(since, until)), sort, limit)

    def ad(self, ad_id: str) -> dict[str, Any]:
        """One ad: every column of `ad_metrics`.

        Raises:
            UnknownId: no fact and no placement names it.
        """
        return self._one(lists.one("ad_metrics", "ad_id", ad_id), "ad", ad_id)

    def creators(self, *, creator: str | None = None, sort: Sort = (), limit: int | None = None) -> Result:
        """Creators: sums over their posts, the most viewed first (`creator_totals`)."""
        return self._list(lists.creators(creator), sort, limit)

    def campaigns(  # noqa: PLR0913 the filters of a list
        self,
        *,
        by: str = "campaign",
        advertiser: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        sort: Sort = (),
        limit: int | None = None,
    ) -> Result:
        """Campaigns: sums over their ads, reach distinct, the most viewed first.

        Args:
            by: `campaign`, `adgroup` or `advertiser`.
            advertiser: only theirs.
            since: sums the days (in each advertiser's time zone) from this one on; see `posts`.
            until: likewise, up to and with this one.
            sort: columns to sort by first.
            limit: at most so many rows.
        """
        return self._list(lists.campaigns(by, advertiser, *_days(since, until)), sort, limit)

    def post_daily(self, *, post: str | None = None, sort: Sort = (), limit: int | None = None) -> Result:
        """Posts by UTC day (`post_daily`)."""
        return self._list(lists.post_daily(post), sort, limit)

    def ad_daily(self, *, ad: str | None = None, sort: Sort = (), limit: int | None = None) -> Result:
        """Ads by day, each in its advertiser's time zone (`ad_daily`)."""
        return self._list(lists.ad_daily(ad), sort, limit)

    def exceptions(
        self,
        *,
        kind: str | None = None,
        creator: str | None = None,
        advertiser: str | None = None,
        sort: Sort = (),
        limit: int | None = None,
    ) -> Result:
        """What does not fit together in the logs, or waits for a fact.

        Args:
            kind: only this kind, such as `unauthorized`.
            creator: only those that name a post of theirs.
            advertiser: only those that name an ad of theirs.
            sort: columns to sort by first.
            limit: at most so many rows.
        """
        return self._list(lists.exceptions(kind, creator, advertiser), sort, limit)

    def dead_letters(
        self, *, source: str | Path | None = None, sort: Sort = (), limit: int | None = None
    ) -> Result:
        """Lines that broke the contract, byte for byte, with every reason; or only those of one source."""
        names = None if source is None else [str(source), os.path.abspath(source)]  # noqa: PTH100
        return self._list(lists.dead_letters(names), sort, limit)

    def authorizations(  # noqa: PLR0913 the filters of a list
        self,
        *,
        expiring: int | None = None,
        at: Moment | None = None,
        creator: str | None = None,
        advertiser: str | None = None,
        sort: Sort = (),
        limit: int | None = None,
    ) -> Result:
        """Codes, their post, their latest interval and when it ends, the soonest first.

        Args:
            expiring: only codes in force that end within so many days of `at`.
            at: the moment to reckon from; without it that of the store, or now.
            creator: only codes for a post of theirs.
            advertiser: only codes that an ad of theirs has.
            sort: columns to sort by first.
            limit: at most so many rows.
        """
        within = None if expiring is None else (self._at(at), expiring)
        return self._list(lists.authorizations(within, creator, advertiser), sort, limit)

    def boost_candidates(
        self,
        *,
        at: Moment | None = None,
        creator: str | None = None,
        sort: Sort = (),
        limit: int | None = None,
    ) -> Result:
        """Public posts that no ad names, doing best per view and per hour since publication, best first.

        Args:
            at: the moment to reckon from; without it that of the store, or now.
            creator: only theirs.
            sort: columns to sort by first.
            limit: at most so many rows.
        """
        return self._list(lists.boost_candidates(self._at(at), creator), sort, limit)

    def lift(self) -> Result:
        """Spark Ads against other ads: three rates, pooled over all ads of a kind, and the lift of Spark."""
        return self._list(lists.lift(), (), None)

    def log(self, *, sort: Sort = (), limit: int | None = None) -> Result:
        """The batches: what was read from where and when, and what it changed, newest first."""
        return self._list(lists.log(), sort, limit)

    def ledger(self, *, sort: Sort = (), limit: int | None = None) -> Result:
        """Every entry, in no order; `batches()` of the result takes them one piece after the other."""
        return self._list(lists.ledger(), sort, limit)

    def placements(self, *, sort: Sort = (), limit: int | None = None) -> Result:
        """Where every engagement counts, in no order; likewise."""
        return self._list(lists.placements(), sort, limit)


def _days(since: Day | None, until: Day | None) -> tuple[date | None, date | None]:
    return day(since, "since"), day(until, "until")
