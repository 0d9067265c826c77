"""Every case of the kit, in file order; twice over and in other orders a seeded part here, all in proofs."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine import Ledger, Reader
from tests.conformance.kit import Case, actual, cases, expected
from tests.support import Told, batch, make, replay

ALL = cases()
PART = random.Random(3).sample(ALL, 8)  # noqa: S311 -- a seed
TWICE = random.Random(4).sample(ALL, 24)  # noqa: S311 -- a seed


def name(case: Case) -> str:
    return case.path.name


def check(path: Path, case: Case, *, counts: bool) -> None:
    with Reader.open(path) as store:
        assert actual(store, case, counts=counts) == expected(case, counts=counts)


def test_the_kit_is_whole() -> None:
    assert len(ALL) == 208


@pytest.mark.usefixtures("gated")
@pytest.mark.parametrize("case", ALL, ids=name)
def test_in_file_order(case: Case, tmp_path: Path) -> None:
    """The lines once, with their counts; read by scanner, gate and models, as those of a large batch."""
    with Ledger.open(make(tmp_path / "s.duckdb", case.rule)) as store:
        store.apply(batch(case.lines, scanned=True))
        assert actual(store, case, counts=True) == expected(case, counts=True)


def twice_over(case: Case, path: Path) -> None:
    """The same lines again: they may change the counts alone."""
    with Ledger.open(make(path, case.rule)) as store:
        for _ in range(2):
            store.apply(batch(case.lines))
        assert actual(store, case, counts=False) == expected(case, counts=False)


@pytest.mark.parametrize("case", TWICE, ids=name)
def test_twice_over(case: Case, tmp_path: Path) -> None:
    twice_over(case, tmp_path / "s.duckdb")


@pytest.mark.prove
@pytest.mark.parametrize("case", ALL, ids=name)
def test_all_twice_over(case: Case, tmp_path: Path, record_property: Told) -> None:
    twice_over(case, tmp_path / "s.duckdb")
    record_property("logs_read_twice", 1)


def disordered(case: Case, path: Path, seed: int) -> None:
    """Reversed, shuffled, and in small batches with the store reopened between them."""
    turn = random.Random(f"{case.path.name} {seed}")  # noqa: S311 -- a seed
    lines = case.lines[::-1] if seed == 0 else turn.sample(case.lines, len(case.lines))
    sizes = [turn.randint(1, 4) for _ in lines] if seed != 1 else []
    replay(path, lines, case.rule, sizes=sizes, reopen=seed == 2)
    check(path, case, counts=False)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("case", PART, ids=name)
def test_in_other_orders(case: Case, seed: int, tmp_path: Path) -> None:
    disordered(case, tmp_path / "s.duckdb", seed)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("case", ALL, ids=name)
def test_all_in_other_orders(case: Case, seed: int, tmp_path: Path, record_property: Told) -> None:
    disordered(case, tmp_path / "s.duckdb", seed)
    record_property("orders_of_a_log", 1)
    record_property("lines", len(case.lines))
