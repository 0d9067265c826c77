"""The store's file: made, opened, locked, checked for its versions and rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from engine import columns, migrate, sql
from engine.errors import (
    RESTORE,
    RuleMismatch,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreNewer,
    StoreOlder,
)
from engine.resolve import RULES, AttributionRule
from engine.version import SCHEMA_VERSION, __version__
from schemas import timezones

Config = dict[str, str | bool | int | float | list[str]]

_BULK_CHECKPOINT = "1GB"
ALONE: Config = {
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""What every connection has: nothing is looked up or loaded from outside the file."""
_MAGIC_AT, _MAGIC = 8, b"DUCK"


@dataclass(frozen=True, slots=True)
class Meta:
    """What a store says of itself: its schema, who wrote it last, with which time zones, and its rule."""

    schema_version: int
    engine_version: str
    tzdata_version: str
    rule: AttributionRule


def create(con: duckdb.DuckDBPyConnection, rule: AttributionRule) -> None:
    """Makes tables, views, comments and the record of versions in an empty database."""
    con.begin()
    sql.run(con, "store/tables")
    sql.run(con, "store/standing")
    define_views(con)
    con.executemany(
        "INSERT INTO core.meta VALUES (?, ?)",
        [
            ("schema_version", str(SCHEMA_VERSION)),
            ("engine_version", __version__),
            ("tzdata_version", timezones.version()),
            ("rule", rule),
        ],
    )
    con.commit()


