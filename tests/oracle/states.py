"""SEMANTICS 2, steps 1 and 2: the base disposition from the facts alone, then the states."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from tests.oracle.events import Event
from tests.oracle.facts import Facts

ROLLS_UP = frozenset({"view", "like", "favorite", "comment", "share", "follow", "duet", "stitch"})
IN_POST_STATE = frozenset({"organic", "spark"})

State = dict[Hashable, "Placement"]


@dataclass(frozen=True)
class Placement:
    """Where one engagement event counts. `undoes` is the event id of the add that a remove takes back."""

    event: Event
    disposition: str
    post_id: str | None
    ad_id: str | None
    sign: int
    undoes: str | None = None

    @property
    def side(self) -> str:
        """The side of the post that it counts on."""
        return "organic" if self.disposition == "organic" else "paid"


def base(event: Event, facts: Facts) -> Placement:
    """SEMANTICS 2, step 1: the disposition table; `spark` rolls up into the ad's post whatever is named."""
    if event.own["surface"] == "organic":
        return Placement(event, "organic", event.text("post_id"), None, 1)
    ad_id = str(event.own["ad_id"])
    if ad_id not in facts.ads:
        return Placement(event, "unknown_ad", None, ad_id, 1)
    if not facts.is_spark(ad_id):
        return Placement(event, "ad_only", None, ad_id, 1)
    if not facts.ad_in_force(ad_id, event.at):
        return Placement(event, "unauthorized", None, ad_id, 1)
    post_id = facts.post_of(ad_id) if event.type in ROLLS_UP else None
    return Placement(event, "spark", post_id, ad_id, 1)


def is_conflict(event: Event, facts: Facts) -> bool:
    """SEMANTICS 2, step 1: a paid event names another post than its known ad's, or any where it has none."""
    if event.own["surface"] == "organic" or event.own["ad_id"] not in facts.ads:
        return False
    named = event.text("post_id")
    return named is not None and named != facts.post_of(event.text("ad_id"))


def place(engagements: Iterable[Event], facts: Facts) -> list[Placement]:
    """SEMANTICS 2, step 2, over events in order: each one's placement before credit."""
    post_states: State = {}
    ad_states: State = {}
    placements = []
    for event in engagements:
        placed = base(event, facts)
        if is_stateful(event):
            change = _remove if event.own["action"] == "remove" else _add
            placed = change(placed, facts, post_states, ad_states)
        placements.append(placed)
    return placements


def is_stateful(event: Event) -> bool:
    """SEMANTICS 2, step 2: like, favorite and follow events, and comments with a `comment_id`."""
    return event.type in {"like", "favorite", "follow"} or (
        event.type == "comment" and "comment_id" in event.own
    )


def post_key(event: Event, facts: Facts) -> Hashable:
    """The post state that an organic event, or one on a Spark Ad, changes."""
    post_id = (
        event.text("post_id") if event.own["surface"] == "organic" else facts.post_of(event.text("ad_id"))
    )
    if event.type == "follow":
        return ("follow", event.own["actor_id"], event.own["creator_id"])
    if event.type == "comment":
        return ("comment", post_id, event.own["comment_id"])
    return (event.type, event.own["actor_id"], post_id)


def ad_key(event: Event) -> Hashable:
    """The ad state that a paid event changes."""
    ad_id = event.own["ad_id"]
    if event.type == "follow":
        return ("follow", event.own["actor_id"], ad_id, event.own["creator_id"])
    if event.type == "comment":
        return ("comment", ad_id, event.own["comment_id"])
    return (event.type, event.own["actor_id"], ad_id)


def _add(placed: Placement, facts: Facts, post_states: State, ad_states: State) -> Placement:
    """An `organic` or `spark` add changes the post state, another the ad state; redundant when added."""
    if placed.disposition in IN_POST_STATE:
        states, key = post_states, post_key(placed.event, facts)
    else:
        states, key = ad_states, ad_key(placed.event)
    if key in states:
        return Placement(placed.event, "redundant", None, None, 0)
    states[key] = placed
    return placed


def _remove(placed: Placement, facts: Facts, post_states: State, ad_states: State) -> Placement:
    """A remove undoes the add that it finds: on Spark in the post state, then the ad's; else in its own."""
    event = placed.event
    looks_in: list[tuple[State, Hashable]] = []
    if event.own["surface"] == "organic" or facts.is_spark(event.text("ad_id")):
        looks_in.append((post_states, post_key(event, facts)))
    if event.own["surface"] == "paid":
        looks_in.append((ad_states, ad_key(event)))
    for states, key in looks_in:
        if key in states:
            add = states.pop(key)
            return Placement(event, add.disposition, add.post_id, add.ad_id, -1, add.event.event_id)
    return Placement(event, "orphan", None, None, 0)
