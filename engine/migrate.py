"""Brings an older store forward: a copy is migrated and swapped in, so that a crash leaves the old one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import duckdb

from engine import sql
from engine.errors import RESTORE, StoreDamaged, StoreError
from engine.version import SCHEMA_VERSION

Migration = Callable[[duckdb.DuckDBPyConnection], None]

FILES: Mapping[int, tuple[str, ...]] = {1: ("migrate/redrives", "migrate/packing")}
"""From which schema version, the files of `engine.sql` that make the next one of it, in order."""


def _run(con: duckdb.DuckDBPyConnection, *, files: tuple[str, ...]) -> None:
    for name in files:
        sql.run(con, name)


MIGRATIONS: Mapping[int, Migration] = {step: partial(_run, files=files) for step, files in FILES.items()}
"""From which schema version, what to do on the copy to reach the next."""


def migrate(
    path: Path, version: int, migrations: Mapping[int, Migration] = MIGRATIONS, target: int = SCHEMA_VERSION
) -> None:
    """Migrates the tables of the closed store at `path` from schema `version` to `target`; not its views.

    Args:
        path: the store's file; no process may hold it.
        version: the schema that it has.
        migrations: the steps by the version they start from.
        target: the schema to reach.

    Raises:
        StoreDamaged: no released sparktally has made such a schema.
        StoreError: what was committed last is in the write-ahead log beside the file, and not yet in it.
        OSError, duckdb.Error: the copy cannot be made or migrated; it is removed, and the store is as it was.
    """
    missing = [step for step in range(version, target) if step not in migrations]
    if missing:
        raise StoreDamaged(f"has schema {missing[0]}, which no release wrote", where=str(path), fix=RESTORE)
    if _wal(path).exists():
        raise StoreError(
            "its write-ahead log could not be merged into it", where=str(path), fix="make room on the disk"
        )
    copy = path.with_name(f"{path.name}.migrating")
    _remove(copy)
    try:
        shutil.copyfile(path, copy)
        with duckdb.connect(str(copy)) as con:
            con.begin()
            for step in range(version, target):
                migrations[step](con)
            con.execute("UPDATE core.meta SET value = ? WHERE key = 'schema_version'", [str(target)])
            con.commit()
            con.execute("CHECKPOINT")
    except BaseException:
        _remove(copy)
        raise
    copy.replace(path)


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _remove(copy: Path) -> None:
    for left in (copy, _wal(copy)):
        left.unlink(missing_ok=True)
