"""A whole replay into a new store against a bare CTAS of the same file, NDJSON or Parquet."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import median

import duckdb

from benchmarks import machine
from benchmarks.gate import Lane, share_of
from benchmarks.logs import EXAMPLE, simulated
from benchmarks.row import Outcome, Sizes, Verdict
from benchmarks.timing import SPARKTALLY, Pairs, Run, clear, compared, megabytes, run, warm
from schemas.sql_text import quoted
from sparktally.simulate.knobs import Knobs

MUST, AIM = 4.0, 2.0
NDJSON = "read_json(?, format='newline_delimited', ignore_errors=true, {columns})"
CTAS = """
import sys, duckdb
log, store, relation = sys.argv[1:]
with duckdb.connect(store) as db:
    db.execute(f"CREATE TABLE t AS SELECT * FROM {relation}", [log])
"""


def replay(log: Path, lines: int, store: Path) -> Run:
    """Replay the log into a new store, and check that its summary counts every line."""
    summary = store.with_suffix(".json")
    done = run([*SPARKTALLY, "replay", log, "--store", store, "--json"], summary)
    told = json.loads(summary.read_text(encoding="utf-8"))
    if told["lines"] != lines:
        raise RuntimeError(f"{log}: has {lines} lines, but the replay read {told['lines']}")
    return done


def bare(log: Path, relation: str, store: Path) -> Run:
    """Load the log as it is, every field of every line that is JSON."""
    return run([sys.executable, "-c", CTAS, log, store, relation], store.with_suffix(".txt"))


def relation_of(log: Path) -> str:
    """How DuckDB reads all fields of the log.

    Left to itself it looks at the first 20,480 lines of NDJSON, and drops every field that only comes
    later; looking at all lines takes as long again as loading them. So it is told what it would find.
    """
    if log.suffix == ".parquet":
        return "read_parquet(?)"
    everywhere = NDJSON.format(columns="sample_size=-1")
    with duckdb.connect() as db:
        found = db.execute(f"DESCRIBE SELECT * FROM {everywhere}", [str(log)]).fetchall()
    told = ", ".join(f"{name}: {quoted(kind)}" for name, kind, *_ in found)
    return NDJSON.format(columns=f"columns={{{told}}}")


def compare(log: Path, sizes: Sizes) -> Pairs:
    """Time the pairs, after one look at the file."""
    warm(log)
    relation = relation_of(log)
    with tempfile.TemporaryDirectory(prefix="sparktally-replay-", dir=sizes.cache) as scratch:

        def ours() -> Run:
            clear(Path(scratch))
            return replay(log, sizes.lines, Path(scratch) / "ours.duckdb")

        def other() -> Run:
            clear(Path(scratch))
            return bare(log, relation, Path(scratch) / "bare.duckdb")

        return compared(sizes.pairs, ours, other)


def ndjson(sizes: Sizes) -> Outcome:
    """Replay of NDJSON, with the share of the fast lane."""
    log = simulated(Knobs(lines=sizes.lines, seed=sizes.seed), sizes.cache)
    pairs = compare(log, sizes)
    lane, example = share_of(log), share_of(EXAMPLE) if EXAMPLE.exists() else None
    return Outcome(_report(log, sizes.lines, pairs, lane, example), (_verdict("NDJSON", pairs),))


def parquet(sizes: Sizes) -> Outcome:
    """Replay of Parquet."""
    log = simulated(Knobs(lines=sizes.lines, seed=sizes.seed), sizes.cache, "parquet")
    pairs = compare(log, sizes)
    table = pairs.table("`sparktally replay` of Parquet", "bare `CREATE TABLE … AS FROM read_parquet`")
    rate = sizes.lines / median(each.seconds for each in pairs.ours)
    section = (
        f"The same {sizes.lines:,} lines as Parquet ({megabytes(log)}); {len(pairs.ours)} pairs.\n\n"
        f"{table}\n\n{rate:,.0f} lines/s in the median.\n\nOn {machine.describe()}."
    )
    return Outcome(section, (_verdict("Parquet", pairs),))


def _verdict(what: str, pairs: Pairs) -> Verdict:
    return Verdict(f"replay of {what} against a bare load", pairs.ratio, "x", MUST, AIM)


def _report(log: Path, lines: int, pairs: Pairs, lane: Lane, example: Lane | None) -> str:
    """Write the result as Markdown: a table of times, the ratios, and what it ran on."""
    rates = [lines / each.seconds for each in pairs.ours]
    also = f", and {example.share:.2%} of the example's" if example else ""
    size = f"{megabytes(log)}, {log.stat().st_size / lines:.0f} bytes a line"
    table = pairs.table("`sparktally replay` into a new store", "bare `CREATE TABLE … AS FROM read_json`")
    return f"""\
{lines:,} generated lines ({size}); pairs in one run: {len(pairs.ours)}; each run is a whole process.

{table}

Replay: {median(rates):,.0f} lines/s in the median, {max(rates):,.0f} at best. The fast lane takes
{lane.share:.2%} of the lines, alone at {lane.lines_per_second:,.0f} lines/s{also}.
The bare load is told the fields and types that DuckDB finds when it looks at every line, which is not
timed (left to itself it looks at the first 20,480 and drops fields that come later), and leaves out the
lines that are no JSON.

On {machine.describe()}."""
