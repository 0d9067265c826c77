"""`post ID` as a whole process, beyond what starting Python takes."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import machine
from benchmarks.history import history
from benchmarks.row import Outcome, Sizes, Verdict
from benchmarks.timing import SPARKTALLY, compared, peak, run, spread
from engine import Reader

RUNS = 20


def row(sizes: Sizes) -> Outcome:
    """The most viewed post of the longest history, some times."""
    longest = history(sizes, sizes.history[-1])
    with Reader.open(longest.store) as reader:
        most = reader.query(
            "SELECT post_id, reach FROM post_totals ORDER BY video_views DESC, post_id LIMIT 1"
        )
        ((post, reach),) = most.fetchall()
    with tempfile.TemporaryDirectory(prefix="sparktally-post-") as folder:
        output = Path(folder) / "out.txt"
        command = [*SPARKTALLY, "post", post, "--store", longest.store, "--json"]
        run(command, output)  # what a second reader finds in the system's memory
        pairs = compared(
            RUNS, lambda: run(command, output), lambda: run([sys.executable, "-c", "pass"], output)
        )
    ours, bare = ([each.seconds * 1000 for each in runs] for runs in (pairs.ours, pairs.other))
    beyond = [a - b for a, b in zip(ours, bare, strict=True)]
    section = f"""\
The most viewed post (reach {reach:,}) of a store of {longest.lines:,} lines; {RUNS} pairs.

| | min | median | max | peak memory |
|---|---:|---:|---:|---:|
| `sparktally post ID --json` | {spread(ours, " ms")} | {peak(pairs.ours)} |
| `python -c pass` | {spread(bare, " ms")} | {peak(pairs.other)} |
| the difference, pair by pair | {spread(beyond, " ms")} | |

On {machine.describe()}."""
    return Outcome(section, (Verdict("`post ID` beyond the interpreter", median(beyond), " ms", 200, 50),))
