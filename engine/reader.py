"""Reading a store without holding its writer's place."""

from __future__ import annotations

from pathlib import Path
from typing import Self

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
        return cls(con, said["rule"])
