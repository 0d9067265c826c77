"""Time the fast lane alone: `python -m benchmarks.gate`. Lines a second and the share of lines that it takes.

Reads a generated log and, where it has been built, the example's. Exits 1 when a share is under
`--share-min`.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.logs import CACHE, EXAMPLE, simulated
from schemas.gate import gate_sql
from sparktally.simulate.knobs import Knobs


@dataclass(frozen=True, slots=True)
class Lane:
    """What the fast lane did with one log: `lines` in it, `fast` of them taken, in `seconds`."""

    lines: int
    fast: int
    seconds: float

    @property
    def share(self) -> float:
        """Share of lines taken, from 0 to 1."""
        return self.fast / self.lines if self.lines else 0.0

    @property
    def lines_per_second(self) -> float:
        """Lines looked at in a second, the taken ones decoded."""
        return self.lines / self.seconds


def measure(log: Path, most: int | None = None) -> Lane:
    """Decode the first `most` lines of an NDJSON log by the fast lane into a table in memory."""
    lines, spoiled = _read(log, most)
    with duckdb.connect() as db:
        db.register("arrow_lines", lines)
        db.execute("CREATE TABLE lines AS FROM arrow_lines")
        began = time.perf_counter()
        db.execute(f"CREATE TABLE decoded AS {gate_sql('lines')}")
        seconds = time.perf_counter() - began
        row = db.execute("SELECT count(*) FILTER (ok) FROM decoded").fetchone()
    return Lane(lines.num_rows + spoiled, row[0] if row else 0, seconds)


def _read(log: Path, most: int | None) -> tuple[pa.Table, int]:
    """Read lines as (seq, line), and count apart those that are not UTF-8: they never reach the lane."""
    texts, spoiled = [], 0
    with log.open("rb") as file:
        for number, raw in enumerate(file):
            if number == most:
                break
            try:
                texts.append(raw.strip(b"\r\n\t ").decode())
            except UnicodeDecodeError:
                spoiled += 1
    return pa.table({"seq": pa.array(range(len(texts)), pa.int64()), "line": pa.array(texts)}), spoiled


def main(arguments: list[str] | None = None) -> int:
    """Measure and print each log; 1 when a share is under what it must be."""
    parser = argparse.ArgumentParser(description="Time the fast lane alone.")
    parser.add_argument(
        "--lines", type=int, default=1_000_000, help="lines of the generated log (default 1000000)"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the generated log (default 1)")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where generated logs are kept")
    parser.add_argument(
        "--share-min", type=float, default=0.95, help="the least share of lines taken (default 0.95)"
    )
    options = parser.parse_args(arguments)
    logs = [simulated(Knobs(lines=options.lines, seed=options.seed), options.cache), EXAMPLE]
    low = False
    for log in filter(Path.exists, logs):
        lane = measure(log)
        print(f"{log.name}: {lane.share:.2%} of {lane.lines:,} lines, {lane.lines_per_second:,.0f} lines/s")
        low |= lane.share < options.share_min
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
