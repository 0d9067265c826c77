"""Judging logs without a store: how many lines are valid, which are dead, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import duckdb

from engine.batch import Batch
from engine.lines import Rows, fast_lane, judge, left
from schemas import Event, Reason
from streams.replay import ReadAhead
from streams.source import Source


@dataclass(frozen=True, slots=True)
class Example:
    """A dead line: where it stands, and why it is dead."""

    source: str
    number: int
    reasons: tuple[Reason, ...]

    @property
    def where(self) -> str:
        """`file:line`."""
        return f"{self.source}:{self.number}"


@dataclass(slots=True)
class Report:
    """What validation found; all counts are of lines, `lines = valid + dead`.

    Args:
        lines: lines read, blank ones not counted.
        valid: lines that are events. (Duplicates are not looked for.)
        dead: lines that would be dead letters.
        fast_lines: of the valid ones, those that the fast lane decided, which looks at 1,000 at least.
        types: valid lines by event type.
        reasons: dead lines by reason code; a line with reasons of two codes counts in both.
        examples: the first dead lines in reading order, by reason code.
    """

    lines: int = 0
    valid: int = 0
    dead: int = 0
    fast_lines: int = 0
    types: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Example]] = field(default_factory=dict)


def validate(
    source: Source,
    *,
    examples_max: int = 5,
    on_batch: Callable[[Report], None] | None = None,
) -> Report:
    """Read all of `source` from its start and judge every line as a replay would.

    Args:
        source: what to read.
        examples_max: examples to keep for each reason code.
        on_batch: called after each batch with the report so far.

    Raises:
        SparktallyError: whatever the source raises.
    """
    report = Report()
    with duckdb.connect() as con, ReadAhead(source.batches({})) as batches:
        for batch in batches:
            _judge_batch(con, batch, report, examples_max)
            if on_batch is not None:
                on_batch(report)
    return report


def _judge_batch(con: duckdb.DuckDBPyConnection, batch: Batch, report: Report, examples_max: int) -> None:
    lines = batch.lines
    con.execute("CREATE OR REPLACE TEMP TABLE taken (seq BIGINT, type VARCHAR)")

    def take(gate: str) -> Rows:
        con.execute(f"INSERT INTO taken SELECT seq, type FROM ({gate}) WHERE ok")
        return con.execute("SELECT seq FROM taken").fetchnumpy()["seq"]

    batch = batch.prepared()
    if batch.scanned is not None:
        report.types.update(map(str, batch.scanned["type"].to_pylist()))
    passed = fast_lane(con, batch, take)
    report.lines += lines.num_rows
    report.fast_lines += len(passed)
    report.valid += len(passed)
    report.types.update(dict(con.execute("SELECT type, count(*) FROM taken GROUP BY type").fetchall()))
    for _, chunk in left(lines, passed):
        for line in chunk:
            _judge_line(line, report, examples_max)


def _judge_line(line: dict[str, Any], report: Report, examples_max: int) -> None:
    outcome = judge(line)
    if isinstance(outcome, Event):
        report.valid += 1
        report.types[outcome.type] += 1
        return
    report.dead += 1
    example = Example(line["source"], line["number"], outcome)
    for code in dict.fromkeys(reason.code for reason in outcome):
        report.reasons[code] += 1
        kept = report.examples.setdefault(code, [])
        if len(kept) < examples_max:
            kept.append(example)
