"""What a batch costs on stores of one million lines to fifty: medians, steps, the largest against the least.

The batches are the lines that come next in the log that the history is of, late facts and all. They are
committed as any others, and the history grows by them: by half a percent where it is fifty million lines, by
a quarter where it is one. That makes the smallest a little dearer, and the ratio a little smaller. The least
and the largest take turns, batch by batch, so that a busy machine slows both.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import machine
from benchmarks.chart import draw
from benchmarks.history import History, history
from benchmarks.row import Outcome, Sizes, Verdict
from benchmarks.stepped import Steps, clock
from benchmarks.timing import spread
from engine import Ledger
from streams.files import FileSource

WARM = 2
"""Batches before those that count: the first ones read what the others find in memory."""
MEMORY_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Cost:
    """What batches of `lines` lines cost on a history: seconds of each, and seconds by step of each.

    Args:
        history: lines of the store.
        lines: of a batch.
        seconds: of `Ledger.apply`, the commit included.
        steps: for each batch, by the step's name.
        facts: in all of the batches.
        corrections: that all of them made.
    """

    history: int
    lines: int
    seconds: list[float]
    steps: list[dict[str, float]]
    facts: int
    corrections: int

    def by_step(self) -> dict[str, float]:
        """The median of each step, in seconds."""
        found: defaultdict[str, list[float]] = defaultdict(list)
        for batch in self.steps:
            for name, seconds in batch.items():
                found[name].append(seconds)
        return {name: median(values) for name, values in found.items() if name != "waiting"}


class Applying:
    """A history open for writing, batches of one size applied to it one by one."""

    def __init__(self, ledger: Ledger, of: History, lines: int) -> None:
        self._ledger, self._of, self._lines = ledger, of, lines
        source = FileSource([str(of.following)], clock=clock, batch_lines=lines)
        self._batches = source.batches(ledger.positions())
        self._seconds: list[float] = []
        self._steps: list[dict[str, float]] = []
        self._first = self._last_batch() + 1 + WARM

    def apply_one(self) -> None:
        """Apply the next batch.

        Raises:
            RuntimeError: no line is left.
        """
        batch = next(self._batches, None)
        if batch is None:
            raise RuntimeError(f"no lines are left: remove {self._of.store.parent} and run again")
        steps = Steps()
        self._ledger.on_step = steps
        began = time.perf_counter()
        self._ledger.apply(batch)
        self._seconds.append(time.perf_counter() - began)
        steps("end")
        self._steps.append(dict(steps.seconds))

    def cost(self) -> Cost:
        """What they cost, without the first ones."""
        self._batches.close()
        asked = (
            "SELECT (SELECT count(*) FROM core.facts WHERE batch >= $first), "
            "(SELECT coalesce(sum(corrections), 0)::BIGINT FROM batches WHERE batch >= $first)"
        )
        ((facts, corrections),) = self._ledger.query(asked.replace("$first", str(self._first))).fetchall()
        return Cost(self._of.lines, self._lines, self._seconds[WARM:], self._steps[WARM:], facts, corrections)

    def _last_batch(self) -> int:
        ((last,),) = self._ledger.query("SELECT coalesce(max(batch), 0) FROM batches").fetchall()
        return int(last)


def costs(sizes: Sizes, histories: list[History], lines: int) -> list[Cost]:
    """Batches of so many lines applied to these histories in turn, as long as each has one."""
    limit = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * MEMORY_SHARE / 2**20)
    with ExitStack() as open_ones:
        turns = []
        for each in histories:
            ledger = open_ones.enter_context(Ledger.open(each.store, memory_limit=f"{limit}MiB"))
            turns.append(Applying(ledger, each, lines))
        for _ in range(WARM + sizes.batches):
            for turn in turns:
                turn.apply_one()
        found = [turn.cost() for turn in turns]
    for cost in found:
        said = f"{median(cost.seconds) * 1000:,.0f} ms in the median"
        print(f"{cost.lines:,} lines on {cost.history:,}: {said}", file=sys.stderr)
    return found


def row(sizes: Sizes) -> Outcome:
    """All histories, both sizes of batches."""
    of = {lines: history(sizes, lines) for lines in sizes.history}
    groups = [[sizes.history[0], sizes.history[-1]], *([lines] for lines in sizes.history[1:-1])]
    found: dict[int, list[Cost]] = {}
    for lines in (sizes.batch_lines, sizes.batch_lines // 10):
        measured = [cost for group in groups for cost in costs(sizes, [of[one] for one in group], lines)]
        found[lines] = sorted(measured, key=lambda cost: cost.history)
    large, small = found.values()
    if sizes.picture:
        draw(sizes.picture, large, small)
    return Outcome(_section(sizes.picture, large, small), _verdicts(large, small))


def _verdicts(large: list[Cost], small: list[Cost]) -> tuple[Verdict, ...]:
    ratio = median(large[-1].seconds) / median(large[0].seconds)
    what = f"a batch of {large[0].lines:,} lines on {large[-1].history:,} against {large[0].history:,}"
    alone = f"a batch of {small[-1].lines:,} lines on {small[-1].history:,}"
    return (
        Verdict(what, ratio, "x", 6.0, 1.5),
        Verdict(alone, median(small[-1].seconds) * 1000, " ms", 500, 150),
    )


def _section(picture: Path | None, large: list[Cost], small: list[Cost]) -> str:
    head = (
        "| history | batch | min | median | max | facts | corrections |\n|---:|---:|---:|---:|---:|---:|---:|"
    )
    rows = [
        f"| {cost.history:,} | {cost.lines:,} | {spread([each * 1000 for each in cost.seconds], ' ms')} | "
        f"{cost.facts:,} | {cost.corrections:,} |"
        for cost in [*large, *small]
    ]
    pairs = [last / first for last, first in zip(large[-1].seconds, large[0].seconds, strict=True)]
    ratio = f"Largest over least, pair by pair (min, median, max): {spread(pairs, 'x')}.".replace(" |", ",")
    shown = [f"![What a batch costs]({picture.name})", ""] if picture else []
    about = f"{len(pairs)} batches of each size on each history, after {WARM} that do not count."
    return "\n".join(
        [about, "", head, *rows, "", ratio, "", *shown, _by_step(large), "", f"On {machine.describe()}."]
    )


def _by_step(large: list[Cost]) -> str:
    """Medians of each step, a column a history."""
    steps = [cost.by_step() for cost in large]
    names = list(steps[0])
    head = f"| step, ms | {' | '.join(f'{cost.history:,}' for cost in large)} |"
    rule = f"|---|{'---:|' * len(large)}"
    rows = [f"| `{name}` | {' | '.join(f'{each[name] * 1000:.1f}' for each in steps)} |" for name in names]
    return "\n".join([head, rule, *rows])
