"""The log lines behind an explanation, read again from where they were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas import COLUMNS
from streams.lookup import lines_at

if TYPE_CHECKING:
    from engine.explain import Row


def add_lines(rows: Sequence[Row]) -> None:
    """Gives each row the log line that it was read from, None where the file no longer says that."""
    wanted: dict[str, dict[int, dict[str, object]]] = defaultdict(dict)
    for row in rows:
        wanted[str(row["source"])][_position(row)] = _said(row)
    lines = {source: lines_at(source, said) for source, said in wanted.items()}
    for row in rows:
        row["line"] = lines[str(row["source"])].get(_position(row))


def _said(row: Row) -> dict[str, object]:
    """What of a row its line said: an entry's post and ad are where it counts, its own are in `fields`."""
    fields = row.get("fields")
    own = row | fields if isinstance(fields, dict) else row
    return {name: own[name] for name in COLUMNS if name in own}


def _position(row: Row) -> int:
    return int(str(row["position"]))
