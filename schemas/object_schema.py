"""JSON Schema of one type of event: its fields, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from schemas.kinds import kinds_of, needed_of
from schemas.rules import Allows, Forbids, Matches, Needs, Rule, When

if TYPE_CHECKING:
    from schemas.event import Event

_MISSING: dict[str, Any] = {"enum": [None, ""]}
UNSAID = (
    "Absent, null and empty fields are the same. JSON Schema cannot say that a key must not be repeated,"
    " that a whole number must be written without fraction and exponent, or that an instant is a real day"
    " from 2000 up to 2100: `sparktally validate` can."
)


def object_schema(model: type[Event]) -> dict[str, Any]:
    """JSON Schema of one type's object."""
    schema: dict[str, Any] = {
        "title": model.__name__,
        "description": f"{' '.join((model.__doc__ or '').split())} {UNSAID}",
        "type": "object",
        "properties": {name: _property(model, name) for name in model.model_fields} | _forbidden(model),
        "required": needed_of(model),
    }
    conditions = [_rule(rule) for rule in model.rules]
    return schema | {"allOf": conditions} if conditions else schema


def _property(model: type[Event], name: str) -> dict[str, Any]:
    field = model.model_fields[name]
    described = {"description": field.description}
    kind = kinds_of(model).get(name)
    if kind is None:
        return {**described, "const": field.default}
    if field.is_required():
        return {**described, **kind.json_schema()}
    default = {} if field.default is None else {"default": field.default}
    return {**described, **default, "anyOf": [kind.json_schema(), _MISSING]}


def _forbidden(model: type[Event]) -> dict[str, Any]:
    """Fields that the type does not own, but forbids under a condition."""
    forbids = (
        rule for rule in model.rules if isinstance(rule, Forbids) and rule.field not in model.model_fields
    )
    return {
        rule.field: {"description": f"Of no meaning here, and not allowed when {rule.when}."}
        for rule in forbids
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {"if": _when(rule.when), "then": {"allOf": list(_then(rule))}}


def _when(when: When) -> dict[str, Any]:
    value = {"not": {"enum": [when.value, None, ""]}} if when.other else {"const": when.value}
    return {"properties": {when.field: value}, "required": [when.field]}


def _then(rule: Rule) -> Iterator[dict[str, Any]]:
    match rule:
        case Needs(field):
            yield {"properties": {field: {"not": _MISSING}}, "required": [field]}
        case Forbids(field):
            yield {"properties": {field: _MISSING}}
        case Allows(field, choices):
            yield {"properties": {field: {"enum": [*choices, None, ""]}}}
        case Matches(first, second, table):
            for key, choices in table:
                given = {"properties": {first: {"const": key}}, "required": [first]}
                yield {"if": given, "then": {"properties": {second: {"enum": [*choices, None, ""]}}}}
