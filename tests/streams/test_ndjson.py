"""Lines of NDJSON files against a naive splitter, in any block size and from any resume point."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.errors import SourceChanged
from streams.files import FileSource
from streams.limits import Limits
from tests.streams.helpers import clock, naive_lines, read_all, rows

CHOPPY = st.lists(
    st.sampled_from(
        [b"\n", b"\r\n", b" ", b"\t", b"\r", b"a", b'{"x":1}', b"\xff", b"\x00", b"\xef\xbb\xbf", b"bcd"]
    ),
    max_size=40,
).map(b"".join)
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(data=CHOPPY, block=st.integers(1, 12), batch_lines=st.integers(1, 7))
def test_any_blocks_give_the_naive_lines(tmp_path: Path, data: bytes, block: int, batch_lines: int) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(data)
    limits = Limits(block_bytes=block)
    batches, _ = read_all([str(file)], batch_lines=batch_lines, limits=limits)
    assert rows(batches) == naive_lines(data)
    assert all(0 < len(batch.lines) <= batch_lines for batch in batches)


@SLOW
@given(data=CHOPPY, block=st.integers(1, 12), batch_lines=st.integers(1, 3))
def test_resume_after_every_batch_gives_the_rest(
    tmp_path: Path, data: bytes, block: int, batch_lines: int
) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(data)
    limits = Limits(block_bytes=block)
    batches, _ = read_all([str(file)], batch_lines=batch_lines, limits=limits)
    done = 0
    for batch in batches:
        done += len(batch.lines)
        positions = {position.source: position for position in batch.positions}
        rest, _ = read_all([str(file)], positions, limits=limits)
        assert rows(rest) == naive_lines(data)[done:]


@SLOW
@given(before=CHOPPY, after=CHOPPY, block=st.integers(1, 12))
def test_a_grown_file_is_read_on_or_refused(tmp_path: Path, before: bytes, after: bytes, block: int) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(before)
    limits = Limits(block_bytes=block)
    batches, positions = read_all([str(file)], limits=limits)
    file.write_bytes(before + after)
    unfinished = before.rsplit(b"\n", 1)[-1].removeprefix(b"\xef\xbb\xbf" if b"\n" not in before else b"")
    grown = unfinished.strip(b" \t\r") and after.split(b"\n", 1)[0].strip(b" \t\r")
    if grown:
        with pytest.raises(SourceChanged, match="has grown since"):
            read_all([str(file)], positions, limits=limits)
    elif len(before) >= 3 or batches:
        rest, _ = read_all([str(file)], positions, limits=limits)
        assert rows(batches) + rows(rest) == naive_lines(before + after)


@SLOW
@given(data=CHOPPY, block=st.integers(1, 6), more=st.integers(0, 9))
def test_long_lines_keep_head_length_and_hash(tmp_path: Path, data: bytes, block: int, more: int) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(data)
    whole = max(3, 2 * block) + more
    limits = Limits(block_bytes=block, whole_line_bytes=whole, head_bytes=3)
    batches, _ = read_all([str(file)], limits=limits)
    expected = [_shortened(row, whole) for row in naive_lines(data)]
    assert rows(batches, "position", "number", "line", "length", "sha256") == expected


def _shortened(row: tuple[int, int, bytes], whole: int) -> tuple[object, ...]:
    position, number, line = row
    if len(line) <= whole:
        return (position, number, line, None, None)
    return (position, number, line[:3], len(line), hashlib.sha256(line).hexdigest())


def test_a_batch_is_bounded_by_bytes(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(b"x" * 99 + b"\n" + b"y" * 99 + b"\nz\n")
    source = FileSource([str(file)], clock=clock, batch_bytes=50, limits=Limits(block_bytes=64))
    assert [batch.lines.num_rows for batch in source.batches({})] == [1, 1, 1]
