"""Verify: everything recomputed from the stored events, and held against what is maintained.

Large bags of rows are held against each other by sums of hashes first, bucket by bucket; only where these
differ are the rows themselves compared.
Source of what must hold: SEMANTICS 3. Works on a connection that may only read: all it makes is temporary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from engine import digest as digests
from engine import sql, standing
from engine.compact import SUMS, summed, value_columns
from engine.packing import SUMMED
from engine.resolve import AttributionRule, resolve
from schemas import timezones
from schemas.canonical import canonical_sql
from schemas.json_text import LINE_BYTES_MAX

ENTRY = "disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause"
AS_RECOMPUTED = "as recomputed"
BUCKETS = 1024
SORTED_MAX = 8_000_000
"""So many 64-bit hashes are sorted at once, about; they are not of the memory that DuckDB counts."""
NO_BODIES = "SELECT NULL::UBIGINT AS low, NULL::UBIGINT AS high WHERE false"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing held against a recomputation: its name (the table's, where it is one) and what was found."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether all held, the digest as recomputed, and every check."""

    ok: bool
    digest: str
    checks: list[Check]


def verify(con: duckdb.DuckDBPyConnection, rule: AttributionRule) -> Verification:
    """Recomputes the store of an open connection under its rule, and compares.

    Returns:
        Every check, failed ones with an example; the digest is the recomputed one.
    """
    recompute(con, rule)
    checks = [*_laws(con), *_comparisons(con)]
    bodies: digests.Sums = {"bodies": sql.one(con, "SELECT low, high FROM v_bodies")}
    kept = digests.kept(con)
    checks.append(
        _equal("packed_events, facts: bodies", str(kept.get("bodies", (0, 0))), str(bodies["bodies"]))
    )
    entries = digests.add(bodies, digests.of_entries(con, NO_BODIES, "v_entries"))
    recounted = {name: f"v_{name}" for name in digests.SUMMED_TABLES}
    totals = digests.totals_text(con, recounted, "SELECT * FROM v_first_boosts")
    tables = digests.of_tables(con, totals)
    alike = all(check.ok for check in checks if check.name in (*digests.SUMMED_TABLES, "first_boosts"))
    stored = digests.text(digests.add(kept, tables if alike else digests.of_tables(con)), rule)
    recomputed = digests.text(digests.add(entries, tables), rule)
    checks.append(_equal("digests", stored, recomputed))
    return Verification(all(check.ok for check in checks), recomputed, checks)


def recompute(con: duckdb.DuckDBPyConnection, rule: AttributionRule) -> None:
    """Makes, of bodies alone: v_bodies, v_losers, f_*, r_placed, v_entries, v_first_boosts, v_pairs, sums."""
    standing.load(con)
    sql.run(con, "verify/bodies", engagement=digests.body_text(facts=False), fact=digests.body_text())
    _lose(con)
    standing.codes_now(con, "core.standing_facts")
    con.execute("DELETE FROM f_codes")
    con.execute(
        "INSERT INTO f_codes SELECT auth_code, core.id_code(post_id), starts, ends, fact FROM b_codes_now"
    )
    sql.run(con, "verify/scope")
    sql.run(con, "verify/groups")
    resolve(con, rule)
    sql.run(con, "verify/entries")
    for table in SUMMED:
        _recompute_sum(con, f"packed_{table}", sql.fill(f"sums/{table}", entries="v_entries"))
    sql.run(con, "verify/pairs", pairs=sql.fill("sums/reach_pairs", entries="v_entries"))
    _recompute_sum(con, "packed_reach", "SELECT * EXCLUDE (organic_pairs, paid_pairs) FROM v_pairs")


def _lose(con: duckdb.DuckDBPyConnection) -> None:
    """Makes v_shared and v_losers. Sorted, hashes cost a tenth of what grouping them does."""
    ids = "(SELECT id_hash FROM core.packed_events UNION ALL SELECT id_hash FROM core.facts)"
    (count,) = sql.one(con, f"SELECT count(*) FROM {ids}")
    parts = count // SORTED_MAX + 1
    shared = []
    for part in range(parts):
        found = con.execute(f"SELECT id_hash FROM {ids} WHERE id_hash % {parts} = {part}").fetchnumpy()
        hashes = np.sort(np.ma.getdata(found["id_hash"]))
        shared.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
    rows = "(FROM core.packed_events SEMI JOIN arrow_shared USING (id_hash))"
    events = sql.fill("store/unpack", rows=rows, names="core.names")
    table = pa.table({"id_hash": pa.array(np.concatenate(shared), pa.uint64())})
    with sql.registered(con, "arrow_shared", table):
        sql.run(con, "verify/losers", canonical=canonical_sql(), events=events)


