"""The scanner on lines damaged by chance; and it carries the load."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from tests.engine.scanner.checking import check
from tests.engine.scanner.plain_lines import plain_engagements
from tests.schemas.mutations import mutated
from tests.schemas.valid_lines import valid_lines
from tests.support import Told

_CHUNK = 10_000
_DAMAGED_TAKEN_MIN = 0.05
_PLAIN_MIN = 0.6
"""Of the engagements so many are ASCII alone."""


def _fuzz(count: int, seed: int) -> int:
    """Damages so many lines, half of them plain, and checks each; how many were still taken."""
    turn = random.Random(seed)  # noqa: S311 -- the same lines for the same seed
    taken = 0
    for start in range(0, count, _CHUNK):
        some = min(_CHUNK, count - start)
        lines = [line.decode() for line in plain_engagements(some // 2, seed + start)]
        lines += islice(valid_lines(some, seed + start), some - len(lines))
        turn.shuffle(lines)
        taken += check([mutated(line, turn) for line in lines])
    return taken


def test_the_scanner_is_right_about_mutated_lines() -> None:
    assert _fuzz(5_000, 1) > _DAMAGED_TAKEN_MIN * 5_000


@pytest.mark.prove
def test_the_scanner_is_right_about_many_mutated_lines(record_property: Told) -> None:
    taken = _fuzz(250_000, 2)
    assert taken > _DAMAGED_TAKEN_MIN * 250_000
    record_property("lines", 250_000)
    record_property("lines_taken", taken)


def test_the_scanner_takes_what_producers_write() -> None:
    lines = list(plain_engagements(10_000, 3))
    assert check(lines) > _PLAIN_MIN * len(lines)
