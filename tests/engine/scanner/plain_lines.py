"""Plain engagements, which the scanner takes, and pieces of JSON to try in them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from schemas.reader import ENGAGEMENTS
from tests.schemas.traps import every_engagement
from tests.schemas.valid_lines import compact_engagements

ID_TOKENS = (
    '"u1"', '"0"', "0", "1", "7300000000000000000", '"7300000000000000000"', '" "', '" 1"', '"1 "', '"+1"',
    '"1.0"', '"1e3"', '"01"', '"-0"', '"-5"', '"null"', '"true"', '"#aB/+=~!"', '"a: b, {c}[d]"',
    '"9223372036854775807"', "9223372036854775807", '"9223372036854775808"', "9223372036854775808",
    "9999999999999999999", '"9999999999999999999"', '"10000000000000000000"', '"1000000000000000000"',
    '"99999999999999999999"', '"00000000000000000001"', '"18446744073709551617"', f'"{"9" * 128}"',
    f'"{"x" * 128}"', f'"1{"x" * 18}"', '"12345678901234567 9"', '"123456789/"', '"123456789:"', '"/1"',
    '":1"', '"1:"',
)  # fmt: skip
"""Ids that are taken, in every way that a number can be written, and almost."""
UUIDS = (
    "0123abcd-89ef-4567-89ab-cdef01234567", "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff", "0123ABCD-89ef-4567-89ab-cdef01234567",
    "0123abcd-89ef-4567-89ab-cdef0123456g", "0123abcd-89ef-4567-89ab-cdef0123456",
    "0123abcd89ef456789abcdef01234567", "0123abcd-89ef-4567-89ab-cdef012345678",
    "0123abcd089ef-4567-89ab-cdef01234567", "0123abcd-89ef-4567-89abccdef01234567",
    "0123abcd-89ef-4567-89ab-cdef-1234567", "0123abcd-89ef-4567-89ab-cdef0123456`",
    "{0123abcd-89ef-4567-89ab-cdef012345}", "-123abcd-89ef-4567-89ab-cdef01234567",
    "0123abcd-89ef-4567-89ab-cdef0123456/", "0123abcd-89ef-4567-89ab-cdef0123456:",
    "------------------------------------",
)  # fmt: skip
"""Event ids that are UUIDs as DuckDB writes them, the first three, and almost."""
PLAIN = (
    b'{"event_id":"0123abcd-89ef-4567-89ab-cdef01234567","type":"view",'
    b'"occurred_at":"2024-02-29T10:00:00.25+05:30",'
    b'"actor_id":7300000000000000001,"surface":"organic","post_id":"7300000000000000002","watch_ms":1500,'
    b'"video_duration_ms":0}',
    b'{"event_id": "e-1", "type": "comment", "occurred_at": 1709632800001, "actor_id": "u1", '
    b'"surface": "paid", "ad_id": "a 1", "post_id": "7", "comment_id": 12, "action": "remove"}',
    b'{ "channel" : "x: {y}, [z]" , "post_id" : "p1" , "surface" : "organic" , "actor_id" : "0" , '
    b'"occurred_at" : "2099-12-31 23:59:59.123456789Z" , "type" : "share" , "event_id" : 5 }',
)
"""A line compact, one as json.dumps writes it, one with more spaces and its members in another order."""


def member(name: str, token: str, kind: str = "") -> bytes:
    """A line of a type that has the field, or of `kind`, with this token there."""
    kind = kind or next(each for each, model in ENGAGEMENTS.items() if name in model.model_fields)
    given = {
        "event_id": '"e1"',
        "type": f'"{kind}"',
        "occurred_at": '"2024-03-05T10:00:00Z"',
        "actor_id": '"u1"',
    }
    given |= (
        {"surface": '"paid"', "ad_id": '"a1"'}
        if kind == "impression"
        else {"surface": '"organic"', "post_id": '"p1"'}
    )
    given |= {"element": '"music"'} if kind == "click" else {"creator_id": '"k1"'} if kind == "follow" else {}
    given |= {"ad_id": '"a1"', "surface": '"paid"'} if name == "ad_id" else {}
    return (
        "{" + ",".join(f'"{key}":{value}' for key, value in (given | {name: token}).items()) + "}"
    ).encode()


def plain_engagements(count: int, seed: int) -> Iterator[bytes]:
    """So many lines at most as producers write them, compact, spaced or with every token apart."""
    turn = random.Random(seed)  # noqa: S311 -- the same lines for the same seed
    for line in compact_engagements(count, seed):
        members = json.loads(line)
        members.pop("schema_version", None)
        if turn.random() < 0.2:
            members["event_id"] = turn.choice(UUIDS)
        comma, colon = turn.choice(((",", ":"), (", ", ": "), (" ,\t", "\r\n: ")))
        yield json.dumps(members, ensure_ascii=True, separators=(comma, colon)).encode()


def every_plain_engagement() -> list[bytes]:
    """Of every type with every field, ids as text and as numbers, compact and spaced."""
    lines = list(dict.fromkeys(every_engagement(('"p 1"', "7300000000000000000", '"7"'))))
    lines = [line for line in lines if "schema_version" not in line]
    return [line.encode() for line in lines] + [json.dumps(json.loads(line)).encode() for line in lines]
