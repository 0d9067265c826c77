"""Mended dead letters count, each once: by way of a log, whatever a process dies of and whenever."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import RULES, Ledger, Reader
from engine.errors import StoreError
from schemas import Event, read_line
from streams.errors import SourceChanged
from streams.files import FileSource
from streams.redrive import STEPS, redrive, redrive_log
from streams.replay import replay
from tests.engine.test_past import said, views
from tests.properties.strategies import random_log
from tests.streams.helpers import clock
from tests.support import make

pytestmark = pytest.mark.xdist_group("redrive")

ROOT = Path(__file__).parents[2]
SIZE = 150
POINTS = (*STEPS, "commit")
OF_READING = ("batches", "dead_letters", "ledger")
"""Relations that say when and where lines were read."""


class DiedError(Exception):
    """What breaks a redrive off."""


def log_of(seed: int) -> tuple[list[bytes], dict[int, bytes]]:
    """Lines of a seed, and by number for each dead one a valid line: new events, known ones and twins."""
    lines = random_log(seed, SIZE)
    dead = [at for at, line in enumerate(lines) if not isinstance(read_line(line), Event)]
    turn = random.Random(seed)  # noqa: S311 -- a seed
    valid = [line for line in (*lines, *random_log(seed + 1, SIZE)) if isinstance(read_line(line), Event)]
    return lines, {at: turn.choice(valid) for at in dead}


def stored(folder: Path, lines: list[bytes], rule: str = RULES[0]) -> Path:
    """A store of one log."""
    log = folder / "log.ndjson"
    log.write_bytes(b"".join(line + b"\n" for line in lines))
    store = make(folder / "s.duckdb", rule)
    with Ledger.open(store) as ledger:
        replay(ledger, FileSource(log, clock=clock))
    return store


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the log of seed 1."""
    return stored(tmp_path_factory.mktemp("letters"), log_of(1)[0])


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """The same, of its own for each test."""
    return Path(shutil.copyfile(made, tmp_path / "s.duckdb"))


def outcomes(store: Path) -> list[tuple[object, ...]]:
    with Reader.open(store) as reader:
        assert reader.verify().ok
        return reader.query("SELECT letter, outcome, event_id FROM dead_letters ORDER BY letter").fetchall()


def assert_done(store: Path, mended: dict[int, bytes]) -> None:
    """Every letter is redriven once, and the log has one line for each."""
    assert len(redrive_log(store).read_bytes().splitlines()) == len(mended)
    assert all(outcome for _, outcome, _ in outcomes(store))
    with Reader.open(store) as reader:
        counts = "SELECT sum(redriven), (SELECT count(*) FROM core.redrives) FROM batches"
        assert reader.query(counts).fetchall() == [(len(mended), len(mended))]


@pytest.mark.parametrize(("seed", "rule"), [(1, RULES[0]), (2, RULES[1]), (3, RULES[1])])
def test_it_says_what_a_store_of_the_mended_log_says(seed: int, rule: str, tmp_path: Path) -> None:
    lines, mended = log_of(seed)
    assert len(mended) > 1
    store = stored(tmp_path, lines, rule)
    with Ledger.open(store) as ledger:
        letters, digest = ledger.query("SELECT letter FROM dead_letters").fetchall(), ledger.digest()
        assert {letter for (letter,) in letters} == mended.keys()
        result = redrive(ledger, mended, clock=clock)
        assert set(result.outcomes) == mended.keys()
        assert ledger.digest() != digest
        digest, summary = ledger.digest(), ledger.summary()
        assert redrive(ledger, mended, clock=clock).outcomes == result.outcomes
        assert ledger.summary() == summary
    assert_done(store, mended)
    (tmp_path / "fresh").mkdir()
    fresh = stored(tmp_path / "fresh", [mended.get(at, line) for at, line in enumerate(lines)], rule)
    with Reader.open(store) as one, Reader.open(fresh) as other:
        relations = [name for name in views(one) if name not in OF_READING]
        assert said(one, relations) == said(other, relations)
        assert other.summary().dead_letters == 0


@pytest.mark.parametrize("redriven_first", [False, True])
def test_a_store_of_its_logs_has_it_too(redriven_first: bool, tmp_path: Path) -> None:
    lines, mended = log_of(4)
    store = stored(tmp_path, lines)
    with Ledger.open(store) as ledger:
        redrive(ledger, mended, clock=clock)
    logs = [tmp_path / "log.ndjson", redrive_log(store)]
    with Ledger.open(make(tmp_path / "again.duckdb", RULES[0])) as again:
        for log in reversed(logs) if redriven_first else logs:
            replay(again, FileSource(log, clock=clock, batch_lines=40))
        with_it = again.digest()
    marked = outcomes(tmp_path / "again.duckdb")
    with Reader.open(store) as reader:
        assert reader.digest() == with_it
    if redriven_first:
        assert [outcome is not None for _, outcome, _ in marked] == [True] * len(mended)
    else:
        assert marked == outcomes(store)


def dies(point: str) -> Callable[[str], None]:
    def at(step: str) -> None:
        if step == point:
            raise DiedError(step)

    return at