def define_views(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the public views and macros, with their comments."""
    for name in ("posts", "ads"):
        sql.run(con, f"views/{name}")
    for level in ("campaign", "adgroup", "advertiser"):
        sql.run(con, "views/group_metrics", level=level)
    for name in ("decisions", "trail"):
        sql.run(con, f"views/{name}")
    columns.comment(con)


def renew_views(con: duckdb.DuckDBPyConnection) -> None:
    """Gives a store that another version of the engine wrote, of the same schema, the views of this one."""
    con.begin()
    sql.run(con, "store/standing")
    define_views(con)
    con.execute("UPDATE core.meta SET value = ? WHERE key = 'engine_version'", [__version__])
    con.commit()


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


def connect(path: Path, *, read_only: bool, config: Config) -> duckdb.DuckDBPyConnection:
    """Opens the file.

    Raises:
        StoreMissing: it is not there and is only to be read.
        StoreLocked: another process holds it, or this one in another way.
        StoreDamaged: it is not a DuckDB database, or broken, or of a newer DuckDB.
    """
    if read_only and not path.exists():
        raise StoreMissing(
            "there is no store",
            where=str(path),
            fix=f"check the path, or make one with: sparktally replay LOG --store {path}",
        )
    _refuse_strange(path)
    try:
        con = duckdb.connect(str(path.absolute()), read_only=read_only, config={**ALONE, **config})
        # stored instants have no zone: compared with one that has it, they would be taken for the machine's
        _set(con, "TimeZone", "UTC")
    except UnicodeEncodeError as error:
        where = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        raise StoreMissing(
            "DuckDB opens no file whose name is not UTF-8", where=where, fix="give another name"
        ) from error
    except duckdb.ConnectionException as error:
        raise StoreLocked(
            "this process holds the store already", where=str(path), fix="close it first"
        ) from error
    except duckdb.IOException as error:
        raise _open_error(path, str(error)) from error
    except duckdb.Error as error:
        raise StoreDamaged(f"cannot be opened: {first_line(error)}", where=str(path), fix=RESTORE) from error
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
        StoreError: the disk or memory is full; the store is as it was.
        StoreDamaged: the file is broken.
    """
    try:
        yield
    except BROKEN as error:
        raise _trouble(error, path) from error


def _trouble(error: Exception, path: Path) -> StoreError:
    """One of `BROKEN` in our words: no room, which leaves the store as it was, or a damaged file."""
    if isinstance(error, duckdb.OutOfMemoryException) or any(text in str(error).lower() for text in _FULL):
        fix = (
            "make room on the disk or in memory (smaller batches), then run it again; the store is as it was"
        )
        return StoreError(f"there is no room: {first_line(error)}", where=str(path), fix=fix)
    return StoreDamaged(f"cannot be read or written: {first_line(error)}", where=str(path), fix=RESTORE)


_NO_FILE = ("ermission denied", "No such file", "Not a directory")


def _open_error(path: Path, message: str) -> Exception:
    if "set lock on file" in message:
        holder = re.search(r"PID (\d+)", message)
        who = f"process {holder.group(1)}" if holder else "another process"
        return StoreLocked(f"{who} holds the store", where=str(path), fix="wait until it is done, or stop it")
    if path.is_dir() or any(text in message for text in _NO_FILE):
        return StoreMissing(
            f"cannot be opened: {message.splitlines()[0]}", where=str(path), fix="give a file's path"
        )
    return StoreDamaged(f"cannot be opened: {message.splitlines()[0]}", where=str(path), fix=RESTORE)


def first_line(error: Exception) -> str:
    """An error's first line."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def is_empty(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the database holds nothing of anybody's."""
    row = con.execute(
        "SELECT (SELECT count(*) FROM duckdb_tables()) "
        "+ (SELECT count(*) FROM duckdb_views() WHERE NOT internal) "
        "+ (SELECT count(*) FROM duckdb_schemas() WHERE NOT internal)"
    ).fetchone()
    return row is not None and row[0] == 0


def meta(con: duckdb.DuckDBPyConnection, path: Path) -> Meta:
    """What the store says of itself.

    Raises:
        StoreNewer: it has a newer schema than this engine knows; nothing more is asked of it.
        StoreDamaged: it does not say all, so it is broken or no store of ours; or it cannot be read.
    """
    try:
        rows: dict[str, str] = dict(con.execute("SELECT key, value FROM core.meta").fetchall())
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise StoreDamaged(
            "is a DuckDB database, but no sparktally store",
            where=str(path),
            fix=f"give another file; of a copy, copy {path.name}.wal beside it too where there is one",
        ) from error
    except duckdb.Error as error:
        raise StoreDamaged(f"cannot be read: {first_line(error)}", where=str(path), fix=RESTORE) from error
    if not rows.get("schema_version", "").isdecimal():
        raise StoreDamaged("does not say which schema it has", where=str(path), fix=RESTORE)
    version = int(rows["schema_version"])
    if version > SCHEMA_VERSION:
        raise StoreNewer(
            f"has schema {version} of sparktally {rows.get('engine_version')}; "
            f"this is {__version__}, schema {SCHEMA_VERSION}",
            where=str(path),
            fix="upgrade sparktally: pip install --upgrade sparktally",
        )
    rule = next((rule for rule in RULES if rule == rows.get("rule")), None)
    if rule is None or not {"engine_version", "tzdata_version"} <= rows.keys():
        raise StoreDamaged("does not say its rule and versions", where=str(path), fix=RESTORE)
    return Meta(version, rows["engine_version"], rows["tzdata_version"], rule)


def _hold_to_rule(rule: str | None, said: Meta, path: Path) -> None:
    if rule is not None and said.rule != rule:
        raise RuleMismatch(
            f"was made with the attribution rule {said.rule}, not {rule}",
            where=str(path),
            fix=f"open it without a rule, or replay the logs into another store: --rule {rule} --store OTHER",
        )


def _hold_to_schema(said: Meta, path: Path) -> None:
    if said.schema_version < SCHEMA_VERSION:
        raise StoreOlder(
            f"has schema {said.schema_version}; reading never migrates, and this is schema {SCHEMA_VERSION}",
            where=str(path),
            fix="copy the file, then replay any log into it: sparktally replay LOG --store FILE",
        )


def open_writer(
    path: Path, rule: AttributionRule | None, memory_limit: str | None
) -> tuple[duckdb.DuckDBPyConnection, Meta]:
    """A connection that holds the file, made or migrated as needed, with what the store says of itself.

    Raises:
        ValueError: `memory_limit` is no amount of memory.
        StoreMissing: no file can be made there.
        StoreLocked, StoreNewer, StoreDamaged: it cannot be written.
        StoreError: the disk or memory is full.
        RuleMismatch: there is no such rule, or the store was made with another.
    """
    if rule is not None and rule not in RULES:
        raise RuleMismatch(f"there is no attribution rule {rule!r}", fix=f"give one of: {', '.join(RULES)}")
    config: Config = {
        "checkpoint_threshold": _BULK_CHECKPOINT,
    }
    if memory_limit is not None:
        _refuse_no_amount(memory_limit)
        config["memory_limit"] = memory_limit
    con = connect(path, read_only=False, config=config)
    try:
        with told(path):
            if is_empty(con):
                create(con, rule or "impression")
            said = meta(con, path)
            _hold_to_rule(rule, said, path)
            older = said.schema_version < SCHEMA_VERSION
            if older:
                con.close()
                migrate.migrate(path, said.schema_version)
                con = connect(path, read_only=False, config=config)
            if older or said.engine_version != __version__:
                renew_views(con)
                said = meta(con, path)
    except BaseException:
        con.close()
        raise
    return con, said


def _refuse_no_amount(memory_limit: str) -> None:
    try:
        duckdb.connect(config={"memory_limit": memory_limit}).close()
    except duckdb.Error as error:
        raise ValueError(f"memory_limit {memory_limit!r}: {first_line(error)}") from error


def open_reader(path: Path) -> tuple[duckdb.DuckDBPyConnection, Meta]:
    """A read-only connection that can reach nothing outside the file and whose settings cannot be changed.

    Raises:
        StoreMissing, StoreLocked, StoreNewer, StoreDamaged: it cannot be read.
        StoreOlder: it has an older schema, and reading never migrates.
    """
    con = connect(
        path,
        read_only=True,
        config={"enable_external_access": False},
    )
    try:
        _set(con, "lock_configuration", True)
        said = meta(con, path)
        _hold_to_schema(said, path)
    except BaseException:
        con.close()
        raise
    return con, said
