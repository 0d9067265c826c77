"""The engine against the oracle on logs by chance: any order, any batches, any duplication, both rules."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.comparing import check
from tests.properties.strategies import RULES, logs, random_log, reorderings, rules
from tests.support import Told

SLOW = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@settings(SLOW, max_examples=10)
@given(data=st.data(), rule=rules(), sizes=st.lists(st.integers(1, 12), max_size=6), reopen=st.booleans())
def test_every_number_is_the_oracles(
    data: st.DataObject, rule: str, sizes: list[int], *, reopen: bool, tmp_path: Path
) -> None:
    lines = data.draw(logs())
    check(tmp_path / "s.duckdb", lines, rule, sizes=sizes, reopen=reopen)


@settings(SLOW, max_examples=5)
@given(data=st.data(), rule=rules(), sizes=st.lists(st.integers(1, 12), min_size=1, max_size=6))
def test_one_digest_for_any_order_and_batches(
    data: st.DataObject, rule: str, sizes: list[int], tmp_path: Path
) -> None:
    lines = data.draw(logs())
    other = data.draw(reorderings(lines))
    digest = check(tmp_path / "a.duckdb", lines, rule)
    assert check(tmp_path / "b.duckdb", other, rule, sizes=sizes) == digest


def by_chance(path: Path, seed: int) -> int:
    """A log of the seed in one batch, and shuffled in some: both as the oracle says, and one digest.

    How many lines were read for that.
    """
    turn = random.Random(seed)  # noqa: S311 -- a seed
    rule = turn.choice(RULES)
    lines = random_log(seed, turn.choice([10, 40, 120, 400]))
    digest = check(path, lines, rule)
    shuffled = turn.sample(lines, len(lines)) + turn.choices(lines, k=len(lines) // 10)
    sizes = [turn.randint(1, 1 + len(lines) // 2) for _ in range(8)]
    assert check(path, shuffled, rule, sizes=sizes, reopen=seed % 3 == 0) == digest
    return len(lines) + len(shuffled)


@pytest.mark.parametrize("seed", range(5))
def test_logs_by_chance(seed: int, tmp_path: Path) -> None:
    by_chance(tmp_path / "s.duckdb", seed)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(1000, 1240))
def test_many_logs_by_chance(seed: int, tmp_path: Path, record_property: Told) -> None:
    record_property("lines", by_chance(tmp_path / "s.duckdb", seed))
    record_property("logs", 2)
