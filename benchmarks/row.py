"""A row of the benchmarks: how big it is measured, what it says, and what it must and may hope to hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.logs import CACHE

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How big a row is measured.

    Args:
        lines: of the log that is replayed, verified and the like.
        history: lines of the stores that batches are applied to, growing.
        batch_lines: of a batch applied to a history; a small one has a tenth.
        batches: of each size, on each history.
        pairs: of runs that are compared; of those that take minutes, half as many and one.
        seed: of the logs.
        cache: where logs and histories are kept between runs.
        picture: where the chart of batches against history is drawn.
    """

    lines: int = 5 * MILLION
    history: tuple[int, ...] = (MILLION, 5 * MILLION, 10 * MILLION, 20 * MILLION, 50 * MILLION)
    batch_lines: int = 10_000
    batches: int = 20
    pairs: int = 5
    seed: int = 1
    cache: Path = CACHE
    picture: Path | None = None

    @property
    def long_pairs(self) -> int:
        """Pairs of runs that take minutes."""
        return self.pairs // 2 + 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure beside its bounds, which it should be under, or over where `at_least` says so."""

    what: str
    value: float
    unit: str
    must: float | None = None
    aim: float | None = None
    at_least: bool = False

    def meets(self, bound: float | None) -> bool:
        """Whether the figure keeps a bound; where there is none, it does."""
        if bound is None:
            return True
        return self.value >= bound if self.at_least else self.value <= bound

    def told(self) -> str:
        """The figure with its bounds and whether it keeps them, in a line."""
        sign = ">=" if self.at_least else "<="
        parts = [f"**{self.what}: {self._shown(self.value)}**"]
        for name, bound in (("must be", self.must), ("aim", self.aim)):
            if bound is not None:
                kept = "met" if self.meets(bound) else "**missed**"
                parts.append(f"{name} {sign} {bound:g}{self.unit}: {kept}")
        return "; ".join(parts) + "."

    def _shown(self, value: float) -> str:
        return f"{value:,.0f}{self.unit}" if value >= 100 else f"{value:.2f}{self.unit}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row says, as Markdown, and the figures that are held to something."""

    section: str
    verdicts: tuple[Verdict, ...] = ()

    def page(self) -> str:
        """The section with its verdicts."""
        return "\n".join([self.section, "", *(f"- {each.told()}" for each in self.verdicts)]).rstrip()


Row = Callable[[Sizes], Outcome]
