"""Why each engagement is placed as it is: the deciding fact and event, by id, from the oracle's steps."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace

from tests.oracle.events import Event
from tests.oracle.facts import Code, Facts, Interval, apply_change, days_of
from tests.oracle.instants import DAY
from tests.oracle.log import Log
from tests.oracle.states import IN_POST_STATE, Placement, ad_key, base, is_stateful, post_key

CHANGES = ("authorization_granted", "authorization_extended", "authorization_revoked")


@dataclass(frozen=True)
class Stretch:
    """A part of an interval, in UTC microseconds, with the id of the grant or extension that gave it."""

    start: int
    end: int
    setter: str


@dataclass
class Reasons:
    """The deciding fact and event of each placement, by event id; None where there is none."""

    facts: dict[str, str | None] = field(default_factory=dict)
    causes: dict[str, str | None] = field(default_factory=dict)


def reasons(log: Log, facts: Facts, placed: Iterable[Placement]) -> Reasons:
    """The reasons of final placements: of a credit its view, of what was lost or undone the add."""
    deciders = _Deciders(log, facts)
    found = Reasons()
    added: dict[Hashable, str] = {}
    own: dict[str, str | None] = {}
    finals = list(placed)
    views: dict[tuple[object, object], list[Placement]] = {}
    for each in finals:
        event = each.event
        own[event.event_id] = found.facts[event.event_id] = deciders.of(event)
        found.causes[event.event_id] = _state_cause(each, facts, added) if is_stateful(event) else None
        if event.type == "view" and each.disposition == "spark":
            views.setdefault((event.own["actor_id"], each.post_id), []).append(each)
    for each in finals:
        _credited(each, views, own, found)
    for each in finals:
        if each.undoes is not None:
            name = each.event.event_id
            found.facts[name] = found.facts[each.undoes] or own[name]
    return found


def _state_cause(each: Placement, facts: Facts, added: dict[Hashable, str]) -> str | None:
    """The add that made an add redundant, or that a remove undoes."""
    event = each.event
    if each.undoes is not None:
        for key in [key for key, name in added.items() if name == each.undoes]:
            del added[key]
        return each.undoes
    if event.own["action"] == "remove":
        return None
    first = base(event, facts)
    is_post = first.disposition in IN_POST_STATE
    key = ("post", post_key(event, facts)) if is_post else ("ad", ad_key(event))
    if each.disposition == "redundant":
        return added[key]
    added[key] = event.event_id
    return None


def _credited(
    each: Placement,
    views: dict[tuple[object, object], list[Placement]],
    own: dict[str, str | None],
    found: Reasons,
) -> None:
    if each.disposition != "spark_after_view" or each.undoes is not None:
        return
    event = each.event
    seen = views[event.own["actor_id"], each.post_id]
    view = max((v for v in seen if 0 < event.at - v.event.at <= DAY), key=lambda v: v.event.order)
    found.facts[event.event_id] = own[view.event.event_id]
    found.causes[event.event_id] = view.event.event_id


class _Deciders:
    """The fact that decides an event's base disposition: its code's stretch's, else its ad's."""

    def __init__(self, log: Log, facts: Facts) -> None:
        self._facts = facts
        self._of_codes = {
            name: [stretch for interval in intervals for stretch in interval]
            for name, intervals in stretches_of_codes(log, facts).items()
        }

    def of(self, event: Event) -> str | None:
        ad = self._facts.ads.get(event.text("ad_id") or "") if event.own["surface"] == "paid" else None
        if ad is None:
            return None
        code = self._facts.codes.get(ad.text("auth_code") or "")
        if code is not None and code.post_id == ad.own["post_id"]:
            for stretch in self._of_codes[str(ad.own["auth_code"])]:
                if stretch.start <= event.at < stretch.end:
                    return stretch.setter
        return ad.event_id


def stretches_of_codes(log: Log, facts: Facts) -> dict[str, list[list[Stretch]]]:
    """Of each code with a standing grant its intervals, each as its stretches."""
    changes: dict[str, list[Event]] = {}
    for change in sorted((c for kind in CHANGES for c in log.facts(kind)), key=lambda c: c.order):
        changes.setdefault(str(change.own["auth_code"]), []).append(change)
    return {name: stretches(code, changes[name]) for name, code in facts.codes.items()}


def stretches(code: Code, changes: list[Event]) -> list[list[Stretch]]:
    """Each interval as the stretch that began it and one for each extension, cut where it was revoked."""
    grant = code.grant
    intervals = [Interval(grant.at, grant.at + days_of(grant))]
    found = [[Stretch(intervals[0].start, intervals[0].end, grant.event_id)]]
    for change in changes[changes.index(grant) + 1 :]:
        if change in code.conflicts:
            continue
        count, before = len(intervals), intervals[-1]
        apply_change(intervals, change)
        after = intervals[-1]
        if len(intervals) > count:
            found.append([Stretch(after.start, after.end, change.event_id)])
        elif after.end > before.end:
            found[-1].append(Stretch(before.end, after.end, change.event_id))
        elif after != before:
            first, *more = found[-1]
            kept = [first, *(each for each in more if each.start < after.end)]
            found[-1] = [replace(each, end=min(each.end, after.end)) for each in kept]
    return found
