"""Stores in memory that mutants are tried on, and the question whether a store is as the law says."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from engine import Ledger, sql
from engine.packing import unpacked
from engine.resolve import STEPS as RESOLVE_STEPS
from engine.resolve import AttributionRule
from engine.steps import Work
from engine.store import create, meta
from tests.mutation import inject
from tests.mutation.fields import Field
from tests.mutation.laws import PLACED, Law, Row
from tests.mutation.mutants import Mutant
from tests.support import batch

MEMORY = Path(":memory:")
SECONDS_MAX = 10.0
REPLAY_SECONDS_MAX = 60.0
WATCH_SECONDS = 0.25
TOO_MUCH = "takes too much"
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "700MB",
    "temp_directory": "",
}
_ENUMS = {"disposition", "side", "click_class"}
_ROW = ", ".join(f"s.{name}::VARCHAR AS {name}" if name in _ENUMS else f"s.{name}" for name in PLACED)
_REASONS = """core.events AS e USING (seq)
    LEFT JOIN core.facts AS f ON s.fact = f.seq LEFT JOIN core.events AS c ON s.cause = c.seq"""
_WHY = "f.event_id AS why, c.event_id AS because"
STANDING = f"SELECT e.event_id, {_ROW}, {_WHY} FROM core.standing AS s INNER JOIN {_REASONS}"
CANNOT = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException, duckdb.InternalException)
_SAME = f"{', '.join(PLACED)}, why, because"
NET = f"""
    SELECT event_id || CASE WHEN sum(amount) <> 1 THEN ' counts ' || sum(amount) ELSE '' END, {_SAME}
    FROM (SELECT e.event_id, {_ROW}, {_WHY}, s.amount FROM core.entries AS s INNER JOIN {_REASONS})
    GROUP BY event_id, {_SAME} HAVING sum(amount) <> 0"""
NEEDLESS = f"""
    SELECT count(*) FROM (
        SELECT seq, batch FROM core.corrections
        GROUP BY seq, batch, {", ".join(PLACED)}, fact, cause HAVING count(*) > 1)"""
HASTY = "SELECT count(*) FROM core.corrections AS c INNER JOIN core.events AS e USING (seq, batch)"
UNGROUPED = """
    SELECT count(*) FROM (
        SELECT e.seq, group_hash(
            e.type, e.actor_id, e.post_id, e.ad_id, e.creator_id, e.comment_id,
            f.identity_type <> 'CUSTOMIZED_USER', coalesce(core.packed_id(f.post_id), p.code)) AS group_hash
        FROM core.engagements AS e LEFT JOIN core.names AS a ON e.ad_id = a.code
        LEFT JOIN core.standing_ads AS f ON f.ad_id = coalesce(a.name, e.ad_id::VARCHAR)
        LEFT JOIN core.names AS p ON f.post_id = p.name
        WHERE is_stateful(e.type, e.comment_id) AND e.seq NOT IN (SELECT seq FROM core.losers)
    ) ANTI JOIN core.states USING (group_hash, seq)"""
INTERVALS = """
    SELECT c.auth_code, c.post_id, c.number, c.starts, c.ends, f.event_id, c.revoked
    FROM core.code_intervals AS c LEFT JOIN core.facts AS f ON c.fact = f.seq"""
TWICE = "SELECT count(*) - count(DISTINCT row(group_hash, seq)) FROM core.states"
LOST = "SELECT count(*), count(DISTINCT seq) FROM core.losers"


@dataclass(frozen=True)
class Verdict:
    """How a mutant ended: `killed`, or `error` where it cannot be run; by what, and in what way."""

    way: str
    by: str
    detail: str = ""


@contextmanager
def limited(con: duckdb.DuckDBPyConnection, seconds: float = SECONDS_MAX) -> Iterator[None]:
    """Interrupts what takes more seconds of this process's own time than any right text does."""
    done = threading.Event()
    end = time.process_time() + seconds

    def watch() -> None:
        while not done.wait(WATCH_SECONDS):
            if time.process_time() > end:
                con.interrupt()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def judged(error: duckdb.Error, by: str) -> Verdict:
    """A mutant that takes too long is killed by that; one that cannot be run proves nothing."""
    if isinstance(error, (duckdb.InterruptException, duckdb.OutOfMemoryException)):
        return Verdict("killed", by, TOO_MUCH)
    way = "error" if isinstance(error, CANNOT) else "killed"
    return Verdict(way, by, str(error).splitlines()[0][:100])


