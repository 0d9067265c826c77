"""SEMANTICS 1, "A line" and "Missing": from the bytes of a file to JSON objects, or why one is dead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

BYTES_MAX = 1_048_576
DEPTH_MAX = 64
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
AROUND_A_LINE = b" \t\r"

JsonObject = dict[str, Any]


class DeadLetterError(ValueError):
    """The line breaks the law; the text says where."""


@dataclass(frozen=True)
class Integer:
    """A JSON integer literal (no fraction, no exponent), kept as it was written."""

    text: str


@dataclass(frozen=True)
class Decimal:
    """Any other JSON number; no field of the law takes one, but an ignored field may hold it."""

    text: str


def split(data: bytes) -> list[bytes]:
    """A file's lines in reading order: LF ends one, CR, space, tab around it go, blank ones are not read."""
    stripped = [line.strip(AROUND_A_LINE) for line in data.removeprefix(BYTE_ORDER_MARK).split(b"\n")]
    return [line for line in stripped if line]


def parse(line: bytes) -> JsonObject:
    """SEMANTICS 1, "A line": one RFC 8259 JSON object in UTF-8; numbers stay text.

    Raises:
        DeadLetterError: too long, not a JSON object in UTF-8, a repeated key, too deep, a lone surrogate.
    """
    if len(line) > BYTES_MAX:
        raise DeadLetterError(f"over {BYTES_MAX} bytes")
    try:
        value = json.loads(
            line.decode("utf-8"),
            parse_int=Integer,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object_without_repeated_keys,
        )
    except DeadLetterError:
        raise
    except RecursionError as error:
        raise DeadLetterError("nested far too deep") from error
    except ValueError as error:
        raise DeadLetterError(f"not JSON in UTF-8: {error}") from error
    if not isinstance(value, dict):
        raise DeadLetterError("not a JSON object")
    for depth, part in _parts(value):
        if depth > DEPTH_MAX:
            raise DeadLetterError(f"nested deeper than {DEPTH_MAX}")
        if isinstance(part, str) and any("\ud800" <= character <= "\udfff" for character in part):
            raise DeadLetterError("a lone surrogate")
    return value


def is_missing(value: object) -> bool:
    """SEMANTICS 1, "Missing": absent (None here), null and "" are the same thing."""
    return value is None or value == ""


def _refuse_constant(name: str) -> NoReturn:
    raise DeadLetterError(f"{name} is not JSON")


def _object_without_repeated_keys(pairs: list[tuple[str, Any]]) -> JsonObject:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise DeadLetterError("a repeated key")
    return dict(pairs)


def _parts(root: JsonObject) -> Iterator[tuple[int, object]]:
    """Every key and value under `root` with how many objects and arrays are open there, itself included."""
    waiting: list[tuple[int, object]] = [(0, root)]
    while waiting:
        depth_around, part = waiting.pop()
        is_container = isinstance(part, dict | list)
        depth = depth_around + 1 if is_container else depth_around
        yield depth, part
        if isinstance(part, dict):
            waiting += [(depth, inner) for pair in part.items() for inner in pair]
        elif isinstance(part, list):
            waiting += [(depth, inner) for inner in part]
