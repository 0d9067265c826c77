"""Every position's fingerprint is the SHA-256 of the bytes before it, however blocks are hashed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from engine.batch import Batch
from streams.errors import SourceChanged
from streams.limits import KIB, Limits
from streams.reader import REPLAY_ANEW
from tests.streams.helpers import naive_lines, read_all, rows, seeded

BLOCK = Limits(block_bytes=512 * KIB, whole_line_bytes=2048 * KIB)


def lines(seed: int, ends: list[bytes]) -> bytes:
    """About 6 MB: lines of all lengths, some longer than a block, some than a whole line."""
    chance = seeded(f"lines {seed}")
    out = []
    for _ in range(9000):
        size = chance.choice([0, 1, 80, 80, 80, 300, 4000])
        if chance.random() < 0.0003:
            size = chance.choice([700, 1500, 2500]) * KIB
        out.append(bytes([chance.randrange(97, 123)]) * size + chance.choice(ends))
    return b"".join(out)


def check(batches: list[Batch], data: bytes) -> None:
    for batch in batches:
        (position,) = batch.positions
        assert json.loads(position.state)["sha256"] == hashlib.sha256(data[: position.position]).hexdigest()


@pytest.mark.parametrize("seed", range(3))
def test_ndjson(tmp_path: Path, seed: int) -> None:
    data = lines(seed, [b"\n", b"\r\n", b" \n\n"])
    file = tmp_path / "log.ndjson"
    file.write_bytes(data)
    batches, _ = read_all([str(file)], batch_lines=997, limits=BLOCK)
    check(batches, data)
    found = rows(batches, "position", "number", "line", "length")
    expected = naive_lines(data)
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    for (_, _, line, length), (_, _, whole) in zip(found, expected, strict=True):
        assert length is None or length == len(whole)
        assert line == (whole if length is None else whole[: BLOCK.head_bytes])


@pytest.mark.parametrize("seed", range(2))
def test_csv(tmp_path: Path, seed: int) -> None:
    data = b"event_id\n" + lines(seed, [b"\n", b"\r\n"])
    file = tmp_path / "log.csv"
    file.write_bytes(data)
    batches, _ = read_all([str(file)], batch_lines=997, limits=BLOCK)
    check(batches, data)
    expected = naive_lines(data)[1:]
    assert [row[:2] for row in rows(batches)] == [row[:2] for row in expected]
    middle = batches[4].positions[0]
    rest, _ = read_all([str(file)], {middle.source: middle}, limits=BLOCK)
    assert [row[:2] for row in rows(rest)] == [row[:2] for row in expected[5 * 997 :]]


@pytest.mark.parametrize("at", [0, 100_000, 999_999])
def test_one_changed_byte_before_the_position_is_refused(tmp_path: Path, at: int) -> None:
    file = tmp_path / "log.ndjson"
    data = bytearray(b"0123456789abcde\n" * 62_500)
    file.write_bytes(data)
    _, positions = read_all([str(file)], limits=BLOCK)
    data[at] ^= 1
    file.write_bytes(data + b"more\n")
    with pytest.raises(SourceChanged, match=r"log\.ndjson:62500: this file has changed"):
        read_all([str(file)], positions, limits=BLOCK)


def test_a_shrunk_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(b"a\nb\n")
    _, positions = read_all([str(file)])
    file.write_bytes(b"a\n")
    with pytest.raises(SourceChanged, match=r"log\.ndjson:2: this file has shrunk: 4 bytes of it were read"):
        read_all([str(file)], positions)


def test_another_format_or_a_foreign_position_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(b"event_id\n1\n")
    _, positions = read_all([str(file)])
    link = tmp_path / "log.csv"
    file.rename(link)
    (position,) = positions.values()
    for state, why in ((position.state, "was read as ndjson before"), ("nonsense", "cannot be read")):
        moved = type(position)(str(link), "file", position.position, position.number, state)
        with pytest.raises(SourceChanged, match=why) as caught:
            read_all([str(link)], {str(link): moved})
        assert caught.value.fix == REPLAY_ANEW
