"""The ledger: store, apply, resolve, views, verify.

Lives here: everything that decides and counts.
May not live here: the clock, the network, files of lines, the terminal.
"""

from engine.batch import LINE_SCHEMA, Batch, BatchResult, Position
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
