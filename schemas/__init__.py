"""The contract: models of events and facts, dead letters and why, and the SQL fast lane made of them.

Lives here: models, reasons, JSON Schema, the generated gate, the shipped time zone names, the error family.
May not live here: DuckDB connections, Kafka, files of lines, anything that counts.
"""

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
