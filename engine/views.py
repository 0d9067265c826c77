"""The files that make the public views and macros, in the order in which they need each other."""

from __future__ import annotations

VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("views/posts", {}),
    ("views/ads", {}),
    *(("views/group_metrics", {"level": level}) for level in ("campaign", "adgroup", "advertiser")),
    ("views/decisions", {}),
    ("views/trail", {}),
)
"""Each file by its name for `engine.sql`, with what its placeholders stand for."""
