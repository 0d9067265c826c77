"""The store's file: made, opened, locked, checked for its versions and rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import _duckdb as duckdb  # see connecting

from engine import sql
from engine.connecting import Config, connect, first_line, told
from engine.errors import (
    RESTORE,
    RuleMismatch,
    StoreDamaged,
    StoreNewer,
    StoreOlder,
)
from engine.resolve import RULES, AttributionRule
from engine.version import SCHEMA_VERSION, __version__

_BULK_CHECKPOINT = "1GB"
MEMORY_LIMIT = "1GB"
"""What DuckDB may hold in memory while it writes or verifies, unless told; what does not fit goes to disk."""
LOOKED_UP_ROWS = 400
"""Row ids looked up at once (`engine.picked`): told so, DuckDB leaves out vectors without any of so many."""
_STORAGE = "v1.4.0"
"""The format of a new file: the oldest DuckDB that can read it. Text is smaller and faster than in v1.0."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What a store says of itself: its schema, who wrote it last, with which time zones, and its rule."""

    schema_version: int
    engine_version: str
    tzdata_version: str
    rule: AttributionRule


def create(con: duckdb.DuckDBPyConnection, rule: AttributionRule) -> None:
    """Makes tables, views, comments and the record of versions in an empty database."""
    from schemas import timezones  # noqa: PLC0415 see the package

    con.begin()
    sql.run(con, "store/tables")
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
    """Makes the views and macros of `core`, and the public ones with their comments."""
    from engine import columns  # noqa: PLC0415 see the package
    from engine.views import VIEWS, facts_standing  # noqa: PLC0415

    events = sql.fill("store/unpack", rows="core.packed_events", names="core.names")
    sql.run(con, "store/packing", events=events)
    sql.run(con, "store/standing", **facts_standing("core.standing_facts"))
    for name, parts in VIEWS:
        sql.run(con, name, **parts)
    columns.comment(con)


def renew_views(con: duckdb.DuckDBPyConnection) -> None:
    """Gives a store that another version of the engine wrote, of the same schema, the views of this one."""
    con.begin()
    define_views(con)
    con.execute("UPDATE core.meta SET value = ? WHERE key = 'engine_version'", [__version__])
    con.commit()


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
        "dynamic_or_filter_threshold": LOOKED_UP_ROWS,
        "storage_compatibility_version": _STORAGE,
    }
    con = connect(path, read_only=False, config=config, memory_limit=memory_limit)
    try:
        with told(path):
            if is_empty(con):
                create(con, rule or "impression")
            said = meta(con, path)
            _hold_to_rule(rule, said, path)
            older = said.schema_version < SCHEMA_VERSION
            if older:
                from engine import migrate  # noqa: PLC0415 see the package

                con.close()
                migrate.migrate(path, said.schema_version)
                con = connect(path, read_only=False, config=config, memory_limit=memory_limit)
            if older or said.engine_version != __version__:
                renew_views(con)
                said = meta(con, path)
    except BaseException:
        con.close()
        raise
    return con, said


def open_reader(
    path: Path, memory_limit: str | None = None, spill: Path | None = None
) -> tuple[duckdb.DuckDBPyConnection, Meta]:
    """A read-only connection that can reach nothing outside the file and whose settings cannot be changed.

    Args:
        path: the file.
        memory_limit: DuckDB's, such as `2GB`; its own choice when None.
        spill: a folder of this process's own for what does not fit into memory; beside the file when None.

    Raises:
        ValueError: `memory_limit` is no amount of memory.
        StoreMissing, StoreLocked, StoreNewer, StoreDamaged: it cannot be read.
        StoreOlder: it has an older schema, and reading never migrates.
    """
    config: Config = {"enable_external_access": False}
    if spill is not None:
        config["temp_directory"] = str(spill.absolute())
    con = connect(path, read_only=True, config=config, memory_limit=memory_limit)
    try:
        said = meta(con, path)
        _hold_to_schema(said, path)
    except BaseException:
        con.close()
        raise
    return con, said
