"""Where a reader of this process puts what does not fit into memory."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory


def spill_folder(store: Path) -> Path:
    """A folder of this process's own: DuckDB makes it when it needs it, and removes it when it is done.

    It is beside the store, whose disk has room for things of that size, or where nothing can be written
    there, in the system's folder for such things (`TMPDIR`). Several processes may read a store at once, and
    DuckDB's own choice, `STORE.tmp`, would be the same for all of them.
    """
    file = store.absolute()
    name = f"{file.name}.{_own()}.tmp"
    if os.access(file.parent, os.W_OK):
        return file.with_name(name)
    return Path(_elsewhere().name, name)


@cache
def _own() -> str:
    """What no other process has: where containers share a folder, its number is no such thing."""
    return token_hex(4)


@cache
def _elsewhere() -> TemporaryDirectory[str]:
    """A folder that no other user sees; it goes with the process."""
    return TemporaryDirectory(prefix="sparktally-")
