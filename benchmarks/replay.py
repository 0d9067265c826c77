"""Time a whole replay against a bare CTAS of the same file: `python -m benchmarks.replay`.

Generates the log (kept between runs), then, in pairs one after the other in this one run, times
(A) `sparktally replay LOG --store NEW --json` and (B) `CREATE TABLE t AS SELECT * FROM read_json(LOG)` into a
new DuckDB file, each as a whole process. Exits 1 when the median of the ratios A / B is not under
`--ratio-max`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import machine
from benchmarks.gate import Lane, measure
from benchmarks.logs import CACHE, EXAMPLE, simulated
from sparktally.simulate.knobs import Knobs

MARKS = ("<!-- replay: begin -->", "<!-- replay: end -->")
CTAS = """
import sys, duckdb
log, store = sys.argv[1:]
with duckdb.connect(store) as db:
    relation = "read_json(?, format='newline_delimited', ignore_errors=true)"
    db.execute(f"CREATE TABLE t AS SELECT * FROM {relation}", [log])
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One whole process: wall time in seconds, and the most memory it held, in bytes."""

    seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Result:
    """All pairs of runs over one log of `lines` lines and `size` bytes, and the fast lane alone.

    `lane` is of that log, `example` of the example's, None where that has not been built.
    """

    lines: int
    size: int
    ours: list[Run]
    bare: list[Run]
    lane: Lane
    example: Lane | None

    @property
    def ratios(self) -> list[float]:
        """Ours over bare, pair by pair."""
        return [a.seconds / b.seconds for a, b in zip(self.ours, self.bare, strict=True)]


def run(command: list[str], output: Path) -> Run:
    """Run a command to its end, its standard output into a file; it must succeed."""
    with output.open("wb") as stdout:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=stdout, cwd=output.parent)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def replay(log: Path, lines: int, scratch: Path) -> Run:
    """Replay the log into a new store, and check that its summary counts every line."""
    store, summary = scratch / "ours.duckdb", scratch / "summary.json"
    command = [sys.executable, "-m", "sparktally", "replay", str(log), "--store", str(store), "--json"]
    done = run(command, summary)
    told = json.loads(summary.read_text(encoding="utf-8"))
    if told["lines"] != lines:
        raise RuntimeError(f"{log}: has {lines} lines, but the replay read {told['lines']}")
    _clear(scratch)
    return done


def bare(log: Path, scratch: Path) -> Run:
    """Load the log as it is, types detected; rows that are no JSON are left out."""
    done = run([sys.executable, "-c", CTAS, str(log), str(scratch / "bare.duckdb")], scratch / "bare.txt")
    _clear(scratch)
    return done


def _clear(scratch: Path) -> None:
    for path in scratch.iterdir():
        path.unlink()


def compare(log: Path, lines: int, pairs: int, scratch: Path) -> Result:
    """Time the pairs, each in the other order than the one before, after one look at the file."""
    _warm(log)
    ours: list[Run] = []
    plain: list[Run] = []
    for number in range(pairs):
        for first in (number % 2 == 0, number % 2 == 1):
            if first:
                ours.append(replay(log, lines, scratch))
            else:
                plain.append(bare(log, scratch))
        print(f"pair {number + 1}: {ours[-1].seconds:.2f} s / {plain[-1].seconds:.2f} s", file=sys.stderr)
    example = measure(EXAMPLE) if EXAMPLE.exists() else None
    return Result(lines, log.stat().st_size, ours, plain, measure(log), example)


def _warm(log: Path) -> None:
    """Read the file once, so that no run waits for the disk alone."""
    with log.open("rb") as file:
        while file.read(1 << 24):
            pass


def report(result: Result) -> str:
    """Write the result as Markdown: a table of times, the ratios, and what it ran on."""
    ours, plain, lines, lane = result.ours, result.bare, result.lines, result.lane
    rates = [lines / run.seconds for run in ours]
    also = f", and {result.example.share:.2%} of the example's" if result.example else ""
    size = f"{result.size / 1e6:,.0f} MB, {result.size / lines:.0f} bytes a line"
    return f"""\
{lines:,} generated lines ({size}); pairs in one run: {len(ours)}; each run is a whole process.

| | min | median | max | peak memory |
|---|---:|---:|---:|---:|
| `sparktally replay` into a new store | {_row([run.seconds for run in ours], " s")} | {_peak(ours)} |
| bare `CREATE TABLE … AS FROM read_json` | {_row([run.seconds for run in plain], " s")} | {_peak(plain)} |
| ratio, pair by pair | {_row(result.ratios, "x")} | |

Replay: {median(rates):,.0f} lines/s in the median, {max(rates):,.0f} at best. The fast lane takes
{lane.share:.2%} of the lines, alone at {lane.lines_per_second:,.0f} lines/s{also}.
The bare load leaves out the lines that are no JSON (`ignore_errors`).

On {machine.describe()}."""


def _row(values: list[float], unit: str) -> str:
    return " | ".join(f"{value:.2f}{unit}" for value in (min(values), median(values), max(values)))


def _peak(runs: list[Run]) -> str:
    return f"{max(run.peak_bytes for run in runs) / 2**20:,.0f} MiB"


def write(page: Path, section: str) -> None:
    """Put the section between its marks in the page, at its end where it has none; the rest stays."""
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    begin, end = MARKS
    if begin not in text:
        text = f"{text.rstrip()}\n\n{begin}\n{end}\n"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{before}{begin}\n{section}\n{end}{after}", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Generate, time, print; 1 when the median ratio is not under what it must be, 2 when a run failed."""
    options = _parser().parse_args(arguments)
    log = simulated(Knobs(lines=options.lines, seed=options.seed), options.cache)
    with tempfile.TemporaryDirectory(prefix="sparktally-replay-") as scratch:
        try:
            result = compare(log, options.lines, options.pairs, Path(scratch))
        except subprocess.CalledProcessError as error:
            print(f"no figures: {' '.join(error.cmd)} ended with {error.returncode}", file=sys.stderr)
            return 2
    section = report(result)
    print(section)
    if options.write:
        write(options.write, section)
    ratio = median(result.ratios)
    slow = ratio >= options.ratio_max
    if slow:
        must = f"and must be under {options.ratio_max:g}"
        print(f"too slow: the median ratio is {ratio:.2f}, {must}", file=sys.stderr)
    return int(slow)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Time a whole replay against a bare CTAS of the same file.")
    parser.add_argument(
        "--lines", type=int, default=1_000_000, help="lines of the generated log (default 1000000)"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the generated log (default 1)")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs (default 5)")
    parser.add_argument(
        "--ratio-max", type=float, default=8.0, help="the median ratio must be under this (default 8)"
    )
    parser.add_argument("--write", type=Path, help="the page whose marked section is rewritten")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where generated logs are kept")
    return parser


if __name__ == "__main__":
    sys.exit(main())
