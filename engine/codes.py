"""When an authorisation code is in force: pure functions from its changes to intervals.

Source of the rule: SEMANTICS 2, "Facts" and "In force".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Change:
    """One fact about a code. `occurred_at` is UTC; `days` and `post_id` are None where the type has none."""

    seq: int
    event_id: str
    type: str
    occurred_at: datetime
    post_id: str | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an interval: `starts` up to, not including, `ends`; `fact`: the seq of its change."""

    starts: datetime
    ends: datetime
    fact: int


@dataclass(frozen=True, slots=True)
class Interval:
    """In force without a gap: the stretch that began it, then one for each extension; at least one."""

    stretches: tuple[Stretch, ...]
    revoked: bool = False

    @property
    def starts(self) -> datetime:
        """Its first moment."""
        return self.stretches[0].starts

    @property
    def ends(self) -> datetime:
        """The moment after its last; equal to `starts` where it was revoked at once."""
        return self.stretches[-1].ends


@dataclass(frozen=True, slots=True)
class Code:
    """A code with a standing grant: its own post, and its intervals in order, some of which may be empty."""

    grant: Change
    intervals: tuple[Interval, ...]


def order(changes: Iterable[Change]) -> list[Change]:
    """Changes by (occurred_at, event_id), ids as UTF-8 bytes."""
    return sorted(changes, key=lambda change: (change.occurred_at, change.event_id.encode()))


def resolve_code(changes: Sequence[Change]) -> Code | None:
    """What the changes of one code come to, in any order; None without a grant.

    The least grant stands. A later grant for the same post works as an extension of its days; one for another
    post is a conflict without effect. Changes that sort before the standing grant have no effect.
    """
    ordered = order(changes)
    first = next((i for i, change in enumerate(ordered) if change.type == "authorization_granted"), None)
    if first is None:
        return None
    grant = ordered[first]
    intervals = [_granted(grant)]
    for change in ordered[first + 1 :]:
        if change.type == "authorization_revoked":
            _revoke(intervals, change)
        elif change.type == "authorization_extended" or change.post_id == grant.post_id:
            _extend(intervals, change)
    return Code(grant, tuple(intervals))


def _days_after(moment: datetime, days: int | None) -> datetime:
    """Days of 24 hours later; the last moment there is where that is past year 9999."""
    try:
        return moment + timedelta(days=days or 0)
    except OverflowError:
        return datetime.max


def _granted(change: Change) -> Interval:
    return Interval((Stretch(change.occurred_at, _days_after(change.occurred_at, change.days), change.seq),))


def _extend(intervals: list[Interval], change: Change) -> None:
    """Adds the days to what is left; after the end, starts a new interval at the change's own time."""
    last = intervals[-1]
    if change.occurred_at < last.ends:
        more = Stretch(last.ends, _days_after(last.ends, change.days), change.seq)
        intervals[-1] = Interval((*last.stretches, more))
    else:
        intervals.append(_granted(change))


def _revoke(intervals: list[Interval], change: Change) -> None:
    """Ends an interval in force; one revoked at its own start stays as an empty one."""
    at, last = change.occurred_at, intervals[-1]
    if at < last.ends:
        first, *more = last.stretches
        kept = (first, *(each for each in more if each.starts < at))
        cut = (Stretch(each.starts, min(each.ends, at), each.fact) for each in kept)
        intervals[-1] = Interval(tuple(cut), revoked=True)
