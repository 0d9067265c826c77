"""The kinds of value that a field can hold (SEMANTICS 1), how each is read, and its JSON Schema.

A kind stands in a model's annotation (`Annotated[str | None, Id()]`). Its `read` takes what JSON gave
(numbers as `Integral` and `Decimal` tokens) or what a producer passes from Python, and raises
`PydanticCustomError` with a code of `schemas.reasons.CODES`. A missing value never comes to it. The fast lane
renders each kind in SQL.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NoReturn

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from schemas.reasons import CODES
from schemas.tokens import Decimal, Integral

ID_CHARACTERS_MAX = 128
INTEGER_MAX = 2**53
INSTANT_MIN = datetime(2000, 1, 1, tzinfo=UTC)
INSTANT_END = datetime(2100, 1, 1, tzinfo=UTC)
INSTANT_MIN_MS = int(INSTANT_MIN.timestamp()) * 1000
INSTANT_END_MS = int(INSTANT_END.timestamp()) * 1000

_ID = re.compile(rf"[^\x00-\x1f\x7f\ud800-\udfff]{{1,{ID_CHARACTERS_MAX}}}")
_NATURAL = re.compile(r"0|[1-9][0-9]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])"
    r"(?:\.([0-9]+))?(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(ABC):
    """What every kind can do; pydantic meets it as one plain validator and its own JSON Schema."""

    __slots__ = ()

    @abstractmethod
    def read(self, value: Any) -> Any:
        """The value as the models keep it; raises `PydanticCustomError`."""

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of a value that is not missing."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return self.json_schema()


def _refuse(code: str, message: str | None = None) -> NoReturn:
    raise PydanticCustomError(code, "{message}", {"message": message or CODES[code]})


@dataclass(frozen=True, slots=True)
class Id(Kind):
    """Text of 1 to 128 code points without control characters, or a JSON integer whose text is the id."""

    def read(self, value: Any) -> str:
        """The id's text, exactly as written."""
        if type(value) is not str:
            value = _id_text(value)
        if _ID.fullmatch(value):
            return value  # type: ignore[no-any-return]
        if len(value) > ID_CHARACTERS_MAX:
            _refuse("id_too_long", f"an id has at most {ID_CHARACTERS_MAX} characters, this has {len(value)}")
        _refuse("id_characters")

    def json_schema(self) -> dict[str, Any]:
        """Text or an integer; that it has no fraction as written cannot be said."""
        text = {
            "type": "string",
            "minLength": 1,
            "maxLength": ID_CHARACTERS_MAX,
            "pattern": "^[^\\u0000-\\u001f\\u007f]+$",
        }
        return {"anyOf": [text, {"type": "integer"}]}


def _id_text(value: Any) -> str:
    if isinstance(value, str) and not isinstance(value, Decimal):
        return str(value)
    if type(value) is int and value.bit_length() <= 4 * ID_CHARACTERS_MAX:
        return str(value)
    _refuse("not_an_id")


@dataclass(frozen=True, slots=True)
class Integer(Kind):
    """A JSON integer literal without sign, 0 to 2^53, or one of a few."""

    choices: tuple[int, ...] = ()

    def read(self, value: Any) -> int:
        """The number."""
        number = value if type(value) is int else self._number(value)
        if not 0 <= number <= INTEGER_MAX:
            _refuse("integer_out_of_range" if number > 0 else "not_an_integer")
        if self.choices and number not in self.choices:
            _refuse("not_a_choice", f"must be {_listed(self.choices)}")
        return number

    def _number(self, value: Any) -> int:
        if type(value) is not Integral or not _NATURAL.fullmatch(value):
            _refuse("not_an_integer")
        if len(value) > len(str(INTEGER_MAX)):
            _refuse("integer_out_of_range")
        return int(value)

    def json_schema(self) -> dict[str, Any]:
        """An integer within its bounds, or an enum."""
        return (
            {"enum": list(self.choices)}
            if self.choices
            else {"type": "integer", "minimum": 0, "maximum": INTEGER_MAX}
        )


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """JSON text, case-sensitive: any, or one of some choices.

    Args:
        choices: the allowed texts; empty for any text.
        code: what a text outside the choices is called.
        listed: whether messages and JSON Schema list the choices.
    """

    choices: tuple[str, ...] = ()
    code: str = "not_a_choice"
    listed: bool = True

    def read(self, value: Any) -> str:
        """The text, unchanged."""
        if type(value) is not str:
            if not isinstance(value, str) or isinstance(value, Integral | Decimal):
                _refuse("not_text")
            value = str(value)
        if self.choices:
            if value not in self.choices:
                _refuse(self.code, f"must be {_listed(self.choices)}" if self.listed else None)
        elif not value.isascii() and _SURROGATE.search(value):
            _refuse("lone_surrogate")
        return value  # type: ignore[no-any-return]

    def json_schema(self) -> dict[str, Any]:
        """Text, with its choices where they are few."""
        return (
            {"enum": list(self.choices)}
            if self.choices and self.listed
            else {"type": "string", "minLength": 1}
        )


