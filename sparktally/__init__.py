"""What people touch: the public Python API and the command line. May not live here: rules of attribution.

- `open` gives a `Store`: `replay`, `posts`, `explain`, `export` and all the rest as methods, lists as
  a `Result` for pandas, polars and Arrow. What follows is what it is made of.
- `Ledger` writes a store, `Reader` reads one.
- `replay` takes a `FileSource` (or any other source of batches) into a ledger, `validate` judges one without.
- `explain_event`, `explain_post` and `explain_ad` prove a number of either; `lines_at` finds log lines again;
  `moves` says what moved between two batches, `differences` what differs between two stores.
- `stored_batches` gives a store's own lines, to make another of.
- `redrive` lets mended lines count for dead letters.
- `Batch`, with lines of `LINE_SCHEMA` and a `Position` for each source, is what `Ledger.apply` takes;
  `BatchResult` is what became of it.
- `SparktallyError` is the family of errors that a user can mend: `StoreLocked`, `SourceChanged` and others.

They are loaded when first asked for, after `neighbours` made sure that Python finds our packages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sparktally import neighbours

if TYPE_CHECKING:
    from engine import (
        ENTRY_COLUMNS,
        LINE_SCHEMA,
        AttributionRule,
        Batch,
        BatchResult,
        Check,
        Explanation,
        Ledger,
        Past,
        Position,
        Queries,
        QueryError,
        Reader,
        RuleMismatch,
        StoreDamaged,
        StoreError,
        StoreLocked,
        StoreMissing,
        StoreNewer,
        StoreOlder,
        Summary,
        UnknownId,
        UnknownMetric,
        Verification,
        __version__,
        explain_ad,
        explain_event,
        explain_post,
    )
    from engine.difference import differences
    from engine.moves import Move, moves
    from engine.rebuild import stored_batches
    from schemas import Reason
    from schemas.errors import SparktallyError
    from sparktally.errors import UserError
    from sparktally.results import Result
    from sparktally.store import Store, open  # noqa: A004 `sparktally.open` it is to be
    from streams.errors import SourceChanged, SourceDamaged, SourceError, SourceFormat, SourceMissing
    from streams.files import FileSource
    from streams.lookup import lines_at
    from streams.redrive import Redriven, redrive
    from streams.replay import ReplayResult, replay
    from streams.source import Progress, Source
    from streams.validate import Example, Report, validate

__all__ = [
    "ENTRY_COLUMNS",
    "LINE_SCHEMA",
    "AttributionRule",
    "Batch",
    "BatchResult",
    "Check",
    "Example",
    "Explanation",
    "FileSource",
    "Ledger",
    "Move",
    "Past",
    "Position",
    "Progress",
    "Queries",
    "QueryError",
    "Reader",
    "Reason",
    "Redriven",
    "ReplayResult",
    "Report",
    "Result",
    "RuleMismatch",
    "Source",
    "SourceChanged",
    "SourceDamaged",
    "SourceError",
    "SourceFormat",
    "SourceMissing",
    "SparktallyError",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMissing",
    "StoreNewer",
    "StoreOlder",
    "Summary",
    "UnknownId",
    "UnknownMetric",
    "UserError",
    "Verification",
    "__version__",
    "differences",
    "explain_ad",
    "explain_event",
    "explain_post",
    "lines_at",
    "moves",
    "open",
    "redrive",
    "replay",
    "stored_batches",
    "validate",
]

_HOMES = {
    "Example": "streams.validate",
    "FileSource": "streams.files",
    "Progress": "streams.source",
    "Reason": "schemas",
    "Redriven": "streams.redrive",
    "ReplayResult": "streams.replay",
    "Report": "streams.validate",
    "Result": "sparktally.results",
    "Store": "sparktally.store",
    "UserError": "sparktally.errors",
    "open": "sparktally.store",
    "Source": "streams.source",
    "SourceChanged": "streams.errors",
    "SourceDamaged": "streams.errors",
    "SourceError": "streams.errors",
    "SourceFormat": "streams.errors",
    "SourceMissing": "streams.errors",
    "SparktallyError": "schemas.errors",
    "lines_at": "streams.lookup",
    "Move": "engine.moves",
    "differences": "engine.difference",
    "stored_batches": "engine.rebuild",
    "moves": "engine.moves",
    "redrive": "streams.redrive",
    "replay": "streams.replay",
    "validate": "streams.validate",
}
"""The modules of those names that are not in `engine` itself."""

neighbours.check()


def __getattr__(name: str) -> object:
    """The public names, from the packages that hold them.

    Raises:
        ImportError: a module beside the caller hides one of sparktally's packages (see `neighbours`).
    """
    if name not in __all__:
        raise AttributeError(f"module 'sparktally' has no attribute {name!r}")
    neighbours.check()
    return getattr(import_module(_HOMES.get(name, "engine")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
