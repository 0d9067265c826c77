"""What moved between two batches: the counters of posts and ads, and the corrections that moved them.

Asked of the entries made since alone, so it costs what has changed, not what there is. Source: SEMANTICS 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine import sql
from engine.counters import not_measured
from engine.reads import Reads


@dataclass(frozen=True, slots=True)
class Move:
    """A counter that moved.

    Args:
        level: `post` or `ad`.
        id: the post's or ad's.
        metric: a counter of `post_totals` or `ad_metrics`; reach, which is no sum, is not among them.
        before: what it was after the earlier batch; None where the ad did not measure it.
        after: what it was after the later one; likewise.
        placed: how much of the change new events made.
        corrected: how much of it corrections of events read before made.
        corrections: all corrections of the post or ad in between, whichever counter they moved, oldest first.
    """

    level: str
    id: str
    metric: str
    before: int | None
    after: int | None
    placed: int
    corrected: int
    corrections: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class _Level:
    """Where a level's sums are: their key, the file that makes them, and the query that has them now."""

    name: str
    key: str
    sums: str
    place: str
    totals: str


_LEVELS = (
    _Level("post", "post_id", "sums/post_days", "to_post", "FROM core.post_sums"),
    _Level(
        "ad", "ad_id", "sums/ad_days", "to_ad",
        "SELECT ad_id, sum(COLUMNS(* EXCLUDE (ad_id, day, placements)))::HUGEINT FROM core.ad_days "
        "GROUP BY ad_id",
    ),
)  # fmt: skip


def moves(store: Reads, since: int, until: int) -> list[Move]:
    """The counters that moved after the batch `since`, up to and with `until`, by level, id and name.

    Args:
        store: an open store.
        since: a batch; 0 is before the first.
        until: a batch, not before `since`.
    """
    silent = (_not_measuring(store, since), _not_measuring(store, until))
    every = (move for level in _LEVELS for move in _moves(store, level, since, until))
    return [move for move in (_as_shown(each, *silent) for each in every) if move.before != move.after]


def _as_shown(move: Move, silent_before: set[str], silent_after: set[str]) -> Move:
    """The move with NULL where its ad did not measure the counter."""
    if move.level != "ad" or move.metric not in not_measured():
        return move
    before = None if move.id in silent_before else move.before
    return replace(move, before=before, after=None if move.id in silent_after else move.after)


def _not_measuring(store: Reads, batch: int) -> set[str]:
    """The ads that measured less than others after a batch: those that were no Spark Ads by what was read."""
    with store.after(batch) as past:
        rows = past.query(past.over_core("SELECT ad_id FROM core.standing_ads WHERE NOT spark")).fetchall()
    return {ad_id for (ad_id,) in rows}


def _moves(store: Reads, level: _Level, since: int, until: int) -> Iterator[Move]:
    later = sql.fill("diff/later", since=str(since))
    between = f"(SELECT * FROM ({later}) WHERE batch <= {until} AND"
    query = sql.fill(
        "diff/moved",
        id=level.key,
        placed=_sums(level, f"{between} is_first)"),
        corrected=_sums(level, f"{between} NOT is_first)"),
        later=_sums(level, f"({sql.fill('diff/later', since=str(until))})"),
        now=level.totals,
    )
    why = sql.fill("diff/corrections", later=later, place=level.place, until=str(until))
    corrections = dict(store.query(why).fetchall())
    for key, metric, before, after, placed, corrected in store.query(query).fetchall():
        yield Move(level.name, key, metric, before, after, placed, corrected, corrections.get(key, []))


def _sums(level: _Level, entries: str) -> str:
    rows = sql.fill(level.sums, entries=entries)
    return (
        f"SELECT {level.key}, sum(COLUMNS(* EXCLUDE ({level.key}, day, placements)))::HUGEINT FROM ({rows}) "
        f"GROUP BY {level.key}"
    )
