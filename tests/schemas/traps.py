"""Traps of the fast lane as lines, one by one, and engagements of every shape; `_COMPACT` has no spaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from schemas.kinds import Id, Integer, Kind, Text, kinds_of
from schemas.reader import ENGAGEMENTS
from tests.schemas.making import ADVERTISER, CLICK, COMMENT, LIKE, SHARE, VIEW, line, line_with

_SHARE = line(SHARE).decode()
_COMPACT = _SHARE.replace(", ", ",").replace(": ", ":")
_VIEW = line(VIEW).decode()

DEAD = (
    *(
        text[:-1] + end
        for text in (_SHARE, _COMPACT)
        for end in (",}", ", }", " ,}", ",\t}", ",\r}", ",\n}", ",}\n", ",} ", ",\r}\r")
    ),
    *(
        text[:-1] + f',"ad_id":{token}}}'
        for text in (_SHARE, _COMPACT)
        for token in ("NaN", "Infinity", "[]", "1.0", '"a"')
    ),
    *(
        text[:-1] + f",{more}}}"
        for text in (_SHARE, _COMPACT)
        for more in ('"post_id":null', '"post_id":""', '"event_id":"e1"')
    ),
    *(
        _SHARE[:-1] + f', "channel": {one}, "channel": {two}}}'
        for one in ("null", '""')
        for two in ("null", '""', '"x"')
    ),
    *(_SHARE[:-1] + f', "channel": "x", "channel": {two}}}' for two in ("null", '""', '"x"')),
    *(_SHARE[:-1] + f', "x": {token}, "x": 1}}' for token in ("null", "1")),
    *(_SHARE[:-1] + f', "x": {token}}}' for token in ('{"a":1,"a":1}', "[1,]", "NaN", "01", '"\x01"')),
    *(text[:-1] + f',"channel":"{"x" * 1_048_576}"}}' for text in (_SHARE, _COMPACT)),
    _VIEW[:-1] + ', "placement": 1e15, "watch_ms": 1,}',
    _VIEW[:-1] + ', "placement": 1e15, "post_id": "p1"}',
    _COMPACT[:-1] + ',"watch_ms":1e20,"ad_id":"a"}',
    *(
        _SHARE.replace('"u1"', token)
        for token in ("1.0", "1e3", "true", "-0.0", "[]", '"\x7f"', '"\x01"', '"\\u0001"')
    ),
    *(
        _COMPACT.replace('"u1"', token)
        for token in ("1.0", "1e3", "true", "false", "9" * 129, "-" + "9" * 128)
    ),
    *(_SHARE.replace('"u1"', f'"{"x" * size}"') for size in (129, 130, 1_000)),
    *(
        _SHARE.replace("2024-03-05T10:00:00Z", bad)
        for bad in ("infinity", "epoch", "2024-03-05", "2024-02-30T00:00:00Z")
    ),
    *(
        _SHARE.replace("10:00:00Z", bad)
        for bad in ("10:00:60Z", "24:00:00Z", "10:00:00", "10:00:00+24:00", "10:00:00+0100")
    ),
    *(
        text.replace('"2024-03-05T10:00:00Z"', bad)
        for text in (_SHARE, _COMPACT)
        for bad in ("1709632800", "1709632800000.0", '"1709632800000"')
    ),
    *(
        _SHARE.replace('"2024-03-05T10:00:00Z"', bad)
        for bad in ("9223372036854775807", "4102444800000", "9" * 40)
    ),
    *(
        _VIEW[:-1] + f', "watch_ms": {token}}}'
        for token in ("-1", "-0", "1.0", "1.7", '"12"', "true", "9007199254740993")
    ),
    *(_SHARE[:-1] + f', "channel": {token}}}' for token in ("5", "true", "1.5")),
    *(line(LIKE | {"action": action}).decode() for action in ("ADD", 5, "addremove")),
    *(line(ADVERTISER | {"timezone": zone}).decode() for zone in ("utc", "UT", 5, "UTC ", '"')),
    line(CLICK | {"element": "CTA"}).decode(),
    *(
        "",
        "{",
        "{}",
        "[]",
        "1",
        "null",
        '"x"',
        "[" * 100_000,
        "{" * 5_000,
        '{"a":' * 200_000,
        "\x00",
        "nul",
        " " * 2_000_000,
    ),
)
"""No events: what DuckDB's JSON reader or a hand-written one may let pass."""