def _recompute_sum(con: duckdb.DuckDBPyConnection, table: str, rows: str) -> None:
    """Makes a `v_` twin of a table of sums, from rows of each key once; those that are all zero go."""
    values = value_columns(con, table)
    columns = ", ".join([*SUMS[table], *(f"{name}::{kind} AS {name}" for name, kind in values)])
    some = " OR ".join(f"{name} <> 0" for name, _ in values)
    con.execute(f"CREATE OR REPLACE TEMP TABLE v_{table} AS SELECT {columns} FROM ({rows}) WHERE {some}")


def _laws(con: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    for name, law, violations in (
        *sql.run(con, "verify/checks").fetchall(),
        *sql.run(con, "verify/trail", line_bytes_max=str(LINE_BYTES_MAX)).fetchall(),
    ):
        times = "once" if violations == 1 else f"{violations:,} times"
        yield Check(name, violations == 0, law if violations == 0 else f"broken {times}: {law}")


def _comparisons(con: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    named = con.execute(
        "SELECT DISTINCT timezone FROM core.facts WHERE timezone IS NOT NULL ORDER BY 1"
    ).fetchall()
    strange = [name for (name,) in named if name not in timezones.names()]
    yield Check(
        "facts: timezone", not strange, f"not in the shipped database: {strange}" if strange else "all known"
    )
    yield _compare(con, "losers", "SELECT seq, batch FROM core.losers", "SELECT seq, batch FROM v_losers")
    intervals = "SELECT auth_code, post_id, number, starts, ends, fact, revoked FROM"
    yield _compare(con, "code_intervals", f"{intervals} core.code_intervals", f"{intervals} b_codes_now")
    yield _compare(
        con,
        "packed_firsts, packed_corrections: placements",
        f"SELECT seq, {ENTRY} FROM core.packed_standing",
        f"SELECT seq, {ENTRY} FROM r_placed",
    )
    yield _compare_pairs(con)
    for table in digests.SUMMED_TABLES:
        yield _compare(con, table, summed(con, table, SUMS[table]), f"SELECT * FROM v_{table}")
    stored = "SELECT post_id, first_boosted_at FROM core.post_boosts WHERE first_boosted_at IS NOT NULL"
    yield _compare(con, "first_boosts", stored, "SELECT post_id, first_boosted_at FROM v_first_boosts")


def _compare_pairs(con: duckdb.DuckDBPyConnection) -> Check:
    """Compares who saw what: post by post and ad by ad, and pair by pair where these differ."""
    sql.run(con, "verify/pairs_unlike")
    unlike = "SEMI JOIN v_pairs_unlike USING (of_ad, key)"
    stored, recomputed = (
        summed(con, "packed_reach_pairs", SUMS["packed_reach_pairs"], f"(FROM ({rows}) {unlike})")
        for rows in ("FROM core.packed_reach_pairs", sql.fill("sums/reach_pairs", entries="v_entries"))
    )
    if not sql.any_row(con, "v_pairs_unlike"):
        return Check("packed_reach_pairs", True, AS_RECOMPUTED)
    return _compare(con, "packed_reach_pairs", stored, recomputed)


def _compare(con: duckdb.DuckDBPyConnection, name: str, stored: str, recomputed: str) -> Check:
    """Compares two SELECTs, of the same types, as bags of rows."""
    unlike = con.execute(
        sql.fill("verify/unlike", stored=stored, recomputed=recomputed, buckets=str(BUCKETS))
    ).fetchall()
    if not unlike:
        return Check(name, True, AS_RECOMPUTED)
    buckets = ", ".join(str(bucket) for (bucket,) in unlike)
    stored, recomputed = (
        f"SELECT * FROM ({rows}) AS t WHERE hash(t) % {BUCKETS} IN ({buckets})"
        for rows in (stored, recomputed)
    )
    over = f"(({stored}) EXCEPT ALL ({recomputed}))"
    short = f"(({recomputed}) EXCEPT ALL ({stored}))"
    more, fewer, stored_row, recomputed_row = sql.one(
        con,
        f"SELECT (SELECT count(*) FROM {over}), (SELECT count(*) FROM {short}), "
        f"(SELECT any_value(t::VARCHAR) FROM {over} AS t), (SELECT any_value(t::VARCHAR) FROM {short} AS t)",
    )
    found = []
    if more:
        found.append(f"{more} rows that should not be there, such as {stored_row}")
    if fewer:
        found.append(f"{fewer} rows missing, such as {recomputed_row}")
    return Check(name, not found, "; ".join(found) or AS_RECOMPUTED)


def _equal(name: str, stored: str, recomputed: str) -> Check:
    ok = stored == recomputed
    return Check(name, ok, AS_RECOMPUTED if ok else f"stored {stored}, recomputed {recomputed}")
