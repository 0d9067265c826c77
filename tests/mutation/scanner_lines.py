"""Lines that mutants of the scanner's kernel are tried on."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import product

from engine.scanner import kernel
from engine.scanner.contract import choices_of
from schemas.reader import ENGAGEMENTS
from tests.engine.scanner.plain_lines import (
    ID_TOKENS,
    PLAIN,
    UUIDS,
    every_plain_engagement,
    member,
    plain_engagements,
)
from tests.schemas.mutations import mutated

_INSTANTS = (
    "2000-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2099-12-31T23:59:59.999999Z", "2100-01-01T00:00:00Z",
    "2000-02-29t00:00:00z", "2100-01-01T00:59:59+01:00", "1999-12-31T23:59:59-00:01", "1970-01-01T00:00:00Z",
    "1969-12-31T00:00:00Z", "1900-02-28T00:00:00Z", "1870-01-01T00:00:00Z", "2100-02-29T00:00:00Z",
    "2023-02-29T00:00:00Z", "2024-02-29T12:34:56.1Z", "2024-02-30T00:00:00Z", "2024-00-10T00:00:00Z",
    "2024-13-10T00:00:00Z", "2024-01-00T00:00:00Z", "2024-03-05T23:59:59+23:59", "2024-03-05T24:00:00Z",
    "2024-03-05T23:60:00Z", "2024-03-05T23:00:60Z", "2024-03-05T00:00:00-23:59", "2024-03-05T00:00:00+24:00",
    "2024-03-05T00:00:00+00:60", "2024-03-05T00:00:00-24:00", "2024-03-05T00:00:00-23:60",
    "2024-03-05T00:00:00.Z", "2024-03-05T00:00:00.123456789+05:30", "2024-03-05T00:00:00.1234567Z",
    "2024-03-05T00:00:00ZZ", "2024-03-05T00:00:00+05:3", "2024-03-05T00:00:00+05.30",
    "2024-03-05T00:00:00x05:30", "2024-03-05T00:00:00+05:300", "2024-03-05T00:00:00x", "2024-03-05T00:00Z",
    "2024-03-05x00:00:00Z", "2024-03-05T00.00:00Z", "2024-03-05T00:00.00Z", "2024.03-05T00:00:00Z",
    "2024-03.05T00:00:00Z", "/024-03-05T00:00:00Z", "2:24-03-05T00:00:00Z", "20/4-03-05T00:00:00Z",
    "202:-03-05T00:00:00Z", "2024-/3-05T00:00:00Z", "2024-03-05T0:00:00Z", "2024-03-05T00:00:00",
    "2024-03-05T00:00:00.5", "2024-03-05T00:00:00+:0:00", "2024-03-05T00:00:00+00:0/",
    "20x4-12-31T23:59:59-23:59", "19x9-12-31T23:59:59-23:59",
)  # fmt: skip
_MILLISECONDS = (
    "946684799999", "946684800000", "4102444799999", "4102444800000", "1709632800001", "17096328000010",
)  # fmt: skip
_INTEGERS = (
    "0", "00", "1", "01", "9007199254740992", "9007199254740993", '"5"', "9" * 20, "-1", "1.0", "9" *
    19,
)  # fmt: skip
_YEARS = (2000, 2001, 2020, 2024, 2099)
_DAYS = [f"{month:02}-{day}" for month in range(1, 13) for day in ("01", "28", "29", "30", "31", "32")]
_CHOICES = [choice for name in ("action", "element", "surface") for choice in choices_of(name)]
_PAIRS = [
    [("surface", '"paid"'), ("ad_id", '"a1"'), *more]
    for more in ([], *([("element", f'"{choice}"')] for choice in choices_of("element")))
] + [[("surface", '"organic"'), ("post_id", '"p1"')], [("action", '"remove"'), ("comment_id", '"c1"')]]


@cache
def scanner_lines() -> tuple[bytes, ...]:
    """Plain lines, values at their bounds, rules kept and broken, damage; cuts next to what was cut off."""
    turn = random.Random(21)  # noqa: S311 -- the same lines every time
    found = [*PLAIN, *every_plain_engagement(), *plain_engagements(150, 22)]
    found += [member("event_id", f'"{uuid}"') for uuid in UUIDS]
    found += [member(name, token) for name in ("event_id", "actor_id", "creator_id") for token in ID_TOKENS]
    found += [member("occurred_at", f'"{text}"') for text in (*_INSTANTS, *_INSTANTS)]
    found += [member("occurred_at", f'"{year}-{day}T12:34:56Z"') for year, day in product(_YEARS, _DAYS)]
    found += [member("occurred_at", token) for token in _MILLISECONDS]
    found += [member("watch_ms", token) for token in _INTEGERS]
    found += [
        member("channel", f'"{"x" * length}"') for length in (1, 60, 3_947, 3_948, 3_949, 3_950, 3_951, 3_952)
    ]
    found += [PLAIN[0] + b" " * (kernel.LINE_BYTES_MAX - len(PLAIN[0]) + more) for more in (0, 1)]
    found += [PLAIN[1][cut] for at in range(len(PLAIN[1])) for cut in (slice(None, at), slice(at, None))]
    found += [*_by_rules()] * 2  # some lines are not looked at
    found += [mutated(line.decode(), turn) for line in plain_engagements(700, 23)]
    found += [
        line[:at] + bytes([byte]) + line[at + 1 :] for line in PLAIN for at, byte in _damage(line, turn)
    ]
    turn.shuffle(found)
    return (*PLAIN, *found)


def _by_rules() -> Iterator[bytes]:
    """Of every type with and without each of some fields, and with each choice of each."""
    more = {
        "ad_id": '"a1"',
        "surface": '"paid"',
        "action": '"remove"',
        "comment_id": '"c1"',
        "creator_id": '"k1"',
    }
    tokens = [(name, f'"{choice}"') for name in ("action", "element", "surface") for choice in _CHOICES]
    for kind, given in product(ENGAGEMENTS, [[each] for each in (*more.items(), *tokens)] + _PAIRS):
        line = json.loads(member("actor_id", '"u1"', kind))
        line |= {name: json.loads(token) for name, token in given}
        for left in ((), ("post_id",), ("ad_id",), ("surface",), ("action", "element", "creator_id")):
            yield json.dumps({name: value for name, value in line.items() if name not in left}).encode()


def _damage(line: bytes, turn: random.Random) -> list[tuple[int, int]]:
    return [
        (turn.randrange(len(line)), turn.choice(b'\x00\x1f !",-./09:;AZ\\_`az{}~\x7f\x80'))
        for _ in range(400)
    ]
