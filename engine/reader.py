"""Reading a store without holding its writer's place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import _duckdb as duckdb  # see connecting

from engine.reads import Reads
from engine.store import open_reader


class Reader(Reads):
    """A read-only connection: nothing is written, nothing outside the file reached, no setting changed."""

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Opens the store at `path`.

        Raises:
            StoreMissing, StoreLocked, StoreNewer, StoreOlder, StoreDamaged: it cannot be read.
        """
        con, said = open_reader(Path(path))
        return cls(con, said.rule, Path(path))

    def _allows(self, kinds: Sequence[duckdb.StatementType]) -> bool:
        """Any one statement, as the file cannot be written; a PIVOT is the types it makes, then a SELECT."""
        return bool(kinds) and all(kind == duckdb.StatementType.CREATE for kind in kinds[:-1])
