"""Logs by chance: `logs()` for Hypothesis, `random_log(seed, size)` for large runs without it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from tests.properties.making import Maker, Pick

T = TypeVar("T")

RULES = ("impression", "one_day_view")
LINES_MAX = 40
PARTS = 4  # lists without a least size shrink best, but are short: some five elements each


def random_log(seed: int, size: int) -> list[bytes]:
    """`size` lines (not blank, without LF), the same ones for the same seed and size."""
    maker = Maker(random.Random(seed).choice, size)  # noqa: S311 -- a seed has to give the same log again
    return [maker.line() for _ in range(size)]


@st.composite
def logs(draw: st.DrawFn, size_max: int = LINES_MAX) -> list[bytes]:
    """At most `size_max` lines of one log (not blank, without LF); shrinks to fewer, simpler ones."""
    maker = Maker(_pick_by(draw), size_max)
    parts = [draw(st.lists(_line(maker), max_size=size_max // PARTS)) for _ in range(PARTS)]
    return [line for part in parts for line in part]


def rules() -> st.SearchStrategy[str]:
    """One of the attribution rules."""
    return st.sampled_from(RULES)


@st.composite
def reorderings(draw: st.DrawFn, lines: Sequence[bytes]) -> list[bytes]:
    """The same set of lines in another order, some of them more than once."""
    again = draw(st.lists(st.sampled_from(lines), max_size=6)) if lines else []
    return draw(st.permutations([*lines, *again]))


@st.composite
def _line(draw: st.DrawFn, maker: Maker) -> bytes:
    maker.pick = _pick_by(draw)
    return maker.line()


def _pick_by(draw: st.DrawFn) -> Pick:
    def pick(options: Sequence[T], /) -> T:
        return options[draw(_below(len(options)))]

    return pick


@cache
def _below(end: int) -> st.SearchStrategy[int]:
    return st.integers(0, end - 1)
