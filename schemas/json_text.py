"""From the bytes of one line to a JSON object: RFC 8259 as SEMANTICS 1, "A line", narrows it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schemas.reasons import CODES, SHOWN_CHARACTERS_MAX, Reason, shown
from schemas.tokens import Decimal, Integral

LINE_BYTES_MAX = 1_048_576
NESTING_MAX = 64

_STRINGS_AND_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_PAIRS_AND_BACKSLASHES = re.compile(r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class _RepeatedKeyError(Exception):
    """Raised by the quick decoder; the careful one then says which."""


class _ConstantError(ValueError):
    """NaN, Infinity or -Infinity, which are not JSON."""


class _Repeating(dict[str, object]):
    """An object in which some keys may stand more than once; the last value of each is its value."""

    pairs: list[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class JsonLine:
    """What a line's bytes came to: its object, where it is one, and what the reading itself found wrong."""

    fields: dict[str, object] | None
    reasons: tuple[Reason, ...] = ()


def too_long(length: int) -> Reason:
    """Why a line of so many bytes is not read."""
    message = f"the line has {length:,} bytes; at most {LINE_BYTES_MAX:,} are read"
    return Reason.at("", "too_long", message)


def read_json(line: bytes) -> JsonLine:
    """Read a line's JSON object; numbers stay text (`Integral`, `Decimal`).

    A line that is too long, not UTF-8, too deep or not JSON has that one reason and is read no further;
    repeated keys and lone surrogates are all listed, in every value of a repeated key, beside the object with
    the last value of each.
    """
    if len(line) > LINE_BYTES_MAX:
        return JsonLine(None, (too_long(len(line)),))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        bad = line[error.start : error.start + 1].hex()
        return _refused("not_utf8", f"byte {error.start} of the line is not UTF-8", f"0x{bad}")
    if text.count("[") + text.count("{") > NESTING_MAX and _nesting_exceeds(text, NESTING_MAX):
        return _refused("too_deep", CODES["too_deep"])
    try:
        return _decoded(text)
    except json.JSONDecodeError as error:
        near = text[error.pos : error.pos + 40]
        return _refused("not_json", f"{error.msg} (character {error.pos} of the line)", near)
    except _ConstantError as error:
        return _refused("not_json", str(error))


def _decoded(text: str) -> JsonLine:
    try:
        value = _quick(text)
        odd = "\\u" in text and _SURROGATE_ESCAPE.search(_PAIRS_AND_BACKSLASHES.sub(" ", text)) is not None
    except _RepeatedKeyError:
        value, odd = _careful(text), True
    found = tuple(_irregularities(value, "")) if odd else ()
    if isinstance(value, dict):
        return JsonLine(value, found)
    return JsonLine(None, (Reason.at("", "not_an_object", CODES["not_an_object"], shown(value)), *found))


def _refused(code: str, message: str, value: str = "") -> JsonLine:
    return JsonLine(None, (Reason.at("", code, message, value),))


def _nesting_exceeds(text: str, limit: int) -> bool:
    depth = 0
    for token in _STRINGS_AND_BRACKETS.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
                if depth > limit:
                    return True
            case "]" | "}":
                depth -= 1
    return False


def _irregularities(value: object, path: str) -> Iterator[Reason]:
    """Every repeated key and every lone surrogate in a value, in order; its nesting is bounded already."""
    if isinstance(value, dict):
        pairs = value.pairs if isinstance(value, _Repeating) else value.items()
        for key, times in Counter(key for key, _ in pairs).items():
            if times > 1:
                yield Reason.at(_below(path, key), "repeated_key", f"the key {key!a} stands more than once")
        for key, inner in pairs:
            if _SURROGATE.search(key):
                yield Reason.at(_below(path, key), "lone_surrogate", "the key holds a lone surrogate")
            yield from _irregularities(inner, _below(path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _irregularities(inner, _below(path, str(index)))
    elif isinstance(value, str) and _SURROGATE.search(value):
        yield Reason.at(path, "lone_surrogate", "the text holds a lone surrogate", shown(value))


def _below(path: str, key: str) -> str:
    if len(path) > SHOWN_CHARACTERS_MAX:
        return (
            path  # it is cut there in any case; growing it at every level would cost the square of the line
        )
    return f"{path}.{key}" if path else key


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RepeatedKeyError
    return found


def _repeating(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = _Repeating(pairs)
    found.pairs = pairs
    return found


def _no_constant(name: str) -> object:
    raise _ConstantError(f"{name} is not JSON")


def _decoder(hook: Callable[[list[tuple[str, object]]], dict[str, object]]) -> Callable[[str], object]:
    decoder = json.JSONDecoder(
        object_pairs_hook=hook,
        parse_int=Integral,
        parse_float=Decimal,
        parse_constant=_no_constant,
        strict=True,
    )
    return decoder.decode


_quick = _decoder(_unrepeated)
_careful = _decoder(_repeating)
