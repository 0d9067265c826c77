"""The digest of a store: equal for equal sets of lines under one rule, whatever the order, batches or restarts.

Sub-digests `bodies`, `placements` and the event part of `exceptions` are kept up with every batch; `totals`, the fact
part of `exceptions` and `dead` are made from their tables when asked. All are sums of the two 64-bit halves of an md5
as exact integers.
"""

from __future__ import annotations

import hashlib
import json

import duckdb

from engine import sql
from engine.compact import SUMS, summed
from engine.resolve import Rule

PARTS = ("bodies", "placements", "exceptions", "totals", "dead")
Sums = dict[str, tuple[int, int]]


def kept(con: duckdb.DuckDBPyConnection) -> Sums:
    """The running sub-digests."""
    rows = con.execute("SELECT part, sum(low), sum(high) FROM core.digests GROUP BY part").fetchall()
    return {part: (int(low), int(high)) for part, low, high in rows}


def of_tables(con: duckdb.DuckDBPyConnection) -> Sums:
    """The sub-digests that are made when asked; `fact_exceptions` is the rest of `exceptions`."""
    rows = sql.run(con, "store/table_digests", totals=totals_rows(con)).fetchall()
    return {part: (int(low), int(high)) for part, low, high in rows}


def totals_rows(con: duckdb.DuckDBPyConnection) -> str:
    """A SELECT of one text a row of the sums that are public."""
    parts = []
    for table in ("post_days", "ad_days", "creator_follows", "reach"):
        parts.append(f"SELECT '{table}' || rows::VARCHAR AS t FROM ({summed(con, table, SUMS[table])}) AS rows")
    parts.append("SELECT 'first_boosts' || b::VARCHAR FROM core.post_boosts AS b WHERE first_boosted_at IS NOT NULL")
    return " UNION ALL ".join(parts)


def add(*sums: Sums) -> Sums:
    """The part-wise sum."""
    total: Sums = {}
    for each in sums:
        for part, (low, high) in each.items():
            name = "exceptions" if part == "fact_exceptions" else part
            before = total.get(name, (0, 0))
            total[name] = (before[0] + low, before[1] + high)
    return total


def text(sums: Sums, rule: Rule) -> str:
    """The one digest: SHA-256, in hexadecimal, of the rule and the sub-digests."""
    said = {part: [str(half) for half in sums.get(part, (0, 0))] for part in PARTS}
    return hashlib.sha256(json.dumps({"rule": rule, **said}, sort_keys=True).encode()).hexdigest()


def digest(con: duckdb.DuckDBPyConnection, rule: Rule) -> str:
    """The store's digest, from what it keeps."""
    return text(add(kept(con), of_tables(con)), rule)
