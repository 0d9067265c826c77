"""Every case of the conformance kit has the dead letters that the reader finds, each with one reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas import Event, read_line
from tests.support import split

_CASES = sorted(
    path.parent for path in (Path(__file__).parents[1] / "conformance" / "cases").glob("*/expected.json")
)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_dead_letters(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    lines = split((case / "log.ndjson").read_bytes())
    reads = [read_line(line) for line in lines]
    dead = [read for read in reads if not isinstance(read, Event)]
    assert (len(lines), len(dead)) == (expected["lines"], expected["dead_letters"])
    assert all(len(reasons) == 1 for reasons in dead), dead


def test_there_are_all_cases() -> None:
    assert len(_CASES) == 208
