"""`verify` of a store against the replay that made it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import machine
from benchmarks.logs import simulated
from benchmarks.replay import replay
from benchmarks.row import Outcome, Sizes, Verdict
from benchmarks.timing import SPARKTALLY, Pairs, clear, run, warm
from sparktally.simulate.knobs import Knobs


def row(sizes: Sizes) -> Outcome:
    """Replay, then verify what came of it, some times."""
    log = simulated(Knobs(lines=sizes.lines, seed=sizes.seed), sizes.cache)
    warm(log)
    pairs = Pairs([], [])
    with tempfile.TemporaryDirectory(prefix="sparktally-verify-", dir=sizes.cache) as folder:
        store = Path(folder) / "store.duckdb"
        for _ in range(sizes.long_pairs):
            clear(Path(folder))
            pairs.other.append(replay(log, sizes.lines, store))
            pairs.ours.append(run([*SPARKTALLY, "verify", "--store", store], Path(folder) / "verify.txt"))
    table = pairs.table("`sparktally verify`", "`sparktally replay`")
    section = f"{sizes.lines:,} lines, replayed and then verified.\n\n{table}\n\nOn {machine.describe()}."
    return Outcome(section, (Verdict("verify against the replay", pairs.ratio, "x", 1.0, 0.5),))
