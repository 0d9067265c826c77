"""The proof of a number: the entries that add up to it, the facts that decided, and the rule.

Source: SEMANTICS 3.5.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import duckdb

from engine import sql
from engine.counters import REACHED, REACHES_AD, REACHES_POST, Counter, ad_counters, post_counters
from engine.errors import UnknownId, UnknownMetric
from engine.past import Past, over_core
from engine.queries import Queries

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Level:
    """Where a post's or an ad's numbers are, and by which columns of its entries they are found."""

    name: str
    totals: str
    daily: str
    place: str
    day: str
    counters: Callable[[], dict[str, Counter]]
    seen: str
    zone: str


_POST = _Level(
    "post", "post_totals", "post_daily", "to_post", "occurred_at::DATE", post_counters,
    REACHES_POST, "UTC",
)  # fmt: skip
_AD = _Level(
    "ad", "ad_metrics", "ad_daily", "to_ad", "ad_day", ad_counters, REACHES_AD,
    "in its advertiser's time zone",
)  # fmt: skip
_CAST = re.compile(r"::\w+")


ENTRY_COLUMNS = (
    "event_id", "amount", "kind", "type", "occurred_at", "actor_id", "disposition", "side", "post_id",
    "ad_id", "sign", "day", "ad_day", "milestone", "click_class", "fact_event_id", "cause_event_id", "batch",
    "recorded_at", "source", "position", "line_number", "fields",
)  # fmt: skip
"""The columns of an explanation's entries: those of the view `ledger`, and the `fields` of the line."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A number and what makes it.

    Args:
        value: the number as the public view has it, None where that is NULL; of an engagement what it counts
            now (1, -1 or 0), None where it counts as no engagement.
        bodies: of an event every body that was read under its id, the standing one first: its type and
            moment, whether it `stands`, since which batch it does not (`lost_in_batch`), and where it was
            read. Of a counter none.
        entries: ledger entries, oldest first, with `ENTRY_COLUMNS`. `amount` is what each adds to the number:
            they add up to the value.
        facts: what was read about the ads and posts in question: the facts' own fields, where each was read,
            and whether it `stands` or lost its id.
        exceptions: of an event its own, and those of its ads; of a counter of an ad the ad's.
        rule: what decided, sentence by sentence.
        attribution_rule: the store's.
    """

    value: int | None
    bodies: list[Row]
    entries: list[Row]
    facts: list[Row]
    exceptions: list[Row]
    rule: tuple[str, ...]
    attribution_rule: str


def explain_event(store: Queries, event_id: str) -> Explanation:
    """What became of an event, and why.

    Args:
        store: an open store, as it is or as of a past moment.
        event_id: of an engagement or a fact.

    Raises:
        UnknownId: no valid line with that id has been read.
    """
    bodies = _rows(store, sql.fill("explain/bodies"), event_id)
    if not bodies:
        fix = "ids are exact text; the line of a dead letter has used up no event_id"
        raise UnknownId(f"no event {event_id!r} {_here(store)}", where=str(store.file), fix=fix)
    entries = _entries(store, "n", "event_id = ?", event_id)
    standing = _rows(store, "SELECT disposition, sign FROM placements WHERE event_id = ?", event_id)
    named = [*bodies, *entries]
    return Explanation(
        value=_count(standing[0]["sign"]) if standing else None,
        bodies=bodies,
        entries=entries,
        facts=_facts(
            store, entries, ads=_ids(bodies, "ad_id"), posts=_ids(named, "post_id"), events=[event_id]
        ),
        exceptions=_exceptions(store, [event_id], _ids(named, "ad_id")),
        rule=tuple(_of_event(standing, bodies)),
        attribution_rule=store.rule,
    )


def explain_post(store: Queries, post_id: str, metric: str, day: date | None = None) -> Explanation:
    """What a counter of a post is made of.

    Args:
        store: an open store, as it is or as of a past moment.
        post_id: the post.
        metric: a counter of `post_totals`, or with a day of `post_daily`.
        day: a UTC day.

    Raises:
        UnknownId: no fact and no placement names the post.
        UnknownMetric: there is no such counter.
    """
    if metric == "ads" and day is None:
        return _naming_ads(store, post_id)
    return _explained(store, _POST, post_id, metric, day)


def explain_ad(store: Queries, ad_id: str, metric: str, day: date | None = None) -> Explanation:
    """What a counter of an ad is made of.

    Args:
        store: an open store, as it is or as of a past moment.
        ad_id: the ad.
        metric: a counter of `ad_metrics`, or with a day of `ad_daily`.
        day: a day in the ad's advertiser's time zone.

    Raises:
        UnknownId: no fact and no placement names the ad.
        UnknownMetric: there is no such counter.
    """
    return _explained(store, _AD, ad_id, metric, day)


def _value(store: Queries, level: _Level, key: str, metric: str, day: date | None) -> int | None:
    """The number as its public view has it; a day that the view has no row for counts 0."""
    key_is, values = f"{level.name}_id = ?", [key]
    view, condition = (level.totals, key_is) if day is None else (level.daily, f"{key_is} AND day = ?")
    result = store.query(f"SELECT * FROM {view} WHERE {condition}", values if day is None else [key, day])
    columns = [column[0] for column in result.description]
    known = counters_of(result)
    if metric not in known:
        is_rate = metric in columns and metric.endswith(("rate", "frequency", "ctr", "ctr_all"))
        quotient = "it is a quotient: explain its parts; " if is_rate else ""
        fix = f"{quotient}its counters are: {', '.join(known)}"
        raise UnknownMetric(f"{view} has no counter {metric!r}", where=str(store.file), fix=fix)
    row = result.fetchone()
    if row is not None:
        return _count(row[columns.index(metric)])
    total = _rows(store, f"SELECT {metric} AS n FROM {level.totals} WHERE {key_is}", key)
    if day is None or not total:
        fix = f"ids are exact text; list those that are there: sparktally {level.name}s --store {store.file}"
        raise UnknownId(f"no {level.name} {key!r} {_here(store)}", where=str(store.file), fix=fix)
    return None if total[0]["n"] is None else 0


def counters_of(result: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of a result from a public view of posts or ads that are counters."""
    return [name for name, kind, *_ in result.description if str(kind) in ("BIGINT", "HUGEINT")]