@dataclass(frozen=True, slots=True)
class Instant(Kind):
    """RFC 3339 text with an offset, or integer epoch milliseconds; to the microsecond, 2000 up to 2100."""

    def read(self, value: Any) -> datetime:
        """An aware UTC datetime; further digits are cut. From Python also an aware datetime."""
        if type(value) is str:
            moment = _instant_of_text(value)
        elif isinstance(value, datetime):
            if value.utcoffset() is None:
                _refuse("not_an_instant", "a datetime must have a time zone")
            moment = _in_utc(value)
        else:
            moment = _instant_of_milliseconds(value)
        if not INSTANT_MIN <= moment < INSTANT_END:
            _refuse("instant_out_of_range")
        return moment

    def json_schema(self) -> dict[str, Any]:
        """Date-time text or milliseconds."""
        milliseconds = {"type": "integer", "minimum": INSTANT_MIN_MS, "exclusiveMaximum": INSTANT_END_MS}
        pattern = _INSTANT.pattern.replace("(?:", "(")
        return {"anyOf": [{"type": "string", "pattern": f"^{pattern}$"}, milliseconds]}


def _instant_of_text(value: str) -> datetime:
    found = _INSTANT.fullmatch(value)
    if found is None:
        _refuse("not_an_instant")
    year, month, day, hour, minute, second, fraction, sign, off_hours, off_minutes = found.groups()
    micros = int(fraction[:6].ljust(6, "0")) if fraction else 0
    zone = UTC
    if sign is not None:
        offset = timedelta(hours=int(off_hours), minutes=int(off_minutes))
        zone = timezone(-offset if sign == "-" else offset)
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), micros, zone)
    except ValueError:
        _refuse("not_an_instant", "there is no such day")
    return moment if zone is UTC else _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar, far from the range
        _refuse("instant_out_of_range")


def _instant_of_milliseconds(value: Any) -> datetime:
    if type(value) is Integral:
        if len(value) > len(str(INSTANT_END_MS)):
            _refuse("instant_out_of_range")
        value = int(value)
    if type(value) is not int:
        _refuse("not_an_instant")
    if not INSTANT_MIN_MS <= value < INSTANT_END_MS:
        _refuse(
            "instant_out_of_range", f"{CODES['instant_out_of_range']}; an integer is milliseconds since 1970"
        )
    return _EPOCH + timedelta(milliseconds=value)


def _listed(choices: tuple[object, ...]) -> str:
    return (
        " or ".join((", ".join(map(str, choices[:-1])), str(choices[-1])))
        if len(choices) > 1
        else str(choices[0])
    )


def kind_of(field: FieldInfo) -> Kind | None:
    """The kind that a model's field is annotated with; None for `type`, which is a literal."""
    return next((item for item in field.metadata if isinstance(item, Kind)), None)


def needed_of(model: type[BaseModel]) -> list[str]:
    """The fields that a model's event must have."""
    return [name for name, field in model.model_fields.items() if field.is_required() or name == "type"]


def kinds_of(model: type[BaseModel]) -> dict[str, Kind]:
    """The kinds of a model's fields by name, `type` left out."""
    return {name: kind for name, field in model.model_fields.items() if (kind := kind_of(field))}
