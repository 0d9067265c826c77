"""A log whose facts all come last, in little memory, against the same log with its facts first."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import machine
from benchmarks.logs import simulated
from benchmarks.row import Outcome, Sizes, Verdict
from benchmarks.timing import Run, clear, compared, run, warm
from sparktally.simulate.knobs import Facts, Knobs

MEMORY_LIMIT = "2GiB"


def row(sizes: Sizes) -> Outcome:
    """Both in turn; what the two stores say has to be the same."""
    logs = {
        facts: simulated(Knobs(lines=sizes.lines, seed=sizes.seed, facts=facts), sizes.cache)
        for facts in (Facts.LAST, Facts.FIRST)
    }
    warm(*logs.values())
    digests: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="sparktally-facts-", dir=sizes.cache) as folder:

        def replayed(facts: Facts) -> Run:
            clear(Path(folder))
            output = Path(folder) / "told.json"
            program = [sys.executable, "-m", "benchmarks.stepped", "--memory-limit", MEMORY_LIMIT]
            done = run([*program, logs[facts], Path(folder) / "store.duckdb"], output)
            digests.add(json.loads(output.read_text(encoding="utf-8"))["digest"])
            return done

        pairs = compared(sizes.long_pairs, lambda: replayed(Facts.LAST), lambda: replayed(Facts.FIRST))
    if len(digests) != 1:
        raise RuntimeError(f"the order of lines made a difference: {digests}")
    table = pairs.table("facts last", "facts first")
    section = (
        f"{sizes.lines:,} lines, DuckDB's memory limit at {MEMORY_LIMIT}; all digests are the same.\n\n"
        f"{table}\n\nOn {machine.describe()}."
    )
    return Outcome(section, (Verdict("facts last against facts first", pairs.ratio, "x", 3.0),))
