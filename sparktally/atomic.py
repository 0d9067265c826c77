"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sparktally.errors import UserError


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes its name at the end; on an error nothing is left and nothing replaced.

    Raises:
        UserError: its folder is not there.
    """
    if not path.parent.is_dir():
        raise UserError("no such folder", where=str(path.parent), fix="make it, or write somewhere else")
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def check_target(path: Path, store: Path, *, force: bool) -> None:
    """See that writing a file loses nothing: never the store, and what is there only when that was asked for.

    Args:
        path: the file to write.
        store: the ledger's file.
        force: whether a file that is there may be replaced.

    Raises:
        UserError: it is the store or belongs to it, is no file, or is there and not to be replaced.
    """
    if _belongs_to(path, store):
        raise UserError("that is the store itself", where=str(path), fix="write to another file")
    check_new(path, force=force)


def check_new(path: Path, *, force: bool) -> None:
    """See that writing a file replaces what is there only when that was asked for.

    Args:
        path: the file to write.
        force: whether a file that is there may be replaced.

    Raises:
        UserError: it is no file, or is there and not to be replaced.
    """
    if path.exists() and not path.is_file():
        raise UserError("that is no file", where=str(path), fix="give a file's path")
    if os.path.lexists(path) and not force:
        raise UserError("there is a file already", where=str(path), fix="write to another, or give --force")


def _belongs_to(path: Path, store: Path) -> bool:
    """Whether `path` is the store, by whatever name, or one of the files that are kept beside it."""
    if path.exists() and store.exists() and path.samefile(store):
        return True
    target, home = path.resolve(), store.resolve()
    names = (f"{home.name}.wal", f"{home.name}.tmp", f"{home.name}.redriven.ndjson")
    return target.parent == home.parent and target.name.startswith(names)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
