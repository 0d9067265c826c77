"""Where a replay's time goes, step by step."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import machine
from benchmarks.logs import simulated
from benchmarks.row import Outcome, Sizes
from benchmarks.timing import run, warm
from sparktally.simulate.knobs import Knobs


def row(sizes: Sizes) -> Outcome:
    """One replay, with the seconds of each step in all batches together."""
    log = simulated(Knobs(lines=sizes.lines, seed=sizes.seed), sizes.cache)
    warm(log)
    with tempfile.TemporaryDirectory(prefix="sparktally-steps-", dir=sizes.cache) as folder:
        output = Path(folder) / "steps.json"
        run([sys.executable, "-m", "benchmarks.stepped", log, Path(folder) / "s.duckdb"], output)
        told = json.loads(output.read_text(encoding="utf-8"))
    steps: dict[str, float] = told["steps"]
    whole = sum(steps.values())
    rows = [f"| `{name}` | {seconds:.2f} | {seconds / whole:.1%} |" for name, seconds in steps.items()]
    head = "| step | seconds | share |\n|---|---:|---:|"
    section = (
        f"One replay of {told['lines']:,} lines, {told['seconds']:.1f} s. `waiting` is for lines to be read\n"
        "and split, which goes on beside the other steps; `closing` is the digest and a checkpoint.\n\n"
    )
    return Outcome("\n".join([section + head, *rows, "", f"On {machine.describe()}."]))
