"""What can be wrong with a store, for its user to mend. All are of the one family in `schemas.errors`."""

from __future__ import annotations

from typing import ClassVar

from schemas.errors import SparktallyError

RESTORE = "restore a copy, or rebuild it by replaying its logs into a new store"
"""What to do about a file that is broken."""


class StoreError(SparktallyError):
    """The store cannot be used as it is."""

    exit_code: ClassVar[int] = 3


class StoreMissing(StoreError):
    """There is no store at the path."""

    exit_code: ClassVar[int] = 2


class StoreLocked(StoreError):
    """Another process holds the store's file."""


class StoreNewer(StoreError):
    """A newer sparktally wrote the store."""


class StoreOlder(StoreError):
    """An older sparktally wrote the store, and it was opened for reading alone, which never migrates."""


class StoreDamaged(StoreError):
    """The file is no DuckDB database, or not one of ours, or broken."""


class RuleMismatch(SparktallyError):
    """The store was made with another attribution rule."""


class QueryError(SparktallyError):
    """A query that DuckDB refused."""


class UnknownId(SparktallyError):
    """Nothing of that id is in the store."""


class UnknownMetric(SparktallyError):
    """A column that is no counter of what was asked about."""
