"""SEMANTICS 2, step 3 and "Attribution rule": which organic adds the store's rule credits to an ad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.oracle.instants import DAY
from tests.oracle.states import Placement

RULES = ("impression", "one_day_view")
CREDITED = frozenset({"like", "favorite", "comment", "share", "follow"})


def credit(placements: Sequence[Placement], rule: str) -> list[Placement]:
    """The final placements: `impression` moves nothing; `one_day_view` moves adds, removes follow."""
    if rule not in RULES:
        raise ValueError(f"rule {rule!r} is none of {RULES}")
    if rule == "impression":
        return list(placements)
    views: dict[tuple[str, str], list[Placement]] = {}
    for placed in placements:
        if placed.event.type == "view" and placed.disposition == "spark":
            views.setdefault((str(placed.event.own["actor_id"]), str(placed.post_id)), []).append(placed)
    moved = {
        placed.event.event_id: _credited(placed, views) for placed in placements if placed.undoes is None
    }
    return [
        _followed(placed, moved) if placed.undoes else moved[placed.event.event_id] for placed in placements
    ]


def _credited(placed: Placement, views: dict[tuple[str, str], list[Placement]]) -> Placement:
    """A counted organic add with a post, its actor having had a spark view of that post in the last 24 h."""
    event = placed.event
    is_candidate = event.type in CREDITED and placed.disposition == "organic" and placed.sign == 1
    if not is_candidate or placed.post_id is None:
        return placed
    seen = views.get((str(event.own["actor_id"]), placed.post_id), [])
    in_window = [view for view in seen if 0 < event.at - view.event.at <= DAY]
    if not in_window:
        return placed
    latest = max(in_window, key=lambda view: view.event.order)
    return replace(placed, disposition="spark_after_view", ad_id=latest.ad_id)


def _followed(remove: Placement, moved: dict[str, Placement]) -> Placement:
    """It takes that add's final disposition, post, ad and side."""
    add = moved[str(remove.undoes)]
    return replace(remove, disposition=add.disposition, post_id=add.post_id, ad_id=add.ad_id)
