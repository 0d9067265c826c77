"""The files that make the public views and macros, in the order in which they need each other."""

from __future__ import annotations

from engine import sql
from engine.packing import post_days

VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "views/posts",
        {
            "days": post_days("core.post_counts"),
            "posts": post_days("core.post_counts", key="post_id"),
            "cells": sql.fill("views/post_cells"),
        },
    ),
    ("views/ads", {}),
    *(("views/group_metrics", {"level": level}) for level in ("campaign", "adgroup", "advertiser")),
    ("views/decisions", {}),
    ("views/trail", {}),
)
"""Each file by its name for `engine.sql`, with what its placeholders stand for."""


def facts_standing(facts: str) -> dict[str, str]:
    """The parts of `store/standing` and `apply/ads_changed`: SELECTs over a relation of standing facts."""
    files = {"ads": "standing_ads", "posts": "post_facts", "advertisers": "advertiser_facts"}
    return {part: sql.fill(f"store/{file}", facts=facts) for part, file in files.items()}
