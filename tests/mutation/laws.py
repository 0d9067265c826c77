"""What the oracle says of every engagement of a log, in the columns that the engine places it with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.mutation.reasons import reasons, stretches_of_codes
from tests.oracle.credit import credit
from tests.oracle.exceptions import exceptions
from tests.oracle.facts import Facts, read_facts
from tests.oracle.instants import day_in, moment
from tests.oracle.log import Log, read_log
from tests.oracle.measures import MILESTONES, SPARK_DESTINATIONS, watched
from tests.oracle.states import Placement, is_conflict, place
from tests.oracle.totals import World
from tests.oracle.views import authorizations

CLASSES = {
    "clicks": "landing_page",
    "profile_visits": "profile",
    "clicks_on_music_disc": "music",
    "anchor_clicks": "anchor",
    "duet_clicks": "duet",
    "stitch_clicks": "stitch",
    "clicks_on_hashtag_challenge": "hashtag",
}
PLACED = ("disposition", "side", "to_post", "to_ad", "sign", "ad_day", "milestone", "click_class", "conflict")

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Law:
    """By event id the columns `PLACED` and the ids of the deciding fact and event; then the rest.

    `intervals` has a row a stretch of a code: code, post, number of its interval, from, to, the fact that
    gave it, and whether a revocation ended it.
    """

    whole: dict[str, Row]
    exceptions: list[Row]
    authorizations: list[Row]
    intervals: list[Row]
    counts: dict[str, int]


def law(lines: Sequence[bytes], rule: str) -> Law:
    """The law's word on lines in reading order, under one attribution rule."""
    log = read_log(lines)
    facts = read_facts(log)
    placed = credit(place(log.engagements, facts), rule)
    why = reasons(log, facts, placed)
    names = ("lines", "accepted", "duplicates", "dead_letters")
    return Law(
        whole={
            name: (*_row(each, facts), why.facts[name], why.causes[name])
            for each in placed
            for name in [each.event.event_id]
        },
        authorizations=sorted(
            tuple(row.values()) for row in authorizations(World(log, facts, placed)).values()
        ),
        intervals=sorted(_intervals(log, facts)),
        exceptions=[tuple(each) for each in exceptions(log, facts, placed)],
        counts={name: getattr(log, name) for name in names},
    )


def _intervals(log: Log, facts: Facts) -> Iterator[Row]:
    for name, intervals in stretches_of_codes(log, facts).items():
        code = facts.codes[name]
        for number, (whole, parts) in enumerate(zip(code.intervals, intervals, strict=True)):
            for part in parts:
                span = (moment(part.start), moment(part.end))
                yield name, code.post_id, number, *span, part.setter, whole.revoked


def _row(each: Placement, facts: Facts) -> Row:
    event = each.event
    day = day_in(event.at, facts.zone_at(each.ad_id, event.at)) if each.ad_id is not None else None
    return (
        each.disposition,
        each.side if each.sign else None,
        each.post_id,
        each.ad_id,
        each.sign,
        day,
        _milestone(each, facts) if event.type == "view" and each.ad_id is not None else None,
        _click_class(each, facts) if event.type == "click" else None,
        is_conflict(event, facts),
    )


def _milestone(each: Placement, facts: Facts) -> int | None:
    """How many quarters of the video were watched; None where its duration or the watch time is unknown."""
    counts = watched(each, facts)
    return sum(counts[name] for name in MILESTONES) if "watch_views_known_duration" in counts else None


def _click_class(each: Placement, facts: Facts) -> str | None:
    """SEMANTICS 2, "Clicks": organic as Spark, without a landing page; none while the ad is unknown."""
    event = each.event
    spark = CLASSES[SPARK_DESTINATIONS[str(event.own["element"])]]
    if event.own["surface"] == "organic":
        return None if spark == "landing_page" else spark
    if each.ad_id not in facts.ads:
        return None
    return spark if facts.is_spark(each.ad_id) else "landing_page"
