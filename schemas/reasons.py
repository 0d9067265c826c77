"""Why a line is a dead letter, as typed data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.tokens import Decimal, Integral

SHOWN_CHARACTERS_MAX = 80

CODES: dict[str, str] = {
    "unreadable": "CSV or Parquet that gives no line here: an unclosed quote, an instant without a zone",
    "too_long": "the line is over 1,048,576 bytes",
    "not_utf8": "the line is not UTF-8",
    "too_deep": "arrays and objects are nested deeper than 64",
    "not_json": "the line is not RFC 8259 JSON",
    "not_an_object": "the line is JSON, but not an object",
    "repeated_key": "a key stands twice in one object",
    "lone_surrogate": "a text or key holds half of a surrogate pair",
    "missing": "a field that this event needs is absent, null or empty",
    "forbidden": "a field that this event may not have is given",
    "unknown_type": "`type` is none of the known ones",
    "not_an_id": "an id is neither text nor a JSON integer",
    "id_too_long": "an id is longer than 128 characters",
    "id_characters": "an id holds a control character",
    "not_an_instant": "an instant is neither RFC 3339 text with an offset nor integer epoch milliseconds",
    "instant_out_of_range": "an instant is before 2000-01-01 or not before 2100-01-01, UTC",
    "not_an_integer": "a number is not a JSON integer literal without sign",
    "integer_out_of_range": "an integer is over 2^53",
    "not_text": "a text field holds something else",
    "not_a_choice": "the value is not in the field's list",
    "unknown_timezone": "the name is not in the time zone database that is shipped",
    "mismatch": "two values do not go together",
}
"""Every code that a `Reason` can have, with what it says in general."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that a line breaks.

    Args:
        path: the field, dotted where it lies inside another (`x.0.key`); empty where the whole line is meant.
        code: one of `CODES`.
        message: one sentence for people.
        value: the offending JSON as text, shortened to 80 characters; empty where nothing is there.
    """

    path: str
    code: str
    message: str
    value: str

    @classmethod
    def at(cls, path: str, code: str, message: str, value: str = "") -> Reason:
        """A reason whose path and value are shortened to 80 characters and can be written as UTF-8."""
        return cls(shortened([path]), code, message, shortened([value]))


def shown(value: object) -> str:
    """A value that was read from JSON, as compact JSON text of at most 80 characters."""
    return shortened(_pieces(value))


def shortened(pieces: Iterable[str]) -> str:
    """The pieces joined, cut to 80 characters (the last then `…`), lone surrogates written as escapes."""
    text = ""
    for piece in pieces:
        text += piece[: SHOWN_CHARACTERS_MAX + 1]
        if len(text) > SHOWN_CHARACTERS_MAX:
            break
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= SHOWN_CHARACTERS_MAX else text[: SHOWN_CHARACTERS_MAX - 1] + "…"


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, Integral | Decimal):
        yield value
    elif isinstance(value, str):
        yield json.dumps(value[: SHOWN_CHARACTERS_MAX + 1], ensure_ascii=False)
    elif isinstance(value, dict):
        yield from _members(
            "{",
            (
                (f"{json.dumps(key[: SHOWN_CHARACTERS_MAX + 1], ensure_ascii=False)}:", v)
                for key, v in value.items()
            ),
            "}",
        )
    elif isinstance(value, list | tuple):
        yield from _members("[", (("", item) for item in value), "]")
    elif value is None or isinstance(value, bool):
        yield json.dumps(value)
    else:
        yield repr(value)  # a producer's own Python value, never one read from JSON


def _members(opening: str, members: Iterable[tuple[str, object]], closing: str) -> Iterator[str]:
    yield opening
    for index, (label, value) in enumerate(members):
        yield f",{label}" if index else label
        yield from _pieces(value)
    yield closing
