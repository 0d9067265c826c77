"""Tries mutants of `engine.codes` on many short histories of one code, held against the oracle's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from engine import codes
from tests.mutation.mutants import Mutant
from tests.mutation.reasons import stretches
from tests.mutation.stores import Verdict
from tests.oracle.events import Event
from tests.oracle.facts import Code, read_code
from tests.oracle.instants import DAY, moment

HISTORIES = 1500
KINDS = ("authorization_granted", "authorization_granted", "authorization_extended", "authorization_revoked")
START = 1_709_632_800_000_000


@cache
def histories() -> tuple[tuple[tuple[Event, ...], Code | None], ...]:
    """Changes in any order, with ties and ends to the microsecond, and what the oracle makes of them."""
    return tuple(_histories())


def _histories() -> Iterator[tuple[tuple[Event, ...], Code | None]]:
    turn = random.Random(5)  # noqa: S311 -- the same histories every time
    for _ in range(HISTORIES):
        changes = []
        for number in range(turn.choice((1, 2, 3, 4, 6))):
            kind = turn.choice(KINDS)
            own: dict[str, str | int] = {"auth_code": "c1"}
            if kind == "authorization_granted":
                own["post_id"] = turn.choice(("p1", "p1", "p2"))
            if kind != "authorization_revoked":
                own["duration_days"] = turn.choice((7, 30))
            at = START + turn.choice((0, 0, 1, 7, 7, 14, 30, 37)) * DAY + turn.choice((-1, 0, 0, 1))
            changes.append(Event(turn.choice("aéz\uff5e\U0001f600") + str(number), kind, at, own, ""))
        yield tuple(changes), read_code(sorted(changes, key=lambda each: each.order))


def tried_on_codes(mutant: Mutant, text: str) -> Verdict | None:
    """Runs the mutated module on every history."""
    module = ModuleType("engine.codes")
    module.__dict__.update({"__name__": "engine.codes"})
    try:
        exec(compile(mutant.of(text), "codes.py", "exec"), module.__dict__)  # noqa: S102 -- our own text, mutated
        for number, (changes, wanted) in enumerate(histories()):
            found = module.resolve_code([_change(at, each) for at, each in enumerate(changes)])
            if _shape(found) != _law(changes, wanted):
                return Verdict("killed", "histories of one code", f"history {number}")
    except (
        TypeError,
        AttributeError,
        NameError,
        ValueError,
        IndexError,
        OverflowError,
        SyntaxError,
    ) as error:
        return Verdict("error", "histories of one code", type(error).__name__)
    return None


def _change(seq: int, event: Event) -> codes.Change:
    days = event.number("duration_days")
    return codes.Change(seq, event.event_id, event.type, moment(event.at), event.text("post_id"), days)


def _shape(found: Any) -> object:
    if found is None:
        return None
    intervals = [
        (
            [(part.starts, part.ends, part.fact) for part in each.stretches],
            each.revoked,
            each.starts,
            each.ends,
        )
        for each in found.intervals
    ]
    return found.grant.seq, intervals


def _law(changes: tuple[Event, ...], code: Code | None) -> object:
    if code is None:
        return None
    seqs = {each.event_id: seq for seq, each in enumerate(changes)}
    parts = stretches(code, sorted(changes, key=lambda each: each.order))
    intervals = [
        (
            [(moment(part.start), moment(part.end), seqs[part.setter]) for part in of_one],
            each.revoked,
            moment(each.start),
            moment(each.end),
        )
        for each, of_one in zip(code.intervals, parts, strict=True)
    ]
    return seqs[code.grant.event_id], intervals
