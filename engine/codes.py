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
class Interval:
    """In force from `starts` up to, not including, `ends`; `fact`: the seq of the change that set the end."""

    starts: datetime
    ends: datetime
    fact: int
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A code with a standing grant: its own post, and its intervals in order, some of which may be empty."""

    grant: Change
    intervals: tuple[Interval, ...]
    conflicts: tuple[Change, ...]


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
    conflicts = []
    for change in ordered[first + 1 :]:
        if change.type == "authorization_revoked":
            _revoke(intervals, change)
        elif change.type == "authorization_granted" and change.post_id != grant.post_id:
            conflicts.append(change)
        else:
            _extend(intervals, change)
    return Code(grant, tuple(intervals), tuple(conflicts))


def _granted(change: Change) -> Interval:
    return Interval(change.occurred_at, change.occurred_at + timedelta(days=change.days or 0), change.seq)


def _extend(intervals: list[Interval], change: Change) -> None:
    """Adds the days to what is left; after the end, starts a new interval at the change's own time."""
    last = intervals[-1]
    if change.occurred_at < last.ends:
        intervals[-1] = Interval(last.starts, last.ends + timedelta(days=change.days or 0), change.seq)
    else:
        intervals.append(_granted(change))


def _revoke(intervals: list[Interval], change: Change) -> None:
    last = intervals[-1]
    if change.occurred_at < last.ends:
        intervals[-1] = Interval(last.starts, change.occurred_at, last.fact, revoked=True)
