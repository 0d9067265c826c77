"""SEMANTICS 2: every exception, each as (kind, event_id, ad_id, post_id)."""

from __future__ import annotations

from collections.abc import Sequence

from tests.oracle.events import Event
from tests.oracle.facts import Facts
from tests.oracle.log import Log
from tests.oracle.states import Placement, is_conflict

Exception_ = tuple[str, str | None, str | None, str | None]
BY_DISPOSITION = frozenset({"unauthorized", "unknown_ad", "orphan"})


def exceptions(log: Log, facts: Facts, placements: Sequence[Placement]) -> list[Exception_]:
    """All exceptions, sorted; the ad and the post are those that the event itself names."""
    found = [
        _named(placed.disposition, placed.event)
        for placed in placements
        if placed.disposition in BY_DISPOSITION
    ]
    found += [_named("conflict", placed.event) for placed in placements if is_conflict(placed.event, facts)]
    found += [_named("fact_conflict", fact) for fact in facts.ad_conflicts]
    found += [_named("fact_conflict", fact) for code in facts.codes.values() for fact in code.conflicts]
    found += [("id_conflict", loser.event_id, None, None) for loser in log.losers]
    found += [("code_mismatch", None, ad_id, None) for ad_id in facts.ads if facts.code_mismatch(ad_id)]
    found += [("unknown_timezone", None, ad_id, None) for ad_id in _ads_without_zone(facts, placements)]
    return sorted(found, key=lambda row: [text or "" for text in row])


def _named(kind: str, event: Event) -> Exception_:
    return (kind, event.event_id, event.text("ad_id"), event.text("post_id"))


def _ads_without_zone(facts: Facts, placements: Sequence[Placement]) -> list[str]:
    """SEMANTICS 2, "Days": known ads that some placement names, whose advertiser's time zone is not known."""
    named = {placed.ad_id for placed in placements}
    return [ad_id for ad_id in facts.ads if ad_id in named and facts.zone_latest(ad_id) is None]
