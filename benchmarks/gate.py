"""The fast lane alone: the share of lines that it takes, and lines a second."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks import machine
from benchmarks.logs import EXAMPLE, simulated
from benchmarks.row import MILLION, Outcome, Sizes, Verdict
from schemas.gate import gate_sql
from sparktally.simulate.knobs import Knobs

MUST, AIM = 90.0, 98.0


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


def share_of(log: Path, most: int = MILLION) -> Lane:
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


def _read(log: Path, most: int) -> tuple[pa.Table, int]:
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


def row(sizes: Sizes) -> Outcome:
    """The share of simulated lines, and of the example's where it has been built."""
    log = simulated(Knobs(lines=sizes.lines, seed=sizes.seed), sizes.cache)
    lanes = {"simulated": share_of(log)}
    if EXAMPLE.exists():
        lanes["the example's"] = share_of(EXAMPLE)
    rows = [
        f"| {name} | {lane.lines:,} | {lane.share:.2%} | {lane.lines_per_second:,.0f} |"
        for name, lane in lanes.items()
    ]
    head = "| lines | looked at | taken by the fast lane | lines/s, decoded |\n|---|---:|---:|---:|"
    section = "\n".join([head, *rows, "", f"On {machine.describe()}."])
    share = 100 * lanes["simulated"].share
    return Outcome(section, (Verdict("the fast lane's share", share, "%", MUST, AIM, at_least=True),))
