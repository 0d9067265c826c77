"""Resolve: from events and facts to placements. The one query behind batches and full verification.

In: relation `r_events` and the standing facts `f_*` of the connection. Out: `r_placing` and `r_placed`.
Source of the rules: SEMANTICS 2. Each step is a file in `sql/resolve/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from engine import sql

if TYPE_CHECKING:
    import duckdb

AttributionRule = Literal["impression", "one_day_view"]
"""What counts as paid, fixed when a store is made (SEMANTICS 2, attribution rule)."""
RULES: tuple[AttributionRule, ...] = get_args(AttributionRule)

STEPS: dict[AttributionRule, tuple[str, ...]] = {
    "impression": ("spans", "base", "post_states", "ad_states", "origins", "no_credit", "decided", "place"),
    "one_day_view": ("spans", "base", "post_states", "ad_states", "origins", "credit", "decided", "place"),
}


def resolve(con: duckdb.DuckDBPyConnection, rule: AttributionRule, which: str = "true") -> None:
    """Makes `r_placing`, a view, and `r_placed` of the rows of it that meet the condition `which`."""
    for step in STEPS[rule]:
        sql.run(con, f"resolve/{step}")
    sql.run(con, "resolve/placed", which=which)
