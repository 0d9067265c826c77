"""The contract: models of events and facts, dead letters and why, and the SQL fast lane made of them.

Lives here: models, reasons, JSON Schema, the generated gate, the shipped time zone names, the error family.
May not live here: DuckDB connections, Kafka, files of lines, anything that counts.

What it offers is loaded when first asked for: reading a store needs no models and no Arrow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.engagements import (
        Click,
        Comment,
        Duet,
        Engagement,
        Favorite,
        Follow,
        Impression,
        Like,
        Share,
        Stitch,
        View,
    )
    from schemas.errors import SparktallyError
    from schemas.event import COLUMNS, Event
    from schemas.facts import (
        AdCreated,
        AdvertiserRegistered,
        AuthorizationExtended,
        AuthorizationGranted,
        AuthorizationRevoked,
        Fact,
        PostPublished,
    )
    from schemas.reader import ENGAGEMENT_TYPES, FACT_TYPES, MODELS, AnyEvent, read_line
    from schemas.reasons import CODES, Reason
    from schemas.schema_documents import json_schema

__all__ = [
    "CODES",
    "COLUMNS",
    "ENGAGEMENT_TYPES",
    "FACT_TYPES",
    "MODELS",
    "AdCreated",
    "AdvertiserRegistered",
    "AnyEvent",
    "AuthorizationExtended",
    "AuthorizationGranted",
    "AuthorizationRevoked",
    "Click",
    "Comment",
    "Duet",
    "Engagement",
    "Event",
    "Fact",
    "Favorite",
    "Follow",
    "Impression",
    "Like",
    "PostPublished",
    "Reason",
    "Share",
    "SparktallyError",
    "Stitch",
    "View",
    "json_schema",
    "read_line",
]

_HOMES = {
    "AdCreated": "schemas.facts",
    "AdvertiserRegistered": "schemas.facts",
    "AnyEvent": "schemas.reader",
    "AuthorizationExtended": "schemas.facts",
    "AuthorizationGranted": "schemas.facts",
    "AuthorizationRevoked": "schemas.facts",
    "CODES": "schemas.reasons",
    "COLUMNS": "schemas.event",
    "Click": "schemas.engagements",
    "Comment": "schemas.engagements",
    "Duet": "schemas.engagements",
    "ENGAGEMENT_TYPES": "schemas.reader",
    "Engagement": "schemas.engagements",
    "Event": "schemas.event",
    "FACT_TYPES": "schemas.reader",
    "Fact": "schemas.facts",
    "Favorite": "schemas.engagements",
    "Follow": "schemas.engagements",
    "Impression": "schemas.engagements",
    "Like": "schemas.engagements",
    "MODELS": "schemas.reader",
    "PostPublished": "schemas.facts",
    "Reason": "schemas.reasons",
    "Share": "schemas.engagements",
    "SparktallyError": "schemas.errors",
    "Stitch": "schemas.engagements",
    "View": "schemas.engagements",
    "json_schema": "schemas.schema_documents",
    "read_line": "schemas.reader",
}


def __getattr__(name: str) -> object:
    """The public names, from the modules that hold them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
