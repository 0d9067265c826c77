"""The one authority on a line: an event, or every reason why it is a dead letter."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field, ValidationError

from schemas.engagements import (
    Click,
    Comment,
    Duet,
    Favorite,
    Follow,
    Impression,
    Like,
    Share,
    Stitch,
    View,
)
from schemas.event import Envelope, Event
from schemas.facts import (
    AdCreated,
    AdvertiserRegistered,
    AuthorizationExtended,
    AuthorizationGranted,
    AuthorizationRevoked,
    PostPublished,
)
from schemas.json_text import read_json
from schemas.reasons import Reason, shown

Engagements = View | Like | Favorite | Comment | Share | Follow | Click | Impression | Duet | Stitch
Facts = (
    PostPublished
    | AdvertiserRegistered
    | AdCreated
    | AuthorizationGranted
    | AuthorizationExtended
    | AuthorizationRevoked
)
AnyEvent = Annotated[Engagements | Facts, Field(discriminator="type")]
"""Every event, as a pydantic type told apart by `type`: for `TypeAdapter` and fields of one's own models."""


def _by_type(*models: type[Event]) -> dict[str, type[Event]]:
    return {model.model_fields["type"].default: model for model in models}


ENGAGEMENTS = _by_type(*get_args(Engagements))
FACTS = _by_type(*get_args(Facts))
MODELS: dict[str, type[Event]] = {**ENGAGEMENTS, **FACTS}
ENGAGEMENT_TYPES = frozenset(ENGAGEMENTS)
FACT_TYPES = frozenset(FACTS)

_VALIDATE = {name: model.__pydantic_validator__.validate_python for name, model in MODELS.items()}


def read_line(line: bytes) -> Event | tuple[Reason, ...]:
    """Read one line by SEMANTICS 1.

    Args:
        line: its bytes, without the LF and the CR, space and tab around it.

    Returns:
        The event; or, for a dead letter, every rule that it breaks, one `Reason` or more. A line whose JSON
        cannot be read has that one reason.
    """
    read = read_json(line)
    if read.fields is None:
        return read.reasons
    if read.reasons:
        return _with_first(read.reasons, _event(read.fields))
    return _event(read.fields)


def _event(fields: dict[str, object]) -> Event | tuple[Reason, ...]:
    name = fields.get("type")
    if type(name) is not str or name not in _VALIDATE:
        return _of_no_type(name, fields)
    try:
        return _VALIDATE[name](fields)  # type: ignore[no-any-return]
    except ValidationError as error:
        return tuple(_reason(detail) for detail in error.errors(include_url=False))


def _of_no_type(name: object, fields: dict[str, object]) -> tuple[Reason, ...]:
    """The reasons of a line whose type is missing or unknown; only the envelope can be checked then."""
    if name is None or name == "":
        first = Reason.at("type", "missing", "every event needs a type")
    else:
        first = Reason.at("type", "unknown_type", f"must be one of {', '.join(MODELS)}", shown(name))
    try:
        Envelope.__pydantic_validator__.validate_python(fields)
    except ValidationError as error:
        return (first, *(_reason(detail) for detail in error.errors(include_url=False)))
    return (first,)


def _with_first(first: tuple[Reason, ...], rest: Event | tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons of the reading, then those of the event, but of a text with a lone surrogate no more."""
    if isinstance(rest, Event):
        return first
    repeated = {reason.path for reason in first if reason.code == "repeated_key"}
    odd = {reason.path for reason in first if reason.code == "lone_surrogate"} - repeated
    return (*first, *(reason for reason in rest if reason.path not in odd))


def _reason(detail: Any) -> Reason:
    path = ".".join(map(str, detail["loc"]))
    value = "" if detail["type"] == "missing" else shown(detail["input"])
    return Reason.at(path, detail["type"], detail["msg"], value)
