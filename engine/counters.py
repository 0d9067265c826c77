"""What each counter counts, read from the SQL that sums it: one definition for summing and for explaining."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from engine import sql
from engine.packing import post_days_of

_FIRST_SUM = re.compile(r"\bsum\(([^()]+)\)(?:::BIGINT)? AS (\w+)")
_SUM = re.compile(r"^    coalesce\(sum\((.+?)\) FILTER \((.+)\), 0\) AS (\w+),?$", re.MULTILINE)
_NOT_MEASURED = re.compile(r"\bif\(measures, (\w+), NULL\)")
ORGANIC, PAID = "_organic", "_paid"
REACHED = {"reach": "organic > 0 OR paid > 0", "reach_organic": "organic > 0", "reach_paid": "paid > 0"}
"""The counters of reach: whether one counts an actor with so many `organic` and `paid` entries standing."""
REACHES_POST = "type = 'view'::event_type"
REACHES_AD = "type IN ('view', 'impression')"


@dataclass(frozen=True, slots=True)
class Counter:
    """One column of a sum over entries, in SQL over the columns of `sums/entries.sql`.

    Args:
        amount: what an entry adds.
        condition: which entries add it.
    """

    amount: str
    condition: str


@cache
def post_counters() -> dict[str, Counter]:
    """The counters of a post by their public names: each side's, and both sides' together."""
    found = _summed(post_days_of("entries"))
    for name in [name for name in found if name.endswith(PAID)]:
        metric = name.removesuffix(PAID)
        organic, paid = found[metric + ORGANIC], found[name]
        found[metric] = Counter(organic.amount, f"({organic.condition}) OR ({paid.condition})")
    return found


@cache
def ad_counters() -> dict[str, Counter]:
    """The counters of an ad by their public names."""
    return _summed(sql.fill("sums/ad_days"))


@cache
def not_measured() -> frozenset[str]:
    """The counters that are NULL for an ad that is no Spark Ad."""
    text = sql.text("views/ads")
    found = _NOT_MEASURED.findall(text)
    assert len(found) == text.count("if(measures,"), "a line of another shape"
    return frozenset(found)


def _summed(sums: str) -> dict[str, Counter]:
    counters, _, entries = sums.partition("\nFROM (")
    added = {name: amount for amount, name in _FIRST_SUM.findall(entries)}
    found = {name: Counter(added[amount], condition) for amount, condition, name in _SUM.findall(counters)}
    assert len(found) == counters.count("coalesce("), sums
    return found
