"""Standing facts of an open connection: loads them, and keeps them true as facts come in.

The relations `f_ads`, `f_codes`, `f_posts`, `f_advertisers` and `f_zones` are temporary and follow the
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa

from engine import sql, zones
from engine.codes import Change, resolve_code
from engine.views import facts_standing
from schemas import timezones

_INTERVALS_TYPES: dict[str, pa.DataType] = {
    "auth_code": pa.string(),
    "post_id": pa.string(),
    "number": pa.int32(),
    "starts": pa.timestamp("us"),
    "ends": pa.timestamp("us"),
    "fact": pa.int64(),
    "revoked": pa.bool_(),
}
_INTERVALS = pa.schema(_INTERVALS_TYPES)
_ZONES_TYPES: dict[str, pa.DataType] = {
    "timezone": pa.string(),
    "starts": pa.timestamp("us"),
    "ends": pa.timestamp("us"),
    "offset_s": pa.int64(),
}
_ZONES = pa.schema(_ZONES_TYPES)


def load(con: duckdb.DuckDBPyConnection) -> None:
    """Fills the relations from the store's facts."""
    sql.run(con, "resolve/macros")
    sql.run(con, "store/session")
    sql.run(con, "apply/load_facts")
    add_zones(con)


def add_zones(con: duckdb.DuckDBPyConnection) -> None:
    """Adds the offsets of zones that an advertiser is in and that are not there yet.

    A name that the shipped database does not have is a damaged store's: its days are UTC, and verify says so.
    """
    names = con.execute(
        "SELECT DISTINCT timezone FROM f_advertisers WHERE timezone NOT IN (SELECT timezone FROM f_zones)"
    ).fetchall()
    known = timezones.names()
    rows = [(name, *offset) for (name,) in names if name in known for offset in zones.offsets(name)]
    _insert(con, "INSERT INTO f_zones SELECT * FROM arrow_rows", rows, _ZONES)


def codes_now(con: duckdb.DuckDBPyConnection, codes: str, facts: str = "core.standing_facts") -> None:
    """Makes `b_codes_now`: the intervals, from all standing `facts`, of the codes in the relation `codes`."""
    changes = sql.run(con, "apply/code_facts", codes=codes, facts=facts).fetchall()
    changes.sort(key=lambda row: row[0])
    rows = []
    for auth_code, group in groupby(changes, key=lambda row: row[0]):
        code = resolve_code([Change(*row[1:]) for row in group])
        if code is not None:
            rows += [
                (auth_code, code.grant.post_id, number, each.starts, each.ends, each.fact, interval.revoked)
                for number, interval in enumerate(code.intervals)
                for each in interval.stretches
            ]
    con.execute("CREATE OR REPLACE TEMP TABLE b_codes_now AS SELECT * FROM core.code_intervals LIMIT 0")
    _insert(con, "INSERT INTO b_codes_now SELECT * FROM arrow_rows", rows, _INTERVALS)


def update(con: duckdb.DuckDBPyConnection, facts: str) -> None:
    """Brings the relations up to date with `b_fact_keys`; fills `b_ads_changed` and `b_posts_changed`.

    Args:
        con: with the batch's `b_` relations.
        facts: rows of `core.facts`, of the batches before those of the keys in `b_fact_keys` at least.
    """
    sql.run(con, "apply/facts_near", facts=facts)
    codes_now(con, "b_fact_keys", facts="b_near")
    sql.run(con, "apply/codes_changed")
    sql.run(con, "apply/ads_changed", **facts_standing("b_near"))
    add_zones(con)


def _insert(
    con: duckdb.DuckDBPyConnection, insert: str, rows: Sequence[tuple[Any, ...]], schema: pa.Schema
) -> None:
    if not rows:
        return
    columns = zip(zip(*rows, strict=True), schema, strict=True)
    table = pa.table([pa.array(values, field.type) for values, field in columns], schema=schema)
    with sql.registered(con, "arrow_rows", table):
        con.execute(insert)
