"""What moved between two batches: the counters of posts and ads, and the corrections that moved them.

Asked of the entries made since, and of the facts read since. Source: SEMANTICS 3.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from engine import sql
from engine.counters import (
    REACHED,
    REACHES_AD,
    REACHES_POST,
    Counter,
    ad_counters,
    not_measured,
    post_counters,
)
from engine.packing import post_days_of
from engine.reads import Reads


@dataclass(frozen=True, slots=True)
class Move:
    """A counter that moved.

    Args:
        level: `post` or `ad`.
        id: the post's or ad's.
        metric: a counter of `post_totals` or `ad_metrics`.
        before: what it was after the earlier batch; None where the ad did not measure it.
        after: what it was after the later one; likewise.
        placed: how much of the change new events made, by the entries first made for them. Of reach: how much
            these alone change it. Of a post's `ads`: how many ads name it of which nothing stood before.
        corrected: how much of it corrections of events read before made: the rest of the change. Of `ads`: by
            ads of which another fact stood before, or none does now.
        corrections: those corrections, oldest first: the entry taken back (`reversed`) or made (`placed`),
            what it adds (`amount`), and the fact and event that decided it. Of reach those by which an actor
            came to count or no longer does, as if all new events had been read before them. Of `ads` the
            facts that stood, and that stand instead.
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
    """Where a level's numbers are.

    Args:
        name: `post` or `ad`.
        key: its key.
        sums: the SELECT that makes its sums by day, of entries.
        place: the column of an entry that names it.
        standing: the query that has its sums now.
        counters: those that are sums.
        totals: its public view.
        reached: those of its counters that are reach.
        seen: which entries reach an actor.
    """

    name: str
    key: str
    sums: Callable[[str], str]
    place: str
    standing: str
    counters: Callable[[], dict[str, Counter]]
    totals: str
    reached: tuple[str, ...]
    seen: str


def _ad_days(entries: str) -> str:
    return sql.fill("sums/ad_days", entries=entries)


_Silent = tuple[set[str], set[str]]
_LEVELS = (
    _Level(
        "post", "post_id", post_days_of, "to_post", "SELECT * EXCLUDE (placements) FROM core.post_sums",
        post_counters, "post_totals", tuple(REACHED), REACHES_POST,
    ),
    _Level(
        "ad", "ad_id", _ad_days, "to_ad",
        "SELECT ad_id, sum(COLUMNS(* EXCLUDE (ad_id, day, placements)))::HUGEINT FROM core.ad_days "
        "GROUP BY ad_id", ad_counters, "ad_metrics", ("reach",), REACHES_AD,
    ),
)  # fmt: skip


def moves(store: Reads, since: int, until: int) -> list[Move]:
    """The counters that moved after the batch `since`, up to and with `until`, by level, id and name.

    Args:
        store: an open store.
        since: a batch; 0 is before the first.
        until: a batch, not before `since`.

    Raises:
        ValueError: they are no batches in this order.
    """
    if not 0 <= since <= until:
        raise ValueError(f"from batch {since} to batch {until} nothing can have moved")
    silent = (_not_measuring(store, since), _not_measuring(store, until))
    found = [move for level in _LEVELS for move in _moved(store, level, since, until, silent)]
    places = [level.name for level in _LEVELS]
    return sorted(
        [*found, *_ads(store, since, until)],
        key=lambda move: (places.index(move.level), move.id, move.metric),
    )


def _moved(store: Reads, level: _Level, since: int, until: int, silent: _Silent) -> list[Move]:
    sums = (_as_shown(move, silent) for move in _moves(store, level, since, until))
    found = [*sums, *_reach(store, level, since, until)]
    moved = [move for move in found if move.before != move.after and (move.before or move.after)]
    corrections = {
        name: _corrections(store, level, name, since, until)
        for name in sorted({move.metric for move in moved if move.corrected})
    }
    return [replace(move, corrections=corrections.get(move.metric, {}).get(move.id, [])) for move in moved]