class Store:
    """A store in memory of one rule, filled batch by batch."""

    def __init__(self, field: Field, rule: AttributionRule) -> None:
        self.con = duckdb.connect(str(MEMORY), config=CONFIG)
        self.con.execute("SET enable_progress_bar = false")
        create(self.con, rule)
        self.ledger = Ledger(self.con, meta(self.con, MEMORY), MEMORY)
        self.field = field
        self.rule = rule
        self.lines = 0

    def close(self) -> None:
        self.con.close()

    def work(self, lines: Sequence[bytes]) -> Work:
        """The next batch, on its way."""
        work = self.ledger._work(batch(lines, start=self.lines))
        self.lines += len(lines)
        return work

    def fill(self) -> None:
        """All lines in one batch."""
        lines = self.field.prefix(len(self.field.batches))
        self.ledger.apply(batch(lines))
        self.lines = len(lines)

    def placed(self, most: int) -> dict[str, Row]:
        """What the last resolution made of each event, with its reasons; at most one row more than `most`."""
        placed = unpacked("FROM r_placed", "to_post", "to_ad")
        rows = self.con.execute(
            f"SELECT e.event_id, {_ROW}, f.event_id, c.event_id "
            f"FROM ({placed}) AS s INNER JOIN core.events AS e ON s.seq = e.seq "
            "LEFT JOIN core.facts AS f ON s.fact = f.seq LEFT JOIN core.events AS c ON s.cause = c.seq "
            f"LIMIT {most + 1}"
        ).fetchall()
        return _by_event(rows)


def _by_event(rows: list[Row]) -> dict[str, Row]:
    """Rows by event id; one that is there twice is as no law says."""
    found = {row[0]: row[1:] for row in rows}
    return found if len(found) == len(rows) else found | {"twice": ()}


def resolved(store: Store, mutant: Mutant, text: str) -> Verdict | None:
    """Resolves all of a filled store with the mutant, from the first step: no table is another mutant's."""
    by = f"{store.field.name}, {store.rule}"
    name = mutant.file
    steps = RESOLVE_STEPS[store.rule]
    step = name.removeprefix("resolve/")
    if step not in steps:
        return None
    wanted = store.field.law(store.rule)
    try:
        with limited(store.con), inject.mutated(name, mutant.of(text)):
            for each in steps:
                sql.run(store.con, f"resolve/{each}")
            sql.run(store.con, "resolve/placed", which="NOT loser")
            got = store.placed(len(wanted.whole))
    except duckdb.Error as error:
        return judged(error, by)
    return first_difference(got, wanted.whole, by)


def first_difference(got: dict[str, Row], wanted: dict[str, Row], by: str) -> Verdict | None:
    """None where both are the same."""
    if got == wanted:
        return None
    at = min(key for key in got.keys() | wanted.keys() if got.get(key) != wanted.get(key))
    return Verdict("killed", by, at)


def as_the_law(store: Store, law: Law, by: str) -> Verdict | None:
    """Whether what stands, and the sum of all entries, is what the law says of the lines read so far."""
    con = store.con
    found = None
    for name, query in (("", STANDING), (", sum of entries", NET)):
        rows = con.execute(f"{query} LIMIT {len(law.whole) + 1}").fetchall()
        found = found or first_difference(_by_event(rows), law.whole, by + name)
    return found or _besides(con, law, by)


def _besides(con: duckdb.DuckDBPyConnection, law: Law, by: str) -> Verdict | None:
    """The same of what no placement shows: how entries came about, codes, groups, ids."""
    id_conflicts = sum(1 for each in law.exceptions if each[0] == "id_conflict")
    wanted: tuple[tuple[str, str, list[Row]], ...] = (
        ("an entry taken back and made again", NEEDLESS, [(0,)]),
        ("an entry corrected in the batch that made it", HASTY, [(0,)]),
        ("authorizations", "FROM authorizations", law.authorizations),
        ("intervals of a code", INTERVALS, law.intervals),
        ("an event without its group", UNGROUPED, [(0,)]),
        ("an event in a group twice", TWICE, [(0,)]),
        ("id conflicts", LOST, [(id_conflicts, id_conflicts)]),
    )
    for what, query, rows in wanted:
        if sorted(con.execute(query).fetchall()) != rows:
            return Verdict("killed", by, what)
    return None
