"""Ids as they are stored: packed into numbers, and unpacked to the texts that were read."""

from __future__ import annotations

from engine import sql

SUMMED = ("post_counts", "ad_days", "creator_follows")
"""What entries add to their sums, a file of `sums/` each; the table is `core.packed_` and its name."""


def post_days(counts: str, key: str = "post_id, day") -> str:
    """A SELECT of a row a post and day, or what else the key is, of a relation as `core.post_counts`."""
    return sql.fill("sums/post_days", counts=counts, key=key)


def post_days_of(entries: str) -> str:
    """The same of entries (see `sums/entries.sql`)."""
    return post_days(f"(\n{sql.fill('sums/post_counts', entries=entries)})")


def unpacked(rows: str, *names: str) -> str:
    """A SELECT of the same columns as `rows` (a SELECT), with the packed ids in `names` as they were read."""
    texts = ", ".join(f"coalesce(n_{name}.name, e.{name}::VARCHAR) AS {name}" for name in names)
    joins = "".join(f" LEFT JOIN core.names AS n_{name} ON e.{name} = n_{name}.code" for name in names)
    return f"SELECT e.* REPLACE ({texts}) FROM ({rows}) AS e{joins}"