def _as_shown(move: Move, silent: _Silent) -> Move:
    """The move with NULL where its ad did not measure the counter."""
    if move.level != "ad" or move.metric not in not_measured():
        return move
    before, after = (
        None if move.id in ads else n for ads, n in zip(silent, (move.before, move.after), strict=True)
    )
    return replace(move, before=before, after=after)


def _not_measuring(store: Reads, batch: int) -> set[str]:
    """The ads that measured less than others after a batch: those that were no Spark Ads by what was read."""
    query = f"SELECT ad_id FROM ({_standing_ads(batch)}) WHERE identity_type = 'CUSTOMIZED_USER'"
    return {ad_id for (ad_id,) in store.query(query).fetchall()}


def _moves(store: Reads, level: _Level, since: int, until: int) -> Iterator[Move]:
    between = f"(SELECT * FROM ({_later(since)}) WHERE batch <= {until:d} AND"
    query = sql.fill(
        "diff/moved",
        id=level.key,
        placed=_sums(level, f"{between} is_first)"),
        corrected=_sums(level, f"{between} NOT is_first)"),
        later=_sums(level, f"({_later(until)})"),
        now=level.standing,
    )
    yield from _read(store, level, query)


def _reach(store: Reads, level: _Level, since: int, until: int) -> Iterator[Move]:
    query = sql.fill(
        "diff/reach",
        pairs=_pairs(level, since, until),
        id=level.key,
        metrics=", ".join(level.reached),
        totals=level.totals,
    )
    yield from _read(store, level, query)


def _read(store: Reads, level: _Level, query: str) -> Iterator[Move]:
    for key, metric, *numbers in store.query(query).fetchall():
        before, after, placed, corrected = map(int, numbers)
        yield Move(level.name, key, metric, before, after, placed, corrected, corrections=[])


def _ads(store: Reads, since: int, until: int) -> Iterator[Move]:
    """The posts' counts of ads, which are of facts."""
    query = sql.fill(
        "diff/ads",
        before=_standing_ads(since),
        after=_standing_ads(until),
        since=f"{since:d}",
        until=f"{until:d}",
    )
    for key, before, *changes, corrections in store.query(query).fetchall():
        placed, corrected = map(int, changes)
        if placed + corrected:
            after = before + placed + corrected
            yield Move("post", key, "ads", before, after, placed, corrected, corrections)


def _corrections(
    store: Reads, level: _Level, metric: str, since: int, until: int
) -> dict[str, list[dict[str, object]]]:
    """The corrections of a counter, by the id that they moved it of."""
    later = {"later": _later(since), "until": f"{until:d}"}
    if metric in REACHED:
        pairs = _pairs(level, since, until)
        counted = sql.fill(
            "diff/reached", pairs=pairs, place=level.place, seen=level.seen, reached=REACHED[metric], **later
        )
    else:
        counter = level.counters()[metric]
        counted = sql.fill("diff/counted", amount=counter.amount, condition=counter.condition, **later)
    query = sql.fill("diff/corrections", counted=counted, place=level.place)
    return dict(store.query(query).fetchall())


def _later(batch: int) -> str:
    return sql.fill("diff/later", since=f"{batch:d}")


def _pairs(level: _Level, since: int, until: int) -> str:
    return sql.fill(
        "diff/pairs",
        later=_later(since),
        until=f"{until:d}",
        of_ad=str(level.name == "ad").lower(),
        place=level.place,
        seen=level.seen,
    )


def _standing_ads(batch: int) -> str:
    return sql.fill("diff/standing_ads", batch=f"{batch:d}")


def _sums(level: _Level, entries: str) -> str:
    rows = level.sums(entries)
    return (
        f"SELECT {level.key}, sum(COLUMNS(* EXCLUDE ({level.key}, day, placements)))::HUGEINT FROM ({rows}) "
        f"GROUP BY {level.key}"
    )
