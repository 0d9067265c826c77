"""The loop from source to ledger: decode-ahead, errors on either side, interrupts, and going on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.batch import LINE_SCHEMA, Batch, BatchResult
from engine.position import Position
from streams.errors import SourceChanged, SourceDamaged
from streams.files import FileSource
from streams.replay import ReplayResult, replay
from tests.streams.helpers import clock, naive_lines, rows


class Store:
    """A ledger that only keeps what it was given."""

    def __init__(self, fail_at: int | None = None, error: BaseException | None = None) -> None:
        self.batches: list[Batch] = []
        self.stands: dict[str, Position] = {}
        self.fail_at = fail_at
        self.error = error or RuntimeError("power")

    def apply(self, batch: Batch) -> BatchResult:
        if len(self.batches) == self.fail_at:
            self.fail_at = None
            raise self.error
        self.batches.append(batch)
        self.stands.update({position.source: position for position in batch.positions})
        lines = batch.lines.num_rows
        return BatchResult(len(self.batches), lines, lines - 2, 1, 1, 3)

    def positions(self) -> Mapping[str, Position]:
        return self.stands


TEXT = b"".join(b"%d\n" % number for number in range(1000))


@pytest.fixture
def log(tmp_path: Path) -> str:
    file = tmp_path / "log.ndjson"
    file.write_bytes(TEXT)
    return str(file)


def source(log: str, lines: int = 90) -> FileSource:
    return FileSource([log], clock=clock, batch_lines=lines)


def decoders() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name in {"decode-ahead", "fingerprint_0"}]


def test_everything_is_applied_once_and_counted(log: str) -> None:
    store, seen = Store(), []
    total = replay(
        store, source(log), on_batch=lambda batch, result: seen.append((len(batch.lines), result.batch))
    )
    assert rows(store.batches) == naive_lines(TEXT)
    assert total == ReplayResult(1000, 1000 - 24, 12, 12, 12, 36)
    assert seen[0] == (90, 1)
    assert len(seen) == 12
    assert replay(store, source(log)) == ReplayResult()
    assert not decoders()


@pytest.mark.parametrize("error", [RuntimeError("power"), KeyboardInterrupt()])
@pytest.mark.parametrize("fail_at", [0, 1, 5, 11])
def test_a_failing_ledger_ends_cleanly_and_the_next_run_goes_on(
    log: str, fail_at: int, error: BaseException
) -> None:
    store = Store(fail_at, error)
    with pytest.raises(type(error)):
        replay(store, source(log))
    assert not decoders()
    assert len(store.batches) == fail_at
    replay(store, source(log, 77))
    assert rows(store.batches) == naive_lines(TEXT)


def test_lines_before_a_sources_error_are_applied(tmp_path: Path, log: str) -> None:
    (tmp_path / "z.gz").write_bytes(b"\x1f\x8b\x08")
    store = Store()
    with pytest.raises(SourceDamaged):
        replay(store, FileSource([log, str(tmp_path / "z.gz")], clock=clock, batch_lines=600))
    assert rows(store.batches) == naive_lines(TEXT)
    assert not decoders()


def test_a_changed_file_is_refused_after_the_files_before_it(tmp_path: Path, log: str) -> None:
    store = Store()
    replay(store, source(log))
    first = tmp_path / "a.ndjson"
    first.write_bytes(b"new\n")
    Path(log).write_bytes(b"x" + TEXT[1:])
    with pytest.raises(SourceChanged, match=r"log\.ndjson:1000: this file has changed"):
        replay(store, FileSource([str(first), log], clock=clock))
    assert rows(store.batches[-1:], "line") == [(b"new",)]


def test_a_replay_that_is_asked_to_stop_ends_after_the_batch_at_hand(log: str) -> None:
    store = Store()
    source = FileSource([log], clock=clock, batch_lines=100)
    assert replay(store, source, stop=lambda: len(store.batches) == 3).batches == 3
    assert replay(store, source).lines == 700


def test_a_replay_that_is_asked_to_stop_does_not_wait_for_its_source() -> None:
    asked = threading.Event()

    class Waiting:
        def batches(self, positions: Mapping[str, Position]) -> Generator[Batch, None, None]:
            del positions
            asked.wait(60)
            yield from ()

    began = time.monotonic()
    assert replay(Store(), Waiting(), stop=lambda: time.monotonic() > began + 0.5) == ReplayResult()
    asked.set()
    assert time.monotonic() < began + 30


def test_a_batch_is_recorded_when_it_is_applied_and_not_when_it_was_read_ahead(log: str) -> None:
    turn = 0

    def later() -> datetime:
        nonlocal turn
        turn += 1
        return clock() + timedelta(minutes=turn)

    store = Store()
    assert replay(store, source(log, 300), clock=later).batches == 4
    assert [batch.recorded_at for batch in store.batches] == [
        clock() + timedelta(minutes=turn) for turn in range(1, 5)
    ]


def test_at_most_three_batches_exist_at_once() -> None:
    made: list[int] = []

    class Endless:
        def batches(self, positions: Mapping[str, Position]) -> Generator[Batch, None, None]:
            for number in range(8):
                made.append(number)
                yield Batch(LINE_SCHEMA.empty_table(), tuple(positions.values()), clock())

    class Slow(Store):
        def apply(self, batch: Batch) -> BatchResult:
            time.sleep(0.02)
            assert len(made) <= len(self.batches) + 3
            return super().apply(batch)

    assert replay(Slow(), Endless()).batches == 8


SCRIPT = """
import signal
import sys
from datetime import UTC, datetime
from streams.files import FileSource
from streams.replay import replay
class Store:
    def positions(self): return {}
    def apply(self, batch): raise AssertionError("nothing was piped in")
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background starts with it ignored
print("ready", flush=True)
try:
    replay(Store(), FileSource(["-"], clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_an_interrupt_ends_a_blocked_read_of_standard_input() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.3)
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert (out, err, process.returncode) == (b"interrupted\n", b"", 0)
