"""A batch that is broken off at any of its steps never happened: the store goes on as if nothing had been."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from engine import RULES, Ledger, Reader
from engine.steps import STEPS
from tests.engine.logs import BATCHES, ONE_RULE_FIRST, batches, contents, row_counts, written
from tests.support import Told, make

pytestmark = pytest.mark.xdist_group("crash_points")

ROOT = Path(__file__).parents[2]
POINTS = (*(step.__name__ for step in STEPS), "commit")
EVERYWHERE = [(point, turn, rule) for point, turn, rule in itertools.product(POINTS, range(BATCHES), RULES)]
CHANCE = random.Random(20240601)  # noqa: S311 -- a seed
SOME = [(point, CHANCE.randrange(BATCHES), CHANCE.choice(RULES)) for point in POINTS]
SOME_KILLED = [SOME[at] for at in sorted(CHANCE.sample(range(len(POINTS)), 3))]


class CrashError(Exception):
    """What breaks a batch off."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Path]:
    """By rule and number of batches: a store that so many were applied to without a crash."""
    folder = tmp_path_factory.mktemp("stores")
    made = {}
    for rule in RULES:
        made[rule, 0] = make(folder / f"{rule}-0.duckdb", rule)
        for turn, each in enumerate(batches()):
            made[rule, turn + 1] = folder / f"{rule}-{turn + 1}.duckdb"
            shutil.copyfile(made[rule, turn], made[rule, turn + 1])
            with Ledger.open(made[rule, turn + 1]) as ledger:
                ledger.apply(each)
    return made


def crash(ledger: Ledger, turn: int, point: str) -> None:
    def at(step: str) -> None:
        if step == point:
            raise CrashError(step)

    ledger.on_step = at
    with pytest.raises(CrashError, match=point):
        ledger.apply(batches()[turn])
    ledger.on_step = lambda _: None


def everything(path: Path) -> tuple[object, ...]:
    """Every cell of every table, the digest, the counts and positions of a store."""
    with Reader.open(path) as store:
        return contents(store), store.summary(), store.positions()


uncrashed = cache(everything)
"""The same of one of `stores`, which nobody writes to any more."""


def assert_same(path: Path, wanted: Path) -> None:
    """Not a cell of any table differs, nor the digest, nor any count."""
    assert everything(path) == uncrashed(wanted)


def apply(path: Path, turns: range) -> None:
    with Ledger.open(path) as ledger:
        for turn in turns:
            ledger.apply(batches()[turn])


def aborted(tmp_path: Path, stores: dict[tuple[str, int], Path], point: str, turn: int, rule: str) -> Path:
    """A store whose batch broke off once, left no trace, and was then applied by another ledger."""
    path = tmp_path / "s.duckdb"
    shutil.copyfile(stores[rule, turn], path)
    with Ledger.open(path) as ledger:
        before, digest = row_counts(ledger), ledger.digest()
        crash(ledger, turn, point)
        assert row_counts(ledger) == before
        assert ledger.digest() == digest
    assert_same(path, stores[rule, turn])
    apply(path, range(turn, turn + 1))
    return path


def test_the_log_has_what_can_go_wrong(stores: dict[tuple[str, int], Path]) -> None:
    for rule in RULES:
        with Reader.open(stores[rule, BATCHES]) as store:
            assert all(row_counts(store).values())
            columns = "accepted, duplicates, dead_letters, corrections > 0 OR batch = 1"
            assert all(all(row) for row in store.query(f"SELECT {columns} FROM batches").fetchall())
            kinds = store.query("SELECT DISTINCT disposition FROM placements WHERE sign = -1").fetchall()
            assert {"organic", "spark", "ad_only"} & {kind for (kind,) in kinds}


@pytest.mark.parametrize(("point", "turn", "rule"), SOME)
def test_abort(point: str, turn: int, rule: str, stores: dict[tuple[str, int], Path], tmp_path: Path) -> None:
    assert_same(aborted(tmp_path, stores, point, turn, rule), stores[rule, turn + 1])


