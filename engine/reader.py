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
    def open(
        cls, path: str | Path, *, memory_limit: str | None = None, spill: str | Path | None = None
    ) -> Self:
        """Opens the store at `path`.

        Args:
            path: the file.
            memory_limit: DuckDB's, such as `2GB`; its own choice, most of the machine's, when None. All that
                have a file open in one process share it.
            spill: a folder of this process's own for what does not fit into memory. When None, one beside the
                file, which two processes must not need at once.

        Raises:
            ValueError: `memory_limit` is no amount of memory.
            StoreMissing, StoreLocked, StoreNewer, StoreOlder, StoreDamaged: it cannot be read.
        """
        con, said = open_reader(Path(path), memory_limit, None if spill is None else Path(spill))
        return cls(con, said.rule, Path(path))

    def _allows(self, kinds: Sequence[duckdb.StatementType]) -> bool:
        """Any one statement, as the file cannot be written; a PIVOT is the types it makes, then a SELECT."""
        return bool(kinds) and all(kind == duckdb.StatementType.CREATE for kind in kinds[:-1])
