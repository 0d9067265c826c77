"""Two stores held against each other: which counters of posts and ads differ, and by how much."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from engine import sql
from engine.explain import counters_of
from engine.moves import Move
from engine.queries import Queries

_LEVELS = (("post", "post_totals"), ("ad", "ad_metrics"))


def differences(first: Queries, second: Queries) -> Iterator[Move]:
    """The counters that are not the same in both, by level, id and name; reach is one of them.

    Args:
        first: an open store, whose numbers are `before`; what it has no row for is None.
        second: another, whose numbers are `after`.
    """
    for level, view in _LEVELS:
        with duckdb.connect(config={"python_enable_replacements": False}) as con:
            counters = counters_of(first.query(f"SELECT * FROM {view} LIMIT 0"))
            # Arrow has no HUGEINT, and DuckDB would give it doubles
            names = ", ".join(f"{name}::DECIMAL(38, 0) AS {name}" for name in counters)
            for side, store in (("arrow_first", first), ("arrow_second", second)):
                con.register(
                    side, store.query(f"SELECT {level}_id AS id, {names} FROM {view}").to_arrow_table()
                )
            for id_, metric, before, after in con.execute(sql.fill("diff/stores")).fetchall():
                yield Move(level, id_, metric, before, after, placed=0, corrected=0, corrections=[])
