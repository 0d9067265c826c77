"""What every event is and can do; the types themselves are in `engagements` and `facts`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError

from schemas.kinds import Id, Instant, Integer, kinds_of
from schemas.object_schema import object_schema
from schemas.rules import Broken, Rule

COLUMNS: dict[str, str] = {
    "event_id": "VARCHAR",
    "type": "VARCHAR",
    "occurred_at": "TIMESTAMP",
    "actor_id": "VARCHAR",
    "surface": "VARCHAR",
    "post_id": "VARCHAR",
    "ad_id": "VARCHAR",
    "creator_id": "VARCHAR",
    "comment_id": "VARCHAR",
    "new_post_id": "VARCHAR",
    "action": "VARCHAR",
    "channel": "VARCHAR",
    "element": "VARCHAR",
    "watch_ms": "BIGINT",
    "video_duration_ms": "BIGINT",
    "visibility": "VARCHAR",
    "advertiser_id": "VARCHAR",
    "timezone": "VARCHAR",
    "identity_type": "VARCHAR",
    "auth_code": "VARCHAR",
    "campaign_id": "VARCHAR",
    "adgroup_id": "VARCHAR",
    "buying_type": "VARCHAR",
    "objective_type": "VARCHAR",
    "placement": "VARCHAR",
    "duration_days": "BIGINT",
}
"""Columns of an event as a row, with their DuckDB types; those that its type does not own are NULL."""

ENVELOPE = ("event_id", "type", "occurred_at", "schema_version")
NOT_IN_BODY = frozenset({"event_id", "occurred_at", "schema_version"})

_NOTHING: dict[str, object] = dict.fromkeys(COLUMNS)
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Envelope(BaseModel):
    """The fields of every event, apart from its type (SEMANTICS 1, "Envelope of every event")."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False)

    rules: ClassVar[tuple[Rule, ...]] = ()

    event_id: Annotated[str, Id()] = Field(description="Identifies the event, over all types.")
    occurred_at: Annotated[datetime, Instant()] = Field(
        description="When it happened: text with an offset, or epoch milliseconds; kept to the microsecond."
    )
    schema_version: Annotated[int, Integer(choices=(1,))] = Field(
        default=1, description="Version of the contract that the event is written in; a plain number."
    )

    @model_validator(mode="wrap")
    @classmethod
    def _every_rule(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Drop what is missing, read every field, check every rule; all that is wrong is raised at once."""
        if not isinstance(data, Mapping):
            return handler(data)
        given = {name: value for name, value in data.items() if value is not None and value != ""}
        try:
            event = handler(given)
        except ValidationError as error:
            raise _together(cls, given, error) from None
        keys = given.keys()
        broken = [found for rule in cls.rules for found in rule.broken(event.__dict__, keys)]
        if broken:
            raise ValidationError.from_exception_data(
                cls.__name__, [_detail(found, given) for found in broken]
            )
        return event


class Event(Envelope):
    """One event of the log, read and valid."""

    type: str = Field(description="Kind of event; a name.")

    own: ClassVar[tuple[str, ...]]
    body: ClassVar[tuple[tuple[str, object], ...]]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return object_schema(cls)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Note the type's columns, and its body's keys in order with the defaults that are left out."""
        super().__pydantic_init_subclass__(**kwargs)
        fields = cls.model_fields
        cls.own = tuple(name for name in COLUMNS if name in fields)
        defaults = {name: None if name == "type" else fields[name].get_default() for name in fields}
        cls.body = tuple(
            (name, _or_none(defaults[name])) for name in sorted(fields) if name not in NOT_IN_BODY
        )

    def row(self) -> dict[str, object]:
        """The event as `COLUMNS`: None where it has nothing, defaults filled in, the instant naive in UTC."""
        values = self.__dict__
        row = _NOTHING.copy()
        for name in self.own:
            row[name] = values[name]
        row["occurred_at"] = self.occurred_at.replace(tzinfo=None)
        return row

    def canonical(self) -> str:
        """The canonical text of the event's body (SEMANTICS 1, "Duplicates and id conflicts")."""
        values = self.__dict__
        return _compact(
            {
                name: values[name]
                for name, default in self.body
                if (value := values[name]) is not None and value != default
            }
        )

    def line(self) -> str:
        """The NDJSON line, without its LF, that reads back to this event."""
        given = {name: value for name in self.own if (value := self.__dict__[name]) is not None}
        given["occurred_at"] = self.occurred_at.isoformat().replace("+00:00", "Z")
        return _compact(given)


def _or_none(default: object) -> object:
    return default if isinstance(default, str | int) else None


def _together(model: type[Envelope], given: Mapping[str, Any], error: ValidationError) -> ValidationError:
    """The error with the broken rules between those fields that could be read."""
    details = [_again(line) for line in error.errors(include_url=False)]
    told = {detail["loc"][0] for detail in details if detail.get("loc")}
    read = {name: field.default for name, field in model.model_fields.items() if not field.is_required()}
    for name, kind in kinds_of(model).items():
        if name in given and name not in told:
            read[name] = kind.read(given[name])
    broken = (found for rule in model.rules for found in rule.broken(read, given.keys()))
    details += [_detail(found, given) for found in broken if found.path not in told]
    return ValidationError.from_exception_data(model.__name__, details)


def _again(line: Mapping[str, Any]) -> InitErrorDetails:
    code = "unknown_type" if line["type"] == "literal_error" else line["type"]
    return _error(code, line["msg"], line["loc"], line["input"])


def _detail(found: Broken, given: Mapping[str, Any]) -> InitErrorDetails:
    return _error(found.code, found.message, (found.path,), given.get(found.path))


def _error(code: str, message: str, path: tuple[str | int, ...], value: object) -> InitErrorDetails:
    told = PydanticCustomError(code, "{message}", {"message": message})
    return InitErrorDetails(type=told, loc=path, input=value)
