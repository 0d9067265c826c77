"""Lines for the gate: every field of every type with what is (almost) right, traps, damage by chance."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import product

from schemas import COLUMNS, Event
from schemas.json_text import LINE_BYTES_MAX
from schemas.kinds import Id, Instant, Integer, Kind, Text, kinds_of
from schemas.reader import MODELS
from tests.mutation.gate_tokens import (
    BUYING,
    IDS,
    INSTANTS,
    INTEGER_MAX,
    MILLISECONDS,
    MOMENTS_NOT_WHOLE,
    NUMBERS,
    OBJECTIVES,
    ODD,
    SPARK,
    TYPE_TOKENS,
)
from tests.schemas.mutations import mutated
from tests.schemas.traps import DEAD, RARE, WRITTEN
from tests.schemas.valid_lines import valid_lines

Members = dict[str, str]

LONG = 20_000
LONG_INTEGER = str(-(10**18))
AT_THE_LIMIT = (LINE_BYTES_MAX, LINE_BYTES_MAX + 1)
FUZZED = 1200
VALID = 200


def lines() -> list[str]:
    """All of them, each once, in an order that does not change."""
    found: dict[str, None] = {}
    for model in MODELS.values():
        found |= dict.fromkeys(_of_type(model))
    found |= dict.fromkeys(_ads())
    found |= dict.fromkeys(_surfaces())
    found |= dict.fromkeys(_shapes())
    found |= dict.fromkeys(_traps())
    found |= dict.fromkeys(_by_chance())
    return [
        line for line in found if _is_utf8(line) and (len(line) < LONG or len(line.encode()) in AT_THE_LIMIT)
    ]


def _is_utf8(line: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in line)


def text(value: object) -> str:
    """A JSON token."""
    return json.dumps(value, ensure_ascii=False)


def written(members: Members, style: int = 0) -> str:
    """An object in one of three styles: compact, with spaces, and with more of them."""
    comma, colon, ends = ((",", ":", ""), (", ", ": ", ""), (" ,\t", " : ", " "))[style]
    return "{" + ends + comma.join(f'"{name}"{colon}{token}' for name, token in members.items()) + ends + "}"


def base(model: type[Event], *, full: bool) -> Members:
    """The members of a valid event of the type, with what it needs or with all that it may have."""
    name = next(name for name, each in MODELS.items() if each is model)
    members: Members = {"event_id": '"e1"', "type": text(name), "occurred_at": '"2024-03-05T10:00:00Z"'}
    for field, kind in kinds_of(model).items():
        if field not in members and (full or model.model_fields[field].is_required()):
            members[field] = _good(kind)
    members = members | ({"identity_type": '"AUTH_CODE"'} if name == "ad_created" else {})
    if name == "ad_created":
        members |= {"post_id": '"p1"', "auth_code": '"c1"'}
        members |= {"buying_type": '"AUCTION"', "objective_type": '"REACH"'} if full else {}
    if "surface" in members and name != "impression" and not full:
        return _on(members, "organic")
    return _on(members, "paid") | ({"post_id": '"p1"'} if full else {}) if "surface" in members else members


def _on(members: Members, surface: str) -> Members:
    kept = {name: token for name, token in members.items() if name not in {"post_id", "ad_id"}}
    where = {"post_id": '"p1"'} if surface == "organic" else {"ad_id": '"a1"'}
    return kept | {"surface": text(surface)} | where


def _variants(model: type[Event]) -> list[Members]:
    """Valid events of the type with all that they may have: paid and organic, Spark and not."""
    most = base(model, full=True)
    if "surface" in most and model is not MODELS["impression"]:
        return [most, _on(most, "organic")]
    if "identity_type" in most:
        plain = {name: token for name, token in most.items() if name not in {"post_id", "auth_code"}}
        return [most, plain | {"identity_type": '"CUSTOMIZED_USER"'}]
    return [most]


def _good(kind: Kind) -> str:
    match kind:
        case Integer(choices=choices):
            return str(choices[0] if choices else 1000)
        case Text(choices=choices):
            return text(choices[0] if choices else "some")
    return '"i1"'


def _tokens(kind: Kind, *, every: bool) -> Iterator[str]:
    """What decides about a field's own check; with `every` all that is known to be tricky."""
    yield from ODD if every else (*ODD[:6], '["a"]', "1.0", "1e3")
    match kind:
        case Id():
            yield from map(text, IDS if every else ("é" * 128, "x" * 128, "x" * 129))
            yield from map(str, NUMBERS if every else (5, 0, 10**18, 10**19, -(10**17), 1 - 10**19))
        case Instant():
            yield from map(text, INSTANTS if every else INSTANTS[:5])
            yield from map(str, (*MILLISECONDS, *MOMENTS_NOT_WHOLE) if every else ())
        case Integer(choices=choices):
            near = {number + step for number in choices for step in (-1, 0, 1)}
            few = (0, 1, 2, 10, INTEGER_MAX, INTEGER_MAX + 1, -1, 10**19)
            more = (9, 2000, INTEGER_MAX - 1, 10**16, 2**63, 10**18)
            yield from map(str, sorted(near | set(few) | set(more if every else ())))
            yield from ('"12"', '"7"', '"1"')
        case Text(choices=choices):
            for choice in choices if len(choices) <= 16 else choices[:: len(choices) // 3]:
                yield from map(text, (choice, f"{choice}x"))
                yield from map(text, (choice.upper(), choice[:-1], f" {choice}") if every else ())
            yield from ('"some"', '"é"', "5", "-7")
            yield from (text(choices[1] + choices[2]), text('"')) if len(choices) > 2 else ()


def _of_type(model: type[Event]) -> Iterator[str]:
    """Each field with each token, without the field, with it twice; then fields of no meaning."""
    is_carrier = model in {MODELS["view"], MODELS["comment"]}
    for full in (False, True):
        members = base(model, full=full)
        yield from (written(members, style) for style in (0, 1, 2))
        for name, kind in kinds_of(model).items():
            if full or model.model_fields[name].is_required():
                every = is_carrier and full
                yield from (written(members | {name: token}, 0) for token in _tokens(kind, every=every))
                yield written(members | {name: _good(kind)}, 1)
            yield written({key: token for key, token in members.items() if key != name})
    for name, token in product(model.model_fields, ("null", '""', '"x"') if is_carrier else ('"x"',)):
        for style in (0, 1):
            yield f'{written(members, style)[:-1].rstrip()},"{name}":{token}}}'
            yield f'{{"{name}":{token},{written(members, style)[1:]}'
    yield from _ended(model)
    for variant in _variants(model):
        yield from _missing(model, variant)
        yield from _by_length_alone(model, variant)
    yield from _foreign(model, members)
    for name, size in product(members, range(7, 12)):
        if members[name] == '"i1"' or name == "channel":
            yield f"{written(members | {name: text('é' * size)})[:-1]}{_filler(size)}}}"
    if is_carrier:
        yield from _meaningless(members)


def _meaningless(members: Members) -> Iterator[str]:
    for style, token in product((0, 1), (*ODD, '"y"', "5")):
        yield written(members | {"x": token}, style)
        yield written(members | {"x": token, "y": '"z"'}, style)
        yield written({"x": '"null"', **members, "display_name": token}, style)
        yield written({"x": "null", **members, "ad_text": token}, style)
    for ending, style in product((",", ", ", ",\t", " ", ",\n", "\r"), (0, 1)):
        yield written(members, style)[:-1] + ending + "}"


def _ended(model: type[Event]) -> Iterator[str]:
    """Lines with a comma too many, with few fields and with all, organic and paid: to be left."""
    most = base(model, full=True)
    without_post = {name: token for name, token in most.items() if name != "post_id"}
    for members in (base(model, full=False), without_post, *_variants(model)):
        yield from (f"{written(members)[:-1]}{ending}}}" for ending in (",", ", ", " "))


def _missing(model: type[Event], members: Members) -> Iterator[str]:
    """Each optional field null and empty, once and twice, in two styles, alone and with all others."""
    optional = [
        name for name, field in model.model_fields.items() if not field.is_required() and name != "type"
    ]
    for token, style in product(("null", '""'), (0, 1)):
        yield written(members | dict.fromkeys(optional, token), style)
        for one in optional:
            rest = {name: each for name, each in members.items() if name != one}
            yield written(rest | {one: token}, style)
            for again in ("null", '""'):
                yield f'{written(members, style)[:-1].rstrip()},"{one}":{again}}}'
                yield f'{written(rest | {one: token}, style)[:-1].rstrip()},"{one}":{again}}}'
    for one in optional:
        rest = {name: each for name, each in members.items() if name != one}
        yield written(rest | {one: "null", "x": '"y"'}, 0)
        for size in {len(one) + more for more in (5, 6, 7, 8, 9)}:
            yield f"{written(rest)[:-1]}{_filler(size)}}}"
            yield f"{written(rest, 1)[:-1]}{_filler(size)}}}"


def _by_length_alone(model: type[Event], members: Members) -> Iterator[str]:
    """Lines that only their length proves: the regular expression leaves 19 digits below zero."""
    ids = [name for name, kind in kinds_of(model).items() if isinstance(kind, Id) and name in members]
    optional = [
        name for name, field in model.model_fields.items() if not field.is_required() and name != "type"
    ]
    for name, kind in kinds_of(model).items():
        if isinstance(kind, Id) or kind == Text():
            long = ids[0] if name != ids[0] else ids[1]
            yield from (written(members | {long: LONG_INTEGER, name: token}) for token in ('"é"', '":-0"'))
    for one, other, token in product(optional, optional, ("null", '""')):
        rest = {name: each for name, each in members.items() if name not in {one, other}}
        yield written(rest | {ids[0]: LONG_INTEGER, one: token})
    for one, token, style in product(optional, ("null", '""'), (0, 1)):
        rest = {name: each for name, each in members.items() if name != one}
        yield written(rest | {ids[0]: LONG_INTEGER, one: token}, style)


def _filler(size: int) -> str:
    """A member, with the comma before it, no JSON though the lenient reader takes it; of so many bytes."""
    return f',"{"x" * (size - 7)}":NaN' if size >= 7 else ","


def _foreign(model: type[Event], members: Members) -> Iterator[str]:
    """Each column that the type does not own, with what is right elsewhere and what is not: of no meaning."""
    right = {name: _good(kind) for each in MODELS.values() for name, kind in kinds_of(each).items()}
    for name in COLUMNS:
        if name not in model.model_fields:
            for token in ('"x"', "5", "null", '"7"', right[name]):
                yield written(members | {name: token})


def _ads() -> Iterator[str]:
    """Identity types with what they need and forbid, buying and objective types in every pair."""
    plain = base(MODELS["ad_created"], full=False)
    plain = {name: token for name, token in plain.items() if name not in {"post_id", "auth_code"}}
    for identity, post, code in product(SPARK, (None, '"p1"', "null", "5"), (None, '"c1"', '""', "7")):
        given = {"post_id": post, "auth_code": code}
        members = plain | {"identity_type": text(identity)}
        yield written(members | {name: token for name, token in given.items() if token is not None})
    for identity in SPARK:
        members = plain | {"identity_type": text(identity)}
        if identity != "CUSTOMIZED_USER":
            members |= {"post_id": '"p1"'} | ({"auth_code": '"c1"'} if identity == "AUTH_CODE" else {})
        for buying, objective in product((None, *BUYING), (None, *OBJECTIVES)):
            given = {"buying_type": buying, "objective_type": objective}
            yield written(members | {name: text(value) for name, value in given.items() if value is not None})
        for name, token in product(
            ("buying_type", "objective_type", "placement"), ('["a"]', '{"a":"b"}', "5", '""')
        ):
            yield written(members | {name: token})
        for name, token in product(
            ("display_name", "ad_text"), ('"x"', "null", '""', "5", "false", "[]", "{}")
        ):
            yield written(members | {name: token})
            yield written(members | {name: token}, 1)


def _surfaces() -> Iterator[str]:
    """Surfaces with what they need and forbid, for every engagement."""
    for model in MODELS.values():
        if "surface" not in model.model_fields:
            continue
        members = base(model, full=False)
        rest = {name: token for name, token in members.items() if name not in {"surface", "post_id", "ad_id"}}
        tokens = (None, '"i1"', "null", "false")
        for surface, post, ad in product(('"organic"', '"paid"', '"Paid"'), tokens, tokens):
            given = {"surface": surface, "post_id": post, "ad_id": ad}
            yield written(rest | {name: token for name, token in given.items() if token is not None})
        if "comment_id" not in model.model_fields:
            continue
        for action, comment in product((None, '"add"', '"remove"', '"x"'), (None, '"m1"', '""', "true")):
            given = {"action": action, "comment_id": comment}
            yield written(members | {name: token for name, token in given.items() if token is not None})


def _shapes() -> Iterator[str]:
    """Lines of the greatest length and one byte more, unknown types, other documents, odd keys."""
    share = base(MODELS["share"], full=False)
    for style, more in product((0,), (0, 1)):
        room = LINE_BYTES_MAX + more - len(written(share | {"channel": '""'}, style))
        yield written(share | {"channel": f'"{"x" * room}"'}, style)
        yield written(share | {"channel": f'"{"x" * (room % 2)}{"é" * (room // 2)}"'}, style)
    for token in ('""', "9" * 19, "1" + "0" * 18, "0", "-5", "null", "true", str(-(10**17)), '"y"'):
        yield written({"x": token} | share)
        yield written(share | {"x": token})
    for token in TYPE_TOKENS:
        yield written(share | {"type": token})
    for wrapped in ("[{}]", " {}", "{} ", "{}1", "1{}", "{}{}", "{},", '"{}"', "\ufeff{}"):
        yield wrapped.replace("{}", written(share))
    for key in ("Event_id", "event_id ", "\\u0065vent_id", "", " ", "é", '\\"', "\x7f", "\t", "x" * 300):
        yield written(share | {key: '"x"'})
        yield written(share | {key: '"x"'}, 1)
        yield written({key: '"x"'} | share)
    for depth in (1, 2, 62, 63, 64, 65):
        yield written(share | {"deep": "[" * depth + "]" * depth})


def _traps() -> Iterator[str]:
    yield from (*DEAD, *RARE, *WRITTEN)


def _by_chance() -> Iterator[str]:
    turn = random.Random(11)  # noqa: S311 -- the same lines every time
    yield from valid_lines(VALID, 12)
    for line in valid_lines(FUZZED, 13):
        data = mutated(line, turn)
        try:
            yield data.decode()
        except UnicodeDecodeError:
            continue
