"""JSON Schema of every type and of their union, made from the models and their rules."""

from __future__ import annotations

from typing import Any

from schemas.object_schema import UNSAID, object_schema
from schemas.reader import MODELS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(type: str | None) -> dict[str, Any]:  # noqa: A002
    """JSON Schema (draft 2020-12) of one type of event, or of any event with `None`.

    Args:
        type: the `type` of the event, such as `view`.

    Raises:
        KeyError: there is no such type.
    """
    if type is not None:
        return {"$schema": _DIALECT, **object_schema(MODELS[type])}
    refs = [{"$ref": f"#/$defs/{name}"} for name in MODELS]
    definitions = {name: object_schema(model) for name, model in MODELS.items()}
    return {
        "$schema": _DIALECT,
        "title": "Event",
        "description": UNSAID,
        "oneOf": refs,
        "$defs": definitions,
    }
