"""The digest of a store: equal for equal sets of lines under one rule, whatever the order, batches, restarts.

Sub-digests `bodies`, `placements` and the event part of `exceptions` are kept up with every batch; `totals`,
the fact part of `exceptions` and `dead` are made from their tables when asked. All are sums of the two 64-bit
halves of an md5 as exact integers.
"""

from __future__ import annotations

import hashlib
import json

import duckdb

from engine import sql
from engine.compact import SUMS, summed
from engine.packing import SUMMED, post_days, unpacked
from engine.resolve import AttributionRule

PARTS = ("bodies", "placements", "exceptions", "totals", "dead")
SUMMED_TABLES = tuple(f"packed_{name}" for name in (*SUMMED, "reach"))
"""The sums that are totals."""
_KEYS = {
    "post_days": ("post_id", "day"), "ad_days": ("ad_id", "day"), "creator_follows": ("creator_id",),
    "reach": ("key", "of_ad"),
}  # fmt: skip
"""By the name that its texts begin with, the key of each total, its packed id first."""
Sums = dict[str, tuple[int, int]]


def body_text(*, facts: bool = True) -> str:
    """A SQL expression over the contract's columns: the text of a body, alike exactly when the bodies are.

    Args:
        facts: whether facts may be among the bodies; for engagements alone it is cheaper to plan.
    """
    from schemas.canonical import canonical_sql  # noqa: PLC0415 the models take a while, and reading needs none

    return sql.fill("store/body", canonical=canonical_sql() if facts else "NULL")


def kept(con: duckdb.DuckDBPyConnection) -> Sums:
    """The running sub-digests."""
    return _sums(con, "SELECT part, sum(low), sum(high) FROM core.digests GROUP BY part")


def of_entries(con: duckdb.DuckDBPyConnection, bodies: str, entries: str) -> Sums:
    """The running sub-digests as the relations `bodies` and `entries` alone would make them."""
    return _sums(con, sql.fill("store/entry_digests", bodies=bodies, entries=entries, names="core.names"))


def of_tables(con: duckdb.DuckDBPyConnection, totals: str | None = None) -> Sums:
    """The sub-digests that are made when asked, of the store's own totals or of others, a text a row."""
    return _sums(con, sql.fill("store/table_digests", totals=totals or store_totals(con)))


def store_totals(con: duckdb.DuckDBPyConnection) -> str:
    """A SELECT of one text a row of the store's totals."""
    rows = {name: f"({summed(con, name, SUMS[name])})" for name in SUMMED_TABLES}
    rows["packed_post_counts"] = "core.packed_post_counts"
    return totals_text(con, rows, "SELECT * FROM core.post_boosts")


def totals_text(con: duckdb.DuckDBPyConnection, sums: dict[str, str], boosts: str) -> str:
    """A SELECT of one text a row.

    Args:
        con: an open store.
        sums: a relation of the rows of each of `SUMMED_TABLES`, a row a key; several of a post's counts.
        boosts: a SELECT with `first_boosted_at` by post.
    """
    rows = {name: sums[f"packed_{name}"] for name in ("ad_days", "creator_follows", "reach")}
    days = f"(FROM ({post_days(sums['packed_post_counts'])}) WHERE placements <> 0)"
    parts = [_row_text(con, name, of) for name, of in ({"post_days": days} | rows).items()]
    parts.append(
        f"SELECT 'first_boosts' || t::VARCHAR FROM ({boosts}) AS t WHERE first_boosted_at IS NOT NULL"
    )
    return " UNION ALL ".join(parts)


def _row_text(con: duckdb.DuckDBPyConnection, name: str, rows: str) -> str:
    """A SELECT of a name and a row as DuckDB spells a struct, in half the time that a cast of it takes."""
    columns = [column for column, *_ in con.execute(f"FROM {rows} LIMIT 0").description]
    keys = _KEYS[name]
    key = ", ".join(f"'{column}': {column}" for column in columns if column in keys)
    values = ", ".join(f"', ''{column}'': ', {column}" for column in columns if column not in keys)
    text = f"concat('{name}', left({{{key}}}::VARCHAR, -1), {values}, '}}')"
    return f"SELECT {text} AS t FROM ({unpacked(f'FROM {rows}', keys[0])})"


def add(*sums: Sums) -> Sums:
    """The part-wise sum; `fact_exceptions` goes into `exceptions`."""
    total: Sums = {}
    for each in sums:
        for part, (low, high) in each.items():
            name = "exceptions" if part == "fact_exceptions" else part
            before = total.get(name, (0, 0))
            total[name] = (before[0] + low, before[1] + high)
    return total


def text(sums: Sums, rule: AttributionRule) -> str:
    """The one digest: SHA-256, in hexadecimal, of the rule and the sub-digests."""
    said = {part: [str(half) for half in sums.get(part, (0, 0))] for part in PARTS}
    return hashlib.sha256(json.dumps({"rule": rule, **said}, sort_keys=True).encode()).hexdigest()


def digest(con: duckdb.DuckDBPyConnection, rule: AttributionRule) -> str:
    """The store's digest, from what it keeps."""
    return text(add(kept(con), of_tables(con)), rule)


def _sums(con: duckdb.DuckDBPyConnection, query: str) -> Sums:
    return {part: (int(low), int(high)) for part, low, high in con.execute(query).fetchall()}
