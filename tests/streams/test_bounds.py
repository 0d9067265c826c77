"""Huge lines and bombs in bounded memory; standard input; many files in one batch; progress."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from streams.files import FileSource
from streams.limits import Limits, in_words
from streams.source import Progress
from tests.streams.helpers import clock, lines_of, read_all, rows

MIB = 1024 * 1024
SCRIPT = """
import resource, sys
from datetime import UTC, datetime
from streams.files import FileSource
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for batch in FileSource(sys.argv[1:], clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)).batches({}):
    for row in batch.lines.select(["position", "number", "length", "sha256"]).to_pylist():
        print(*row.values())
    print("line", sum(len(line.as_py()) for line in batch.lines["line"]), batch.positions[0].kind)
print("peak", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) // 1024)
"""


def run(*paths: str, stdin: bytes = b"") -> list[list[str]]:
    command = [sys.executable, "-c", SCRIPT, *paths]
    done = subprocess.run(command, input=stdin, capture_output=True, check=True)
    return [line.split() for line in done.stdout.decode().splitlines()]


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_of_100_mb_is_its_head_length_and_hash(tmp_path: Path, packed: bool) -> None:
    body = b'{"event_id":"' + b"x" * (100 * MIB) + b'"}'
    data = b"a\n  " + body + b" \t\r\nb\n"
    file = tmp_path / ("log.zst" if packed else "log.ndjson")
    file.write_bytes(zstandard.ZstdCompressor().compress(data) if packed else data)
    found = run(str(file))
    assert found[:3] == [
        ["0", "1", "None", "None"],
        ["2", "2", str(len(body)), hashlib.sha256(body).hexdigest()],
        [str(len(data) - 2), "3", "None", "None"],
    ]
    assert found[3] == ["line", str(2 + 65536), "file"]
    assert int(found[4][1]) < 260


def test_a_long_line_under_the_limit_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    body = b"x" * (20 * MIB)
    file.write_bytes(body + b" " * (50 * MIB) + b"\n" + b" " * (20 * MIB) + b"\n")
    batches, _ = read_all([str(file)])
    assert rows(batches, "position", "number", "line", "length") == [(0, 1, body, None)]


def test_standard_input_is_read_anew_each_time() -> None:
    text = b'\xef\xbb\xbf{"x":1}\r\n\n{"x":2}'
    for _ in range(2):
        found = run("-", stdin=text)
        assert found[:2] == [["3", "1", "None", "None"], ["13", "3", "None", "None"]]
        assert found[2] == ["line", "14", "stdin"]
    assert FileSource(["-"], clock=clock).reads_stdin


@pytest.mark.parametrize("data", [gzip.compress(b"x", mtime=0), b"PAR1....", b"PK\x03\x04"])
def test_packed_standard_input_is_refused(data: bytes) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run("-", stdin=data)
    assert b"SourceFormat: <stdin>: standard input is" in caught.value.stderr


def test_a_batch_spans_files(tmp_path: Path) -> None:
    for name, text in (("a", b"1\n2\n"), ("b", b""), ("c", b"3\n"), ("d", b"4\n5\n6\n")):
        (tmp_path / f"{name}.ndjson").write_bytes(text)
    batches, positions = read_all([str(tmp_path)], batch_lines=4)
    assert [len(batch.lines) for batch in batches] == [4, 2]
    a, c, d = (str(tmp_path / f"{name}.ndjson") for name in "acd")
    assert rows(batches, "source", "line") == [
        (a, b"1"), (a, b"2"), (c, b"3"), (d, b"4"), (d, b"5"), (d, b"6"),
    ]  # fmt: skip
    assert [[p.source for p in batch.positions] for batch in batches] == [[a, c, d], [d]]
    assert [positions[path].position for path in (a, c, d)] == [4, 2, 6]


def test_progress_ends_at_everything(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.ndjson").write_bytes(b"1\n2\n")
    seen: list[Progress] = []
    list(FileSource([str(tmp_path)], clock=clock, on_progress=seen.append, batch_lines=1).batches({}))
    last = seen[-1]
    assert (last.files_done, last.files_total, last.bytes_done, last.bytes_total, last.lines) == (
        2,
        2,
        8,
        8,
        4,
    )
    assert [progress.bytes_done for progress in seen] == sorted(progress.bytes_done for progress in seen)


def test_progress_goes_on_over_what_was_read_before(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(b"1\n" * 50)
    _, positions = read_all([str(file)])
    seen: list[Progress] = []
    source = FileSource([str(file)], clock=clock, on_progress=seen.append, limits=Limits(block_bytes=10))
    assert list(source.batches(positions)) == []
    assert [progress.bytes_done for progress in seen] == [*range(10, 101, 10), 100]


@pytest.mark.parametrize("name", ["log.ndjson", "log.ndjson.gz"])
def test_progress_is_of_what_was_given_not_of_what_was_read_ahead(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    lines = b"1\n" * 50
    file.write_bytes(gzip.compress(lines, mtime=0) if file.suffix == ".gz" else lines)
    size = file.stat().st_size
    seen: list[Progress] = []
    list(FileSource([str(file)], clock=clock, on_progress=seen.append, batch_lines=10).batches({}))
    assert [progress.bytes_done for progress in seen] == [*(size * n // 5 for n in range(1, 6)), size]


def test_a_batch_of_no_lines_is_a_programmers_error() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        FileSource([], clock=clock, batch_lines=0)


@pytest.mark.parametrize(
    ("size", "words"), [(64 * MIB, "64 MiB"), (3 * 1024, "3 KiB"), (1500, "1,500 bytes"), (0, "0 bytes")]
)
def test_limits_are_said_exactly(size: int, words: str) -> None:
    assert in_words(size) == words


def test_many_small_files(tmp_path: Path) -> None:
    for number in range(500):
        (tmp_path / f"{number:03}.ndjson").write_bytes(b"%d\n" % number)
    assert lines_of([str(tmp_path)]) == [b"%d" % number for number in range(500)]
