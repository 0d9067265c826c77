"""A connection to a store's file: how it is opened, and what DuckDB says is wrong in our words."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import _duckdb as duckdb  # not the package around it, which takes as long to load again (decision 6)

from engine import sql
from engine.errors import RESTORE, StoreDamaged, StoreError, StoreLocked, StoreMissing, StoreOlder

Config = dict[str, str | bool | int | float | list[str]]
ALONE: Config = {
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""What every connection has: nothing is looked up or loaded from outside the file."""
_MAGIC_AT, _MAGIC = 8, b"DUCK"
_OPENING = threading.Lock()
"""Connections of one process to one file share its settings: they are made one after the other."""


def _refuse_strange(path: Path) -> None:
    """DuckDB would open a log as a view of it, and read a prefix such as `md:` as another service's name.

    Raises:
        StoreDamaged: what is there is no DuckDB file.
    """
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC_AT + len(_MAGIC))
    except PermissionError:
        return  # DuckDB says it better, with the rest of its reasons
    if head[_MAGIC_AT:] != _MAGIC:
        raise StoreDamaged(
            "is no DuckDB file" if head else "is an empty file", where=str(path), fix="give another file"
        )


def connect(
    path: Path, *, read_only: bool, config: Config, memory_limit: str | None = None
) -> duckdb.DuckDBPyConnection:
    """Opens the file. A connection that only reads can reach nothing else, and its settings are locked.

    Args:
        path: the file.
        read_only: whether nothing may be written; the file has to be there then.
        config: DuckDB's settings.
        memory_limit: DuckDB's, such as `2GB`; its own choice when None.

    Raises:
        ValueError: `memory_limit` is no amount of memory.
        StoreMissing: it is not there and is only to be read, or no file can be there.
        StoreLocked: another process holds it, or this one in another way.
        StoreDamaged: it is not a DuckDB database, or broken, or of a newer DuckDB.
        StoreError: the disk or memory is full.
    """
    if read_only and not path.exists():
        raise StoreMissing(
            "there is no store",
            where=str(path),
            fix=f"check the path, or make one with: sparktally replay LOG --store {path}",
        )
    _refuse_strange(path)
    if memory_limit is not None:
        _refuse_no_amount(memory_limit)
        config = {**config, "memory_limit": memory_limit}
    there = path.exists()
    try:
        with _OPENING:
            return _set_up(path, read_only=read_only, config=config)
    except UnicodeEncodeError as error:
        where = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        raise StoreMissing(
            "DuckDB opens no file whose name is not UTF-8", where=where, fix="give another name"
        ) from error
    except duckdb.ConnectionException as error:
        raise StoreLocked(
            "this process holds the store already", where=str(path), fix="close it first"
        ) from error
    except duckdb.Error as error:
        ours = _open_error(path, error)
        if not there and type(ours) is StoreError:  # full: what this call began to make is of no use
            path.unlink(missing_ok=True)
        raise ours from error


def _set_up(path: Path, *, read_only: bool, config: Config) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(str(path.absolute()), read_only=read_only, config={**ALONE, **config})
    try:
        # stored instants have no zone: compared with one that has it, they would be taken for the machine's
        _set(con, "TimeZone", "UTC")
        if read_only:
            _set(con, "lock_configuration", True)
    except BaseException:
        con.close()
        raise
    return con


def _set(con: duckdb.DuckDBPyConnection, name: str, value: str | bool) -> None:
    """Sets what cannot be given on opening; a file that this process has open already has it, and locked."""
    if sql.one(con, f"SELECT current_setting('{name}')") != (value,):
        con.execute(f"SET GLOBAL {name} = '{value}'")


BROKEN = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.SerializationException,
    duckdb.InternalException,
    duckdb.FatalException,
    duckdb.TransactionException,
)
"""Errors of DuckDB that are not about the query: the disk, the memory, the file, or a commit that failed."""

_FULL = (
    "no space left", "disk quota", "file too large", "max_temp_directory_size", "out of memory", "allocate",
)  # fmt: skip


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Says in our words what DuckDB finds wrong with the store at `path`, or with the room it has.

    Raises:
        StoreError: the disk or memory is full, and the store is as it was; or it is closed.
        StoreDamaged: the file is broken.
        StoreOlder: its views are of another version of the engine, and have not what this one asks of them.
    """
    try:
        yield
    except BROKEN as error:
        raise _trouble(error, path) from error
    except duckdb.ConnectionException as error:
        raise StoreError("is closed", where=str(path), fix="open it again") from error
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        # of a query of the engine's own: what users ask is answered before it comes here
        raise StoreOlder(
            f"has views of another version of sparktally: {first_line(error)}",
            where=str(path),
            fix="open it for writing once: copy the file, then replay any log into it",
        ) from error


def _is_full(error: Exception, path: Path) -> bool:
    """Whether there is no room; the words of the path itself, which messages have in them, do not count."""
    said = _without(path, str(error)).lower()
    return isinstance(error, duckdb.OutOfMemoryException) or any(text in said for text in _FULL)


def _without(path: Path, message: str) -> str:
    """A message of DuckDB's without the path, which it has as it was given or as links lead."""
    for name in {str(path.resolve()), str(path.absolute())}:
        message = message.replace(name, "")
    return message


def _trouble(error: Exception, path: Path) -> StoreError:
    """One of `BROKEN` in our words: no room, which leaves the store as it was, or a damaged file."""
    if _is_full(error, path):
        fix = (
            "make room on the disk or in memory (smaller batches, a larger limit), then run it again; "
            "the store is as it was"
        )
        return StoreError(f"there is no room: {first_line(error)}", where=str(path), fix=fix)
    return StoreDamaged(f"cannot be read or written: {first_line(error)}", where=str(path), fix=RESTORE)


_NO_FILE = ("ermission denied", "No such file", "Not a directory")


def _open_error(path: Path, error: duckdb.Error) -> StoreError:
    message = first_line(error)
    said = _without(path, message)
    if "set lock on file" in said:
        holder = re.search(r"PID (\d+)", said)
        who = f"process {holder.group(1)}" if holder else "another process"
        return StoreLocked(f"{who} holds the store", where=str(path), fix="wait until it is done, or stop it")
    if path.is_dir() or any(text in said for text in _NO_FILE):
        return StoreMissing(f"cannot be opened: {message}", where=str(path), fix="give a file's path")
    if _is_full(error, path):
        return _trouble(error, path)
    return StoreDamaged(f"cannot be opened: {message}", where=str(path), fix=RESTORE)


@cache
def _refuse_no_amount(memory_limit: str) -> None:
    try:
        duckdb.connect(config={"memory_limit": memory_limit}).close()
    except duckdb.Error as error:
        raise ValueError(f"memory_limit {memory_limit!r}: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """An error's first line."""
    return (str(error).splitlines() or [type(error).__name__])[0]