@pytest.mark.parametrize("point", POINTS)
def test_broken_off_anywhere_it_is_finished_by_the_next(point: str, store: Path) -> None:
    _, mended = log_of(1)
    with Ledger.open(store) as ledger:
        ledger.on_step = dies(point)
        with pytest.raises(DiedError, match=point):
            redrive(ledger, mended, clock=clock, on_step=dies(point))
    with Ledger.open(store) as ledger:
        written = redrive_log(store).exists()
        finished = redrive(ledger, {}, clock=clock).finished
        assert finished.lines == (len(mended) if written and point != "done" else 0)
        assert set(redrive(ledger, mended, clock=clock).outcomes.values()) <= {"accepted", "duplicate"}
    assert_done(store, mended)


SCRIPT = """
import os, sys
from engine import Ledger
from streams.redrive import redrive
from tests.streams.helpers import clock
from tests.streams.test_redrive import log_of
def dies(step):
    if step == sys.argv[2]:
        os._exit(9)
ledger = Ledger.open(sys.argv[1])
ledger.on_step = dies
redrive(ledger, log_of(1)[1], clock=clock, on_step=dies)
"""


@pytest.mark.parametrize("point", ["sync", "read", "commit", "done"])
def test_killed_it_is_finished_by_a_replay_of_its_log_or_by_the_next(point: str, store: Path) -> None:
    _, mended = log_of(1)
    died = subprocess.run([sys.executable, "-c", SCRIPT, str(store), point], cwd=ROOT, check=False)
    assert died.returncode == 9
    with Ledger.open(store) as ledger:
        if point == "commit":
            replay(ledger, FileSource(redrive_log(store), clock=clock))
        redrive(ledger, mended, clock=clock)
    assert_done(store, mended)


@pytest.mark.parametrize("missing", [1, 2, 40, 200, 10_000])
def test_half_a_line_is_taken_back(missing: int, store: Path) -> None:
    _, mended = log_of(1)
    with Ledger.open(store) as ledger, pytest.raises(DiedError):
        redrive(ledger, mended, clock=clock, on_step=dies("read"))
    log = redrive_log(store)
    log.write_bytes(log.read_bytes()[:-missing])
    with Ledger.open(store) as ledger:
        redrive(ledger, mended, clock=clock)
        assert ledger.summary().dead_letters == len(mended)
    assert_done(store, mended)


def test_half_a_line_that_was_read_so_is_a_dead_letter_and_in_nobodys_way(store: Path) -> None:
    _, mended = log_of(1)
    with Ledger.open(store) as ledger, pytest.raises(DiedError):
        redrive(ledger, mended, clock=clock, on_step=dies("read"))
    log = redrive_log(store)
    log.write_bytes(log.read_bytes()[:-9])
    with Ledger.open(store) as ledger:
        replay(ledger, FileSource(log, clock=clock))
        assert ledger.summary().dead_letters == len(mended) + 1
        result = redrive(ledger, mended, clock=clock)
        assert None not in result.outcomes.values()
        assert ledger.summary().dead_letters == len(mended) + 1
        assert ledger.verify().ok


def test_a_log_that_is_lost_or_changed_is_refused_before_anything_is_written(store: Path) -> None:
    _, mended = log_of(1)
    first, *rest = mended
    log = redrive_log(store)
    with Ledger.open(store) as ledger:
        redrive(ledger, {first: mended[first]}, clock=clock)
        kept = log.read_bytes()
        for spoilt in (b"", kept.replace(b'"', b"'", 1)):
            log.write_bytes(spoilt)
            with pytest.raises(SourceChanged):
                redrive(ledger, {at: mended[at] for at in rest}, clock=clock)
            assert log.read_bytes() == spoilt
        log.write_bytes(kept)
        redrive(ledger, mended, clock=clock)
    assert_done(store, mended)


def test_a_wrong_line_or_letter_writes_nothing(store: Path) -> None:
    lines, mended = log_of(1)
    with Ledger.open(store) as ledger:
        for wrong in ({**mended, SIZE + 7: lines[0]}, {**mended, min(mended): b"{}"}):
            with pytest.raises(ValueError, match=r"no dead letter 157|is not valid"):
                redrive(ledger, wrong, clock=clock)
    assert not redrive_log(store).exists()


def test_a_full_disk_leaves_a_log_that_the_next_one_finishes(store: Path) -> None:
    _, mended = log_of(1)
    with Ledger.open(store) as ledger:

        def full(step: str) -> None:
            if step == "commit":
                raise StoreError("there is no room")

        ledger.on_step = full
        with pytest.raises(StoreError, match="no room"):
            redrive(ledger, mended, clock=clock)
        ledger.on_step = lambda _: None
        assert redrive(ledger, mended, clock=clock).finished.lines == len(mended)
    assert_done(store, mended)


def test_asked_to_stop_it_leaves_the_rest_to_the_next(store: Path) -> None:
    _, mended = log_of(1)
    with Ledger.open(store) as ledger:
        stopped = redrive(ledger, mended, clock=clock, stop=lambda: True)
        assert set(stopped.outcomes.values()) == {None}
        redrive(ledger, mended, clock=clock)
    assert_done(store, mended)
