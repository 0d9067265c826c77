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
)
from engine.ledger import Ledger
from engine.reader import Reader
from engine.reads import Summary
from engine.resolve import RULES, AttributionRule
from engine.verify import Check, Verification
from engine.version import SCHEMA_VERSION, __version__

__all__ = [
    "LINE_SCHEMA",
    "RULES",
    "SCHEMA_VERSION",
    "AttributionRule",
    "Batch",
    "BatchResult",
    "Check",
    "Ledger",
    "Position",
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
    "Verification",
    "__version__",
]
