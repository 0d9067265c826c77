"""SEMANTICS 2, "Facts" and "In force": what stands about ads, codes, posts and advertisers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tests.oracle.events import Event
from tests.oracle.instants import DAY
from tests.oracle.log import Log

CHANGES = ("authorization_granted", "authorization_extended", "authorization_revoked")


@dataclass(frozen=True)
class Interval:
    """[start, end) in UTC microseconds; `revoked` when a revocation ended it."""

    start: int
    end: int
    revoked: bool = False


@dataclass(frozen=True)
class Code:
    """An authorisation code: its standing grant, its intervals in order, and the grants without effect."""

    grant: Event
    intervals: list[Interval]
    conflicts: list[Event]

    @property
    def post_id(self) -> str:
        """The post that the standing grant is for."""
        return str(self.grant.own["post_id"])

    def in_force(self, at: int) -> bool:
        """Whether some interval holds the instant."""
        return any(interval.start <= at < interval.end for interval in self.intervals)


@dataclass(frozen=True)
class Facts:
    """What the standing fact events say, each as SEMANTICS 2, "Facts" decides."""

    ads: dict[str, Event]
    ad_conflicts: list[Event]
    codes: dict[str, Code]
    posts: dict[str, list[Event]] = field(default_factory=dict)
    advertisers: dict[str, list[Event]] = field(default_factory=dict)

    def is_spark(self, ad_id: str | None) -> bool:
        """SEMANTICS 1: a known ad is Spark exactly when its identity type is not CUSTOMIZED_USER."""
        return ad_id in self.ads and self.ads[ad_id].own["identity_type"] != "CUSTOMIZED_USER"

    def post_of(self, ad_id: str | None) -> str | None:
        """The ad's post: a Spark Ad has one, no other does."""
        return self.ads[ad_id].text("post_id") if ad_id in self.ads else None

    def ad_in_force(self, ad_id: str, at: int) -> bool:
        """SEMANTICS 2, "In force": own posts always, a code's ad while its code is, for that code's post."""
        ad = self.ads[ad_id]
        if ad.own["identity_type"] != "AUTH_CODE":
            return True
        code = self.codes.get(str(ad.own["auth_code"]))
        return code is not None and code.post_id == ad.own["post_id"] and code.in_force(at)

    def code_mismatch(self, ad_id: str) -> bool:
        """SEMANTICS 2, "In force": whether the ad's code was granted for another post than the ad's."""
        code = self.codes.get(self.ads[ad_id].text("auth_code") or "")
        return code is not None and code.post_id != self.ads[ad_id].own["post_id"]

    def post_at(self, post_id: str | None, at: int) -> Event | None:
        """The fact of a post that stands at the moment."""
        return _standing_at(self.posts.get(post_id or "", []), at)

    def post_latest(self, post_id: str | None) -> Event | None:
        """The fact of a post that stands for totals: the latest of all."""
        return self.posts[post_id][-1] if post_id in self.posts else None

    def zone_at(self, ad_id: str | None, at: int) -> str | None:
        """SEMANTICS 2, "Days": the zone of the ad's advertiser at the moment, None where none is known."""
        fact = _standing_at(self._zones_of(ad_id), at)
        return None if fact is None else str(fact.own["timezone"])

    def zone_latest(self, ad_id: str | None) -> str | None:
        """The time zone of the ad's advertiser by the latest fact of all, None where none is known."""
        facts = self._zones_of(ad_id)
        return str(facts[-1].own["timezone"]) if facts else None

    def _zones_of(self, ad_id: str | None) -> list[Event]:
        if ad_id not in self.ads:
            return []
        return self.advertisers.get(str(self.ads[ad_id].own["advertiser_id"]), [])


def read_facts(log: Log) -> Facts:
    """SEMANTICS 2, "Facts", for every key that a fact event names."""
    ads, ad_conflicts = {}, []
    for ad_id, facts in _by("ad_id", log.facts("ad_created")).items():
        ads[ad_id] = facts[0]
        ad_conflicts += [fact for fact in facts if fact.canonical != facts[0].canonical]
    changes = sorted((event for kind in CHANGES for event in log.facts(kind)), key=lambda e: e.order)
    codes = {name: read_code(of_code) for name, of_code in _by("auth_code", changes).items()}
    return Facts(
        ads=ads,
        ad_conflicts=ad_conflicts,
        codes={name: code for name, code in codes.items() if code is not None},
        posts=_by("post_id", log.facts("post_published")),
        advertisers=_by("advertiser_id", log.facts("advertiser_registered")),
    )


def read_code(changes: list[Event]) -> Code | None:
    """SEMANTICS 2, "Facts" and "In force", for the changes of one code in order; None without a grant.

    The least grant stands; what sorts before it has no effect; a later grant for the same post is an
    extension, one for another post a conflict.
    """
    grants = [change for change in changes if change.type == "authorization_granted"]
    if not grants:
        return None
    grant = grants[0]
    intervals = [Interval(grant.at, grant.at + days_of(grant))]
    conflicts = []
    for change in changes[changes.index(grant) + 1 :]:
        if change.type == "authorization_granted" and change.own["post_id"] != grant.own["post_id"]:
            conflicts.append(change)
        else:
            apply_change(intervals, change)
    return Code(grant, intervals, conflicts)


def apply_change(intervals: list[Interval], change: Event) -> None:
    """SEMANTICS 2, "In force": an extension adds to what is left or starts anew; a revocation ends."""
    latest = intervals[-1]
    is_running = change.at < latest.end
    if change.type == "authorization_revoked":
        if is_running:
            intervals[-1] = replace(latest, end=change.at, revoked=True)
    elif is_running:
        intervals[-1] = replace(latest, end=latest.end + days_of(change))
    else:
        intervals.append(Interval(change.at, change.at + days_of(change)))


def days_of(change: Event) -> int:
    """`duration_days` in microseconds: days of 24 hours."""
    return int(change.own["duration_days"]) * DAY


def _by(name: str, events: Iterable[Event]) -> dict[str, list[Event]]:
    grouped: dict[str, list[Event]] = {}
    for event in events:
        grouped.setdefault(str(event.own[name]), []).append(event)
    return grouped


def _standing_at(facts: list[Event], at: int) -> Event | None:
    """The latest at or before the moment, before the first the first; `facts` are in order."""
    until = [fact for fact in facts if fact.at <= at]
    if until:
        return until[-1]
    return facts[0] if facts else None
