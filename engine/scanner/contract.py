"""The contract of engagements as tables of numbers, made from the models, for the compiled kernel."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from engine.scanner.kernel import (
    ALLOWS,
    ALWAYS,
    CHOICE,
    FORBIDS,
    ID,
    INSTANT,
    INTEGER,
    NEEDS,
    TEXT,
)
from engine.scanner.tables import Array, Contract
from engine.scanner.words import WIDE
from schemas import Event
from schemas.gate import default_of, kind_of_field
from schemas.kinds import (
    ID_CHARACTERS_MAX,
    INSTANT_END_MS,
    INSTANT_MIN_MS,
    INTEGER_MAX,
    Id,
    Instant,
    Integer,
    Text,
    needed_of,
)
from schemas.reader import ENGAGEMENTS
from schemas.rules import Allows, Forbids, Needs, Rule

FIELDS = (
    "event_id", "occurred_at", "type", "actor_id", "surface", "post_id", "ad_id", "creator_id", "comment_id",
    "new_post_id", "action", "element", "watch_ms", "video_duration_ms", "channel",
)  # fmt: skip
"""The fields of engagements, in the order in which a body is spelled for its digest (`store/body.sql`)."""
TYPES = tuple(ENGAGEMENTS)
PACKED = ("actor_id", "post_id", "ad_id", "creator_id")
"""Ids that are wanted as numbers where they are written as such: these are cheaper to tell apart."""
_SLOTS = 64
_ROOM = bytes(WIDE)
"""After texts: what is copied at once is looked at by as many bytes."""


def choices_of(name: str) -> tuple[str, ...]:
    """The texts that a field may have, where they are few."""
    kind = None if name == "type" else kind_of_field(name)
    return TYPES if name == "type" else kind.choices if isinstance(kind, Text) else ()


@cache
def contract() -> Contract:
    """The tables; made once."""
    names, name_ends = _joined(FIELDS)
    choices, choice_ends = _joined(choice for name in FIELDS for choice in choices_of(name))
    factor = next(
        each for each in range(1, 10_000) if len({_hash(name, each) for name in FIELDS}) == len(FIELDS)
    )
    slots = np.full(_SLOTS, -1, np.int64)
    for field, name in enumerate(FIELDS):
        slots[_hash(name, factor)] = field
    return Contract(
        kinds=np.array([_kind(name) for name in FIELDS]),
        packed=np.array([name in PACKED for name in FIELDS]),
        owned=np.array(
            [_mask(name in model.model_fields for name in FIELDS) for model in ENGAGEMENTS.values()]
        ),
        needed=np.array(
            [_mask(name in needed_of(model) for name in FIELDS) for model in ENGAGEMENTS.values()]
        ),
        defaults=np.array([_default(name) for name in FIELDS]),
        defaulted=_mask(_default(name) >= 0 for name in FIELDS),
        names=names,
        name_ends=name_ends,
        slots=slots,
        factor=factor,
        choices=choices,
        choice_ends=choice_ends,
        first_choice=np.cumsum([0, *(len(choices_of(name)) for name in FIELDS)]),
        rules=np.array(_rules(ENGAGEMENTS.values())),
        type_field=FIELDS.index("type"),
        id_max=ID_CHARACTERS_MAX,
        integer_max=INTEGER_MAX,
        instant_min=INSTANT_MIN_MS,
        instant_end=INSTANT_END_MS,
    )


def _joined(texts: Iterable[str]) -> tuple[Array, Array]:
    encoded = [text.encode() for text in texts]
    return np.frombuffer(b"".join([*encoded, _ROOM]), np.uint8), np.cumsum([0, *map(len, encoded)])


def _hash(name: str, factor: int) -> int:
    """As the kernel's `_field` does it."""
    text = name.encode()
    return ((len(text) + text[0]) * factor + text[len(text) // 2]) % _SLOTS


def _kind(name: str) -> int:
    if name == "type":
        return CHOICE
    match kind_of_field(name):
        case Id():
            return ID
        case Instant():
            return INSTANT
        case Integer(choices=()):
            return INTEGER
        case Text(choices=choices):
            return CHOICE if choices else TEXT
    raise TypeError(f"the kernel reads no {name}")


def _default(name: str) -> int:
    given = default_of(name) if name != "type" else None
    return -1 if given is None else choices_of(name).index(given)


def _mask(bits: Iterable[bool]) -> int:
    return sum(1 << index for index, held in enumerate(bits) if held)


def _rules(models: Iterable[type[Event]]) -> list[tuple[int, ...]]:
    """Each rule once, for the types that have it."""
    masks: dict[tuple[int, ...], int] = {}
    for index, model in enumerate(models):
        for rule in model.rules:
            row = _rule(rule)
            masks[row] = masks.get(row, 0) | 1 << index
    return [(*row, mask) for row, mask in masks.items()]


def _rule(rule: Rule) -> tuple[int, ...]:
    match rule:
        case Needs(field, when):
            kind, allowed = NEEDS, 0
        case Forbids(field, when):
            kind, allowed = FORBIDS, 0
        case Allows(field, choices, when):
            kind, allowed = ALLOWS, _mask(choice in choices for choice in choices_of(field))
        case _:
            raise TypeError(f"the kernel knows no {rule!r}")
    condition = (
        (ALWAYS, 0)
        if when.field == "type"
        else (FIELDS.index(when.field), choices_of(when.field).index(when.value))
    )
    return kind, FIELDS.index(field), *condition, int(when.other), allowed
