"""`post ID` as a whole process, beyond what starting Python takes, and where that time goes."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks import machine
from benchmarks.history import history
from benchmarks.row import Outcome, Sizes, Verdict
from benchmarks.timing import HOME, SPARKTALLY, Run, compared, peak, run, spread
from engine import Reader

RUNS = 20
PACKAGES = ("schemas", "engine", "streams", "sparktally")
STEPS = (sys.executable, "-m", "benchmarks.asking")


def row(sizes: Sizes) -> Outcome:
    """The most viewed post of the longest history, some times."""
    longest = history(sizes, sizes.history[-1])
    with Reader.open(longest.store) as reader:
        most = reader.query(
            "SELECT post_id, reach FROM post_totals ORDER BY video_views DESC, post_id LIMIT 1"
        )
        ((post, reach),) = most.fetchall()
    with tempfile.TemporaryDirectory(prefix="sparktally-post-") as folder:
        output, bare_home = Path(folder) / "out.txt", _without_bytecode(Path(folder) / "home")
        command = [*SPARKTALLY, "post", post, "--store", longest.store, "--json"]
        run(command, output)  # what a second reader finds in the system's memory, and compiled modules
        pairs = compared(
            RUNS, lambda: run(command, output), lambda: run([sys.executable, "-c", "pass"], output)
        )
        anew = [run(command, output, bare_home) for _ in range(RUNS)]
        steps = _steps(longest.store, post, output)
    ours, bare, source = ([each.seconds * 1000 for each in runs] for runs in (pairs.ours, pairs.other, anew))
    beyond = [a - b for a, b in zip(ours, bare, strict=True)]
    section = f"""\
The most viewed post (reach {reach:,}) of a store of {longest.lines:,} lines; {RUNS} pairs.

| | min | median | max | peak memory |
|---|---:|---:|---:|---:|
| `sparktally post ID --json` | {spread(ours, " ms")} | {peak(pairs.ours)} |
| `python -c pass` | {spread(bare, " ms")} | {peak(pairs.other)} |
| the difference, pair by pair | {spread(beyond, " ms")} | |
| `sparktally post ID --json`, our modules not compiled before | {spread(source, " ms")} | {peak(anew)} |

Where it goes, by the clock of another {RUNS} processes:

{_table(pairs.other, steps)}

On {machine.describe()}."""
    return Outcome(section, (Verdict("`post ID` beyond the interpreter", median(beyond), " ms", 200, 50),))


def _without_bytecode(home: Path) -> Path:
    """A copy of our packages as they are where nothing was run yet."""
    for package in PACKAGES:
        shutil.copytree(HOME / package, home / package, ignore=shutil.ignore_patterns("__pycache__"))
    return home


def _steps(store: Path, post: str, output: Path) -> list[dict[str, float]]:
    """The milliseconds that each step of the command took, a dict a process."""
    found = []
    for _ in range(RUNS):
        run([*STEPS, store, post], output)
        found.append(json.loads(output.read_text(encoding="utf-8").splitlines()[-1]))
    return found


def _table(bare: Sequence[Run], steps: Sequence[dict[str, float]]) -> str:
    """The steps, behind that of starting Python, as Markdown."""
    times = {"starting Python, and leaving it": [each.seconds * 1000 for each in bare]}
    times |= {name: [step[name] for step in steps] for name in steps[0]}
    lines = [f"| {name} | {spread(each, ' ms')} |" for name, each in times.items()]
    return "\n".join(["| | min | median | max |", "|---|---:|---:|---:|", *lines])
