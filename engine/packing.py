"""Ids as they are stored: packed into numbers, and unpacked to the texts that were read."""

from __future__ import annotations

PACKED_KEYS = {"post_days": "post_id", "ad_days": "ad_id", "creator_follows": "creator_id"}
"""Tables of sums that have ids as they were read, with the one that their sums over entries have packed."""


def unpacked(rows: str, *names: str, of: str = "core.names") -> str:
    """A SELECT of the same columns as `rows` (a SELECT), with the packed ids in `names` as they were read.

    `of` is `core.names`, or has rows of it, those of the ids at least.
    """
    texts = ", ".join(f"coalesce(n_{name}.name, e.{name}::VARCHAR) AS {name}" for name in names)
    joins = "".join(f" LEFT JOIN {of} AS n_{name} ON e.{name} = n_{name}.code" for name in names)
    return f"SELECT e.* REPLACE ({texts}) FROM ({rows}) AS e{joins}"
