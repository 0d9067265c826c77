"""The ledger: store, apply, resolve, views, verify.

Lives here: everything that decides and counts.
May not live here: the clock, the network, files of lines, the terminal.

What it offers is loaded when first asked for: reading a store needs no models and no Arrow.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.batch import LINE_SCHEMA, Batch, BatchResult
    from engine.errors import (
        QueryError,
        RuleMismatch,
        StoreDamaged,
        StoreError,
        StoreLocked,
        StoreMissing,
        StoreNewer,
        StoreOlder,
        UnknownId,
        UnknownMetric,
    )
    from engine.explain import ENTRY_COLUMNS, Explanation, explain_ad, explain_event, explain_post
    from engine.ledger import Ledger
    from engine.past import Past
    from engine.position import Position
    from engine.queries import Queries
    from engine.reader import Reader
    from engine.reads import Summary
    from engine.resolve import RULES, AttributionRule
    from engine.verify import Check, Verification
    from engine.version import SCHEMA_VERSION, __version__

__all__ = [
    "ENTRY_COLUMNS",
    "LINE_SCHEMA",
    "RULES",
    "SCHEMA_VERSION",
    "AttributionRule",
    "Batch",
    "BatchResult",
    "Check",
    "Explanation",
    "Ledger",
    "Past",
    "Position",
    "Queries",
    "QueryError",
    "Reader",
    "RuleMismatch",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMissing",
    "StoreNewer",
    "StoreOlder",
    "Summary",
    "UnknownId",
    "UnknownMetric",
    "Verification",
    "__version__",
    "explain_ad",
    "explain_event",
    "explain_post",
]

_HOMES = {
    "AttributionRule": "engine.resolve",
    "Batch": "engine.batch",
    "BatchResult": "engine.batch",
    "Check": "engine.verify",
    "ENTRY_COLUMNS": "engine.explain",
    "Explanation": "engine.explain",
    "LINE_SCHEMA": "engine.batch",
    "Ledger": "engine.ledger",
    "Past": "engine.past",
    "Position": "engine.position",
    "Queries": "engine.queries",
    "QueryError": "engine.errors",
    "RULES": "engine.resolve",
    "Reader": "engine.reader",
    "RuleMismatch": "engine.errors",
    "SCHEMA_VERSION": "engine.version",
    "StoreDamaged": "engine.errors",
    "StoreError": "engine.errors",
    "StoreLocked": "engine.errors",
    "StoreMissing": "engine.errors",
    "StoreNewer": "engine.errors",
    "StoreOlder": "engine.errors",
    "Summary": "engine.reads",
    "UnknownId": "engine.errors",
    "UnknownMetric": "engine.errors",
    "Verification": "engine.verify",
    "__version__": "engine.version",
    "explain_ad": "engine.explain",
    "explain_event": "engine.explain",
    "explain_post": "engine.explain",
}


def __getattr__(name: str) -> object:
    """The public names, from the modules that hold them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