def _here(store: Queries) -> str:
    return f"in this store as of batch {store.batch}" if isinstance(store, Past) else "in this store"


def _explained(store: Queries, level: _Level, key: str, metric: str, day: date | None) -> Explanation:
    value = _value(store, level, key, metric, day)
    if metric in REACHED:
        entries, said = _reached(store, level, key, metric), f"{metric}: {rules()['also']['reach']}"
    else:
        entries, said = _summed(store, level, key, metric, day)
    rule = [said] if value is not None else [said, rules()["also"]["not_measured"]]
    return Explanation(
        value=value,
        bodies=[],
        entries=entries,
        facts=_facts(
            store, entries, ads=[] if level is _POST else [key], posts=[key] if level is _POST else []
        ),
        exceptions=[] if level is _POST else _exceptions(store, [], [key]),
        rule=(*rule, *_dispositions(entries)),
        attribution_rule=store.rule,
    )


def _summed(store: Queries, level: _Level, key: str, metric: str, day: date | None) -> tuple[list[Row], str]:
    """The entries that a sum adds up, and in words which they are."""
    counter = level.counters()[metric]
    of_day, values = ("", [key]) if day is None else (f" AND {level.day} = ?", [key, day])
    condition = f"{level.place} = ?{of_day} AND ({counter.condition})"
    which = _CAST.sub("", counter.condition).replace("to_post", "post_id")
    adds = "1" if counter.amount == "n" else f"its {counter.amount.removeprefix('n * ')}"
    removes = "a remove takes nothing away" if "sign = 1" in which else "a remove takes it away"
    when = "" if day is None else f" of {day} ({level.zone})"
    said = f"{metric} adds {adds} for each entry{when} of the {level.name} with: {which} ({removes})."
    return _entries(store, counter.amount, condition, *values), said


