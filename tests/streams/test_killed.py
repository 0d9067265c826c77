"""kill -9 in the middle of a replay: the next run goes on, and every line is counted once."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Ledger
from streams.files import FileSource
from streams.replay import replay
from tests.streams.helpers import clock, seeded
from tests.support import Told

SCRIPT = """
import sys
from datetime import UTC, datetime
from engine import Ledger
from streams.files import FileSource
from streams.replay import replay
store, lines, *paths = sys.argv[1:]
with Ledger.open(store) as ledger:
    source = FileSource(paths, clock=lambda: datetime.now(UTC), batch_lines=int(lines))
    print("open", flush=True)
    replay(ledger, source, on_batch=lambda batch, result: print(result.batch, flush=True))
"""


def write_logs(folder: Path, count: int) -> list[str]:
    """A log in two files, one compressed, with duplicates and dead lines in it."""
    lines = []
    for number in range(count):
        event = {
            "event_id": f"e{number % (count * 9 // 10)}",
            "type": "view",
            "occurred_at": "2024-01-01T00:00:00Z",
            "actor_id": f"u{number % 97}",
            "surface": "organic",
            "post_id": f"p{number % 11}",
        }
        lines.append(json.dumps(event).encode() if number % 50 else b'{"broken":')
    half = count // 2
    (folder / "a.ndjson").write_bytes(b"\n".join(lines[:half]))
    (folder / "b.ndjson.gz").write_bytes(gzip.compress(b"\n".join(lines[half:]) + b"\n"))
    return [str(folder / "a.ndjson"), str(folder / "b.ndjson.gz")]


def run_and_kill(store: Path, paths: list[str], after: int, batch_lines: int) -> bool:
    """Kill a replay once it has said so many things; false when it came to its end before."""
    command = [sys.executable, "-c", SCRIPT, str(store), str(batch_lines), *paths]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(after):
            if not process.stdout.readline():
                assert process.wait() == 0
                return False
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def check_kills(folder: Path, kills: int, count: int) -> int:
    """How many replays were killed before their end."""
    paths = write_logs(folder, count)
    chance = seeded(f"kills {kills}")
    with Ledger.open(str(folder / "whole.duckdb")) as ledger:
        replay(ledger, FileSource(paths, clock=clock))
        expected = ledger.summary()
    batch_lines = max(1, count // (kills * 4))
    killed = sum(
        run_and_kill(folder / "killed.duckdb", paths, chance.randint(1, 4), batch_lines) for _ in range(kills)
    )
    assert killed > kills // 2
    with Ledger.open(str(folder / "killed.duckdb")) as ledger:
        rest = replay(ledger, FileSource(paths, clock=clock))
        assert rest.lines < count
        assert ledger.summary() == expected
        assert replay(ledger, FileSource(paths, clock=clock)).batches == 0
    return killed


def test_killed_twice(tmp_path: Path) -> None:
    check_kills(tmp_path, 2, 2000)


@pytest.mark.prove
def test_killed_three_dozen_times(tmp_path: Path, record_property: Told) -> None:
    record_property("kills", check_kills(tmp_path, 36, 40_000))
    record_property("lines", 40_000)
