"""A big log whose facts all come last, in a store that may take little memory: what it says is the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine import Ledger
from schemas import FACT_TYPES
from tests.engine.logs import generated
from tests.support import Told, batch, make

FACT = re.compile(rb'"type":"(%s)"' % "|".join(sorted(FACT_TYPES)).encode())


def digest(path: Path, lines: Sequence[bytes], size: int, memory_limit: str | None = None) -> str:
    """Of a store that the lines were applied to, so many a batch, opened anew for each."""
    make(path, "one_day_view")
    for at in range(0, len(lines), size):
        with Ledger.open(path, memory_limit=memory_limit) as ledger:
            ledger.apply(batch(lines[at : at + size], start=at))
    with Ledger.open(path, memory_limit=memory_limit) as ledger:
        return ledger.digest()


def facts_last(folder: Path, count: int, size: int, memory_limit: str) -> int:
    """How many facts moved what was there before them."""
    lines = generated(folder, count)
    facts = [line for line in lines if FACT.search(line)]
    others = [line for line in lines if not FACT.search(line)]
    last = digest(folder / "last.duckdb", [*others, *facts], size, memory_limit)
    assert last == digest(folder / "first.duckdb", [*facts, *others], size)
    return len(facts)


def test_facts_last(tmp_path: Path) -> None:
    assert facts_last(tmp_path, 3_000, 1_000, "256MB") > 50


@pytest.mark.prove
def test_facts_last_of_a_big_log_in_little_memory(tmp_path: Path, record_property: Told) -> None:
    record_property("facts", facts_last(tmp_path, 300_000, 100_000, "512MB"))
    record_property("lines", 300_000)