RARE = (
    *(_SHARE.replace('"u1"', token) for token in ("-0", "9" * 40, '"a\\/b"', '"\\u0041"')),
    _COMPACT.replace('"u1"', "-0"),
    *(_COMPACT.replace('"u1"', token) for token in ('"a\\"b"', '"a\\\\"', '"\\u0041"')),
    _COMPACT.replace("share", "view")[:-1] + ',"element":"cta"}',
    _SHARE[:-1] + ', "x": {"a": 1}}',
    _SHARE[:-1] + ', "x": 1e400}',
)
"""Events as hardly anybody writes them."""

WRITTEN = (
    _SHARE,
    _COMPACT,
    _SHARE.replace(", ", " ,  "),
    *(
        _SHARE.replace('"u1"', token)
        for token in ("0", "-5", "9" * 19, '"-0"', '" -0"', '"' + "😀" * 128 + '"', '"true"')
    ),
    *(_SHARE[:-1] + f', "{name}": null}}' for name in ("ad_id", "channel", "schema_version")),
    *(_COMPACT[:-1] + f',"{name}":""}}' for name in ("ad_id", "channel", "schema_version")),
    *(_SHARE[:-1] + f', "x": {token}}}' for token in ("null", "true", '"y"', "5", '""')),
    *(_SHARE[:-1] + f', "action": {token}}}' for token in ("null", "true", '"y"', "5")),
    *(
        _SHARE.replace("10:00:00Z", good)
        for good in ("10:00:00.1+05:30", "10:00:00.123456789Z", "23:59:59-23:59")
    ),
    _SHARE.replace('"2024-03-05T10:00:00Z"', "1709632800001"),
    line_with(SHARE, "channel", '"a: null, b,}"').decode(),
    *(line_with(VIEW, "watch_ms", token).decode() for token in ("0", "9007199254740992", "null", '""')),
    line(COMMENT).decode(),
)
"""Events as producers write them."""


def short(text: str) -> str:
    """A line's end, by which a test names it."""
    return ascii(text[-30:])


def _compact(members: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{token}' for name, token in members.items()) + "}"


def every_engagement(ids: Sequence[str] = ('"пост 1"', "7300000000000000000", "-5")) -> Iterator[str]:
    """Of every type: with what it needs, with each other field, with all; ids as the given JSON tokens."""
    for (name, model), surface in product(ENGAGEMENTS.items(), ("organic", "paid")):
        if (name, surface) == ("impression", "organic"):
            continue
        place, other = ("post_id", "ad_id") if surface == "organic" else ("ad_id", "post_id")
        for an_id in ids:
            most = {field: _token(kind, an_id) for field, kind in kinds_of(model).items()}
            most |= {"type": f'"{name}"', "surface": f'"{surface}"'}
            if other == "ad_id":
                del most[other]
            least = {
                field: token
                for field, token in most.items()
                if field in {"type", place} or model.model_fields[field].is_required()
            }
            yield from (_compact(least | {field: token}) for field, token in most.items())
            yield _compact(most)
            if "action" in most:
                yield _compact(most | {"action": '"remove"'})


def _token(kind: Kind, an_id: str) -> str:
    match kind:
        case Id():
            return an_id
        case Integer(choices=choices):
            return str(choices[0] if choices else 15_000)
        case Text(choices=choices):
            return f'"{choices[0] if choices else "a: b, {c}"}"'
    return '"2024-03-05T10:00:00.5+05:30"'