def _reached(store: Queries, level: _Level, key: str, metric: str) -> list[Row]:
    """The entries that change who was reached."""
    counted = sql.fill("explain/counted", amount="0", condition=f"{level.place} = ? AND {level.seen}")
    return _read_entries(store, sql.fill("explain/reached", counted=counted, reached=REACHED[metric]), key)


def _naming_ads(store: Queries, post_id: str) -> Explanation:
    """The ads whose standing fact names a post: each is a fact, and no entry."""
    value = _value(store, _POST, post_id, "ads", None)
    naming = _rows(store, "SELECT ad_id, event_id FROM core.standing_ads WHERE post_id = ?", post_id)
    facts = _facts(store, [], ads=_ids(naming, "ad_id"), posts=[])
    counted = {row["event_id"] for row in naming}
    entries = [
        dict.fromkeys(ENTRY_COLUMNS)
        | {name: fact[name] for name in ENTRY_COLUMNS if name in fact}
        | {"amount": 1, "kind": "fact"}
        for fact in facts
        if fact["stands"] and fact["event_id"] in counted
    ]
    return Explanation(value, [], entries, facts, [], (rules()["also"]["ads"],), store.rule)


@cache
def rules() -> dict[str, dict[str, str]]:
    """`rules.toml`: the dispositions in words, and what else may decide."""
    return tomllib.loads(resources.files("engine").joinpath("rules.toml").read_text(encoding="utf-8"))


def _dispositions(entries: Sequence[Row]) -> Iterator[str]:
    """What the dispositions of some entries mean, each once."""
    there = {entry["disposition"] for entry in entries}
    yield from (why for name, why in rules()["dispositions"].items() if name in there)
    if any(entry["sign"] == -1 for entry in entries):
        yield rules()["also"]["remove"]


def _of_event(standing: Sequence[Row], bodies: Sequence[Row]) -> Iterator[str]:
    yield from _dispositions(standing)
    if not standing:
        yield rules()["also"]["fact"]
    if len(bodies) > 1:
        yield rules()["also"]["bodies"]


def _entries(store: Queries, amount: str, condition: str, *values: object) -> list[Row]:
    """The entries that a condition holds for, each with what it adds."""
    return _read_entries(store, sql.fill("explain/counted", amount=amount, condition=condition), *values)


def _read_entries(store: Queries, counted: str, *values: object) -> list[Row]:
    return _rows(store, sql.fill("explain/entries", counted=counted), *values)


def _facts(
    store: Queries, entries: list[Row], *, ads: list[str], posts: list[str], events: Sequence[str] = ()
) -> list[Row]:
    """The facts about ads and posts, and about the ads of the entries and of their causes."""
    own = {entry["fields"].get("ad_id") for entry in entries if isinstance(entry["fields"], dict)} - {None}
    ads = sorted({*ads, *_ids(entries, "ad_id"), *map(str, own)})
    named = [*events, *_ids(entries, "fact_event_id")]
    return _rows(store, sql.fill("explain/facts"), ads, posts, named, _ids(entries, "cause_event_id"))


def _exceptions(store: Queries, events: list[str], ads: list[str]) -> list[Row]:
    query = (
        "SELECT * FROM exceptions WHERE event_id IN (SELECT unnest($1)) "
        "OR (kind IN ('code_mismatch', 'fact_conflict', 'unknown_timezone') "
        "AND ad_id IN (SELECT unnest($2))) ORDER BY ALL"
    )
    return _rows(store, query, events, ads)


def _rows(store: Queries, query: str, *values: object) -> list[Row]:
    result = store.query(over_core(store, query), values)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _ids(rows: Sequence[Row], name: str) -> list[str]:
    return sorted({str(row[name]) for row in rows if row.get(name) is not None})


def _count(value: object) -> int | None:
    return None if value is None else int(str(value))
