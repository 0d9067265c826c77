"""The chart of what a batch costs against the history that it is applied to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Protocol

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt


class Costs(Protocol):
    """What is drawn of a cost."""

    @property
    def history(self) -> int: ...  # noqa: D102
    @property
    def lines(self) -> int: ...  # noqa: D102
    @property
    def seconds(self) -> list[float]: ...  # noqa: D102


def draw(path: Path, *series: Sequence[Costs]) -> None:
    """Draw medians with the range of all batches around them, a line a size of batch, as an SVG."""
    with mpl.rc_context({"svg.hashsalt": "batches", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
        for costs in series:
            history = [cost.history / 1e6 for cost in costs]
            medians = [median(cost.seconds) * 1000 for cost in costs]
            axes.fill_between(
                history,
                [min(cost.seconds) * 1000 for cost in costs],
                [max(cost.seconds) * 1000 for cost in costs],
                alpha=0.15,
            )
            axes.plot(history, medians, marker="o", label=f"{costs[0].lines:,} lines")
        axes.set(xlabel="lines in the store, millions", ylabel="milliseconds a batch", ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend(title="median and range of batches of")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)
