"""Merges the rows of one key in the tables of sums, so that reading them stays cheap.

Sums are never the truth (the entries are), so merging them loses nothing; past moments are read from
the entries.
"""

from __future__ import annotations

import duckdb

SUMS: dict[str, tuple[str, ...]] = {
    "packed_post_counts": ("post_id", "day", "type", "side", "click_class"),
    "packed_ad_days": ("ad_id", "day"),
    "packed_creator_follows": ("creator_id",),
    "packed_reach_pairs": ("of_ad", "key", "actor_id"),
    "packed_reach": ("of_ad", "key"),
    "digests": ("part",),
}
"""Each table of sums with its key; every other column is a sum."""
GROWING = ("packed_reach_pairs",)
"""What is never merged: one row a batch and key is little more than one a key, and rows keep their places."""

_ROWS = " UNION ALL ".join(
    f"SELECT '{table}' AS name, count(*) AS n FROM core.{table}" for table in SUMS if table not in GROWING
)
_GROWN = f"""
    SELECT name FROM ({_ROWS}) LEFT JOIN core.meta ON key = 'merged.' || name
    WHERE n > ? * coalesce(value::BIGINT, 0) + ?"""
SLACK_ROWS = 2_000_000
GROWTH = 2


def compact(con: duckdb.DuckDBPyConnection) -> None:
    """Merges every table that has more than doubled since it was last merged, within the open transaction."""
    for (table,) in con.execute(_GROWN, [GROWTH, SLACK_ROWS]).fetchall():
        merge(con, table, SUMS[table])


def merge(con: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...]) -> None:
    """Replaces the rows of each key by their sum, keys in order; keys whose sums are all zero go."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE merged AS {summed(con, table, key)} ORDER BY {', '.join(key)}")
    con.execute(f"DELETE FROM core.{table}")
    con.execute(f"INSERT INTO core.{table} SELECT * FROM merged")
    con.execute("DELETE FROM core.meta WHERE key = ?", [f"merged.{table}"])
    con.execute(
        f"INSERT INTO core.meta SELECT ?, (SELECT count(*) FROM core.{table})::VARCHAR", [f"merged.{table}"]
    )


def summed(con: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...], rows: str | None = None) -> str:
    """A SELECT with one row a key that is not all zero, columns and types as in the table.

    Args:
        con: an open store.
        table: a table of sums.
        key: its key.
        rows: rows in its shape to sum instead of its own.
    """
    sums = value_columns(con, table)
    columns = ", ".join([*key, *(f"sum({name})::{kind} AS {name}" for name, kind in sums)])
    some = " OR ".join(f"sum({name}) <> 0" for name, _ in sums)
    return f"SELECT {columns} FROM {rows or f'core.{table}'} GROUP BY {', '.join(key)} HAVING {some}"


def value_columns(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Name and type of each column of a table of sums that is not its key."""
    rows = con.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE schema_name = 'core' AND table_name = ? ORDER BY column_index",
        [table],
    ).fetchall()
    return [(name, kind) for name, kind in rows if name not in SUMS[table]]
