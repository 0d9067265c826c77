"""What happens to a batch, in order: `STEPS`, each a small function on one transaction.

Nothing here commits. A crash between any two steps leaves the store as it was (tests stop at each, from the
tuple).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from engine import redrives as mended
from engine import sql, standing
from engine.batch import Batch
from engine.compact import compact
from engine.digest import body_text
from engine.finder import Finders, whole
from engine.packing import SUMMED
from engine.picked import picked
from engine.reading import Read, read_lines
from engine.resolve import AttributionRule, resolve
from schemas.canonical import canonical_sql


@dataclass(slots=True)
class Work:
    """One batch on its way: what came in, and what the steps have found out so far."""

    con: duckdb.DuckDBPyConnection
    batch: Batch
    rule: AttributionRule
    number: int
    first_seq: int
    recorded_at: datetime
    versions: tuple[str, str]
    zones_changed: bool
    finders: Finders | None
    read: Read = field(default=Read(0, 0, 0))
    accepted: int = 0
    has_facts: bool = False
    redriven: int = 0

    @property
    def duplicates(self) -> int:
        """Valid lines whose event_id had been read before."""
        return self.read.lines - self.read.dead - self.accepted

    def rows(self, found: str) -> str:
        """The rows of `core.packed_bodies` whose ids are in `b_<found>`."""
        ids = self.con.execute(f"SELECT row FROM b_{found}").fetchnumpy()["row"]
        return picked(self.con, "core.packed_bodies", found, ids)

    def name(self, codes: str, into: str) -> None:
        """Adds the ids of codes (a relation) to a table of codes and names."""
        names = self.near("names", f"SELECT (-code)::UBIGINT AS key FROM {codes} WHERE code < 0")
        sql.run(self.con, "apply/named", codes=codes, names=names, into=into)

    def near(self, name: str, keys: str) -> str:
        """What to read of a table in search of some keys (`Finders.near`); all of it where a scan is due."""
        return whole(name) if self.finders is None else self.finders.near(self.con, name, keys)


def read(work: Work) -> None:
    """Lines to decoded rows; dead letters are written."""
    work.con.execute(f"SET VARIABLE batch = {work.number}")
    work.read = read_lines(work.con, work.batch, work.first_seq)


def dedupe(work: Work) -> None:
    """Which bodies are new, which stand, which lose."""
    ids = "SELECT id_hash AS key FROM b_lines"
    bodies, known_facts = work.near("bodies", ids), work.near("facts", ids)
    sql.run(work.con, "apply/contested", bodies=bodies, facts=known_facts)
    if sql.any_row(work.con, "b_contested"):
        sql.run(work.con, "apply/contested_bodies", known=work.rows("known"))
        work.name("b_contested_codes", "b_contested_names")
        contested = sql.fill("store/unpack", rows="b_contested_rows", names="b_contested_names")
        sql.run(work.con, "apply/dedupe", canonical=canonical_sql(), contested=contested, facts=known_facts)
    (work.accepted,) = sql.one(work.con, sql.fill("apply/dedupe_counts"))


def redrives(work: Work) -> None:
    """Which dead letters the valid lines mend, where they say so."""
    work.redriven = mended.note(work.con, work.batch.lines, work.first_seq)


def facts(work: Work) -> None:
    """New facts stored, standing facts brought up to date, which ads they touch."""
    sql.run(work.con, "apply/facts")
    work.has_facts = sql.any_row(work.con, "b_fact_keys")
    if work.has_facts:
        named = "SELECT unnest([ad_id, post_id, advertiser_id, auth_code]) AS name FROM b_fact_keys"
        standing.update(
            work.con,
            work.near("fact_keys", f"SELECT hash(name) AS key FROM ({named}) WHERE name IS NOT NULL"),
        )
    if work.zones_changed:
        work.con.execute("INSERT INTO b_ads_changed SELECT ad_id FROM f_ads")
        work.con.execute("UPDATE core.meta SET value = ? WHERE key = 'tzdata_version'", [work.versions[1]])


def closure(work: Work) -> None:
    """Every stored event whose placement this batch may change."""
    sql.run(work.con, "apply/new")
    sql.run(work.con, "apply/touched")
    sql.run(work.con, "apply/old", rows=work.rows("touched"), touched="true")
    if work.rule == "one_day_view":
        sql.run(work.con, "apply/touched_credit", corrections=_corrections(work))
        sql.run(work.con, "apply/old", rows=work.rows("credited"), touched="true")
    sql.run(work.con, "apply/groups")
    states = work.near("states", "SELECT group_hash AS key FROM b_groups")
    sql.run(work.con, "apply/members", states=states)
    sql.run(work.con, "apply/old", rows=work.rows("members"), touched="false")
    sql.run(work.con, "apply/closure")


def place(work: Work) -> None:
    """Resolves the closure from scratch: stored events at once, new ones on their way into the store."""
    sql.run(work.con, "apply/views" if work.rule == "one_day_view" else "apply/no_views")
    sql.run(work.con, "apply/scope")
    resolve(work.con, work.rule, which="NOT fresh")


def diff(work: Work) -> None:
    """Reversing and new entries for what moved."""
    sql.run(work.con, "apply/diff", corrections=_corrections(work))


def _corrections(work: Work) -> str:
    """Where the corrections of `b_old` are."""
    return work.near("corrections", "SELECT seq::UBIGINT AS key FROM b_old")


def events(work: Work) -> None:
    """New engagements stored with their first entry, and the groups of stateful ones."""
    sql.run(work.con, "apply/events")
    sql.run(work.con, "apply/states")


def sums(work: Work) -> None:
    """What the entries add to the totals."""
    con = work.con
    sql.run(con, "sums/entries", first_seq=str(work.first_seq))
    sql.run(con, "sums/named")
    work.name("b_unnamed", "b_named")
    for table in SUMMED:
        con.execute(
            f"INSERT INTO core.packed_{table} BY NAME {sql.fill(f'sums/{table}', entries='b_entries')}"
        )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE b_pairs AS {sql.fill('sums/reach_pairs', entries='b_entries')}"
    )
    pairs = work.near("pairs", "SELECT hash(of_ad, key, actor_id) AS key FROM b_pairs")
    sql.run(con, "sums/reach", pairs=pairs)
    sql.run(con, "sums/boosted")
    if sql.any_row(con, "b_boosted WHERE lost"):
        sql.run(con, "sums/boosts_left")
    sql.run(con, "sums/first_boosts")


def digests(work: Work) -> None:
    """What the bodies and entries add to the running digests."""
    bodies = sql.fill("sums/new_bodies", facts=body_text(facts=work.has_facts))
    added = sql.fill("store/entry_digests", bodies=bodies, entries="b_entries", names="b_named")
    work.con.execute(f"INSERT INTO core.digests {added}")


def positions(work: Work) -> None:
    """Where the sources stand after the batch: in its transaction, or lines were read twice or never."""
    for each in work.batch.positions:
        at = "SELECT coalesce(max(position), 0) FROM core.positions WHERE source = ?"
        (before,) = sql.one(work.con, at, [each.source])
        work.con.execute("DELETE FROM core.positions WHERE source = ?", [each.source])
        work.con.execute(
            "INSERT INTO core.positions (source, kind, position, number, state) VALUES (?, ?, ?, ?, ?)",
            [each.source, each.kind, each.position, each.number, each.state],
        )
        start = 0 if each.kind == "stdin" else before
        work.con.execute(
            "INSERT INTO core.batch_sources (batch, source, kind, from_position, to_position) "
            "VALUES (?, ?, ?, ?, ?)",
            [work.number, each.source, each.kind, start, each.position],
        )


def record(work: Work) -> None:
    """The batch's own row."""
    (corrections,) = sql.one(work.con, "SELECT count(*) FROM b_moved")
    work.con.execute(
        "INSERT INTO core.batches (batch, recorded_at, engine_version, tzdata_version, rule, lines, "
        "accepted, duplicates, dead_letters, fast_lines, corrections, redriven) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            work.number,
            work.recorded_at,
            *work.versions,
            work.rule,
            work.read.lines,
            work.accepted,
            work.duplicates,
            work.read.dead,
            work.read.fast,
            corrections,
            work.redriven,
        ],
    )


def merge(work: Work) -> None:
    """Merges sums that have grown to many rows a key."""
    compact(work.con)


Step = Callable[[Work], None]
STEPS: tuple[Step, ...] = (
    read,
    dedupe,
    redrives,
    facts,
    closure,
    place,
    diff,
    events,
    sums,
    digests,
    positions,
    record,
    merge,
)
