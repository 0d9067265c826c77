"""Per-post totals by a loop over the lines and dictionaries: `dictionary.py LOG OUT.csv`."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

TYPES = ("view", "like", "favorite", "comment", "share", "follow", "duet", "stitch")
SURFACES = ("organic", "paid")


def events(log: str) -> Iterator[dict[str, Any]]:
    """Every line that is JSON."""
    with open(log, "rb") as file:  # noqa: PTH123 as it would be written
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue


def main(log: str, out: str) -> None:
    """Count, and write a row a post."""
    spark = {
        event["ad_id"]: event["post_id"]
        for event in events(log)
        if event.get("type") == "ad_created" and event["identity_type"] != "CUSTOMIZED_USER"
    }
    seen: set[str] = set()
    totals: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for event in events(log):
        surface, kind = event.get("surface"), event.get("type")
        if surface not in SURFACES or kind not in TYPES or "actor_id" not in event:
            continue
        if event["event_id"] in seen:
            continue
        seen.add(event["event_id"])
        post = event["post_id"] if surface == "organic" else spark.get(event["ad_id"])
        if post is not None:
            totals[post][kind, surface] += -1 if event.get("action") == "remove" else 1
    with open(out, "w", newline="", encoding="utf-8") as file:  # noqa: PTH123
        rows = csv.writer(file)
        rows.writerow(["post_id", *(f"{kind}_{surface}" for kind in TYPES for surface in SURFACES)])
        for post, counts in totals.items():
            rows.writerow([post, *(counts[kind, surface] for kind in TYPES for surface in SURFACES)])


if __name__ == "__main__":
    main(*sys.argv[1:])
