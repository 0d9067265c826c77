"""Verify: everything recomputed from the stored events, and held against what is maintained.

Source of what must hold: SEMANTICS 3. Works on a connection that may only read: all it makes is temporary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from engine import digest as digests
from engine import sql, standing
from engine.compact import SUMS, summed
from engine.packing import PACKED_KEYS, unpacked
from engine.resolve import AttributionRule, resolve
from schemas import timezones
from schemas.canonical import canonical_sql
from schemas.json_text import LINE_BYTES_MAX

ENTRY = "disposition, side, to_post, to_ad, sign, ad_day, milestone, click_class, conflict, fact, cause"


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
    entries = digests.of_entries(con, "FROM v_bodies SELECT h", "v_entries")
    totals = digests.totals_text({name: f"FROM v_{name}" for name in digests.TOTALS}, "FROM v_first_boosts")
    sums = digests.add(entries, digests.of_tables(con, totals))
    recomputed = digests.text(sums, rule)
    checks.append(
        _equal(
            "digests", digests.text(digests.add(digests.kept(con), digests.of_tables(con)), rule), recomputed
        )
    )
    return Verification(all(check.ok for check in checks), recomputed, checks)


def recompute(con: duckdb.DuckDBPyConnection, rule: AttributionRule) -> None:
    """Makes, from bodies alone: v_losers, f_*, r_placed, v_entries, v_first_boosts, a `v_` twin a sum."""
    standing.load(con)
    sql.run(con, "verify/losers", body=digests.body_text(), canonical=canonical_sql())
    standing.codes_now(con, "core.standing_facts")
    con.execute("DELETE FROM f_codes")
    con.execute(
        "INSERT INTO f_codes SELECT auth_code, core.id_code(post_id), starts, ends, fact FROM b_codes_now"
    )
    sql.run(con, "verify/scope")
    sql.run(con, "verify/groups")
    resolve(con, rule)
    sql.run(con, "verify/entries")
    for table, key in PACKED_KEYS.items():
        _recompute_sum(con, table, unpacked(sql.fill(f"sums/{table}", entries="v_entries"), key))
    _recompute_sum(con, "packed_reach_pairs", sql.fill("sums/reach_pairs", entries="v_entries"))
    _recompute_sum(con, "reach", unpacked(sql.fill("verify/reach", pairs="v_packed_reach_pairs"), "key"))


def _recompute_sum(con: duckdb.DuckDBPyConnection, table: str, rows: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE v_{table} AS {summed(con, table, SUMS[table], f'({rows})')}")


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
    for table in ("post_days", "ad_days", "creator_follows", "packed_reach_pairs", "reach"):
        yield _compare(con, table, summed(con, table, SUMS[table]), f"SELECT * FROM v_{table}")
    stored = "SELECT post_id, first_boosted_at FROM core.post_boosts WHERE first_boosted_at IS NOT NULL"
    yield _compare(con, "first_boosts", stored, "SELECT post_id, first_boosted_at FROM v_first_boosts")
    kept = digests.kept(con).get("bodies", (0, 0))
    bodies = digests.of_entries(con, "FROM v_bodies SELECT h", "(FROM v_entries LIMIT 0)").get(
        "bodies", (0, 0)
    )
    yield _equal("packed_events, facts: bodies", str(kept), str(bodies))


def _compare(con: duckdb.DuckDBPyConnection, name: str, stored: str, recomputed: str) -> Check:
    """Compares two SELECTs as bags of rows."""
    over = f"(({stored}) EXCEPT ALL ({recomputed}))"
    short = f"(({recomputed}) EXCEPT ALL ({stored}))"
    more, fewer, stored_row, recomputed_row = sql.one(
        con,
        f"SELECT (SELECT count(*) FROM {over}), (SELECT count(*) FROM {short}), "
        f"(SELECT any_value(t::VARCHAR) FROM {over} AS t), (SELECT any_value(t::VARCHAR) FROM {short} AS t)",
    )
    if more == fewer == 0:
        return Check(name, True, "as recomputed")
    found = []
    if more:
        found.append(f"{more} rows that should not be there, such as {stored_row}")
    if fewer:
        found.append(f"{fewer} rows missing, such as {recomputed_row}")
    return Check(name, False, "; ".join(found))


def _equal(name: str, stored: str, recomputed: str) -> Check:
    ok = stored == recomputed
    return Check(name, ok, "as recomputed" if ok else f"stored {stored}, recomputed {recomputed}")