@pytest.mark.prove
@pytest.mark.parametrize(("point", "turn", "rule"), EVERYWHERE)
def test_abort_at_every_step_of_every_batch(
    point: str,
    turn: int,
    rule: str,
    stores: dict[tuple[str, int], Path],
    tmp_path: Path,
    *,
    record_property: Told,
) -> None:
    path = aborted(tmp_path, stores, point, turn, rule)
    assert_same(path, stores[rule, turn + 1])
    apply(path, range(turn + 1, BATCHES))
    assert_same(path, stores[rule, BATCHES])
    with Reader.open(path) as store:
        assert store.verify().ok
    record_property("batches_broken_off", 1)


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_the_same_ledger_goes_on_after_any_crashes(
    rule: str, stores: dict[tuple[str, int], Path], tmp_path: Path
) -> None:
    """Two crashes in a row, the first batch among them: what is temporary rolls back too."""
    path = make(tmp_path / "s.duckdb", rule)
    with Ledger.open(path) as ledger:
        for turn, first in zip(range(BATCHES), ("facts", "merge", "commit"), strict=True):
            crash(ledger, turn, first)
            crash(ledger, turn, "commit")
            ledger.apply(batches()[turn])
    assert_same(path, stores[rule, BATCHES])


def test_two_crashes_with_reopening_between(stores: dict[tuple[str, int], Path], tmp_path: Path) -> None:
    rule = RULES[1]
    path = tmp_path / "s.duckdb"
    shutil.copyfile(stores[rule, 1], path)
    for point in ("digests", "record"):
        with Ledger.open(path) as ledger:
            crash(ledger, 1, point)
    apply(path, range(1, BATCHES))
    assert_same(path, stores[rule, BATCHES])


def kill(path: Path, rule: str, turn: int, point: str) -> None:
    """Has another process die at the step of a batch, its file left as it was."""
    died = subprocess.run(
        [sys.executable, "-m", "tests.engine.dying", str(path), rule, str(turn), point], cwd=ROOT, check=False
    )
    assert died.returncode == 9


@pytest.mark.parametrize(("point", "turn", "rule"), SOME_KILLED)
def test_kill(point: str, turn: int, rule: str, stores: dict[tuple[str, int], Path], tmp_path: Path) -> None:
    killed(tmp_path, stores, point, turn, rule)


@pytest.mark.prove
@pytest.mark.parametrize(("point", "turn", "rule"), EVERYWHERE)
def test_kill_at_every_step_of_every_batch(
    point: str,
    turn: int,
    rule: str,
    stores: dict[tuple[str, int], Path],
    tmp_path: Path,
    *,
    record_property: Told,
) -> None:
    killed(tmp_path, stores, point, turn, rule)
    record_property("processes_killed", 1)


def killed(tmp_path: Path, stores: dict[tuple[str, int], Path], point: str, turn: int, rule: str) -> None:
    path = tmp_path / "s.duckdb"
    if turn:
        shutil.copyfile(stores[rule, turn], path)
    kill(path, rule, turn, point)
    assert_same(path, stores[rule, turn])
    apply(path, range(turn, turn + 1))
    assert_same(path, stores[rule, turn + 1])


@pytest.mark.parametrize("rule", RULES)
def test_what_apply_has_returned_is_on_the_disk(
    rule: str, stores: dict[tuple[str, int], Path], tmp_path: Path
) -> None:
    path = tmp_path / "s.duckdb"
    shutil.copyfile(stores[rule, 1], path)
    kill(path, rule, 1, "returned")
    assert_same(path, stores[rule, 2])


def test_a_batch_again_is_all_duplicates_and_dead_letters(tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", RULES[0], batches())
    with Ledger.open(path) as ledger:
        digest = ledger.digest()
        again = ledger.apply(batches()[1])
        assert (again.accepted, again.duplicates) == (0, again.lines - again.dead_letters)
        assert ledger.digest() == digest
