"""Files mutated by the hundred: every failure is one of ours, and what was read is the same the next time."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from engine.position import Position
from schemas.errors import SparktallyError
from streams.files import FileSource
from streams.limits import Limits
from tests.streams.helpers import clock, seeded

NDJSON = b"".join(b'{"event_id":"e%d","type":"view","text":"\xc3\xa9 \\" ,"}\r\n' % n for n in range(300))
CSV = b"event_id,type,note\r\n" + b"".join(b'e%d,view,"a ""b"", c\nd"\r\n' % n for n in range(150))


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"event_id": [f"e{n}" for n in range(500)], "watch_ms": range(500)}), out)
    return out.getvalue()


WHOLE: dict[str, bytes] = {
    "log.ndjson": NDJSON,
    "log.csv": CSV,
    "log.parquet": parquet(),
    "log.ndjson.gz": gzip.compress(NDJSON, mtime=0),
    "log.csv.zst": zstandard.ZstdCompressor(write_checksum=True).compress(CSV),
}


def flip(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    junk = [b'"', b"\n", b"\r", b"\x00" * 9, b"\xff\xfe", b",,,,", b"{" * 70, chance.randbytes(20)]
    return data[:at] + chance.choice(junk) + data[at:]


def drop(data: bytes, chance: random.Random) -> bytes:
    start, stop = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[:start] + data[stop:]


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [flip, cut, insert, drop]


def read(path: str, **options: Any) -> tuple[list[tuple[Any, ...]], dict[str, Position], str | None]:
    """The rows before any error of ours, where reading stands then, and the error."""
    found: list[tuple[Any, ...]] = []
    stands: dict[str, Position] = options.pop("stands", {})
    try:
        for batch in FileSource([path], clock=clock, **options).batches(stands):
            columns = ("position", "number", "line", "raw", "fault")
            found += zip(*(batch.lines[name].to_pylist() for name in columns), strict=True)
            stands = stands | {position.source: position for position in batch.positions}
    except SparktallyError as error:
        return found, stands, str(error)
    return found, stands, None


@pytest.mark.parametrize("name", list(WHOLE))
@pytest.mark.parametrize("seed", range(3))
def test_mutated_files_are_read_or_refused_and_never_crash(tmp_path: Path, name: str, seed: int) -> None:
    chance = seeded(f"{name} {seed}")
    path = tmp_path / name
    for _ in range(25):
        data = WHOLE[name]
        for _ in range(chance.randint(1, 2)):
            data = chance.choice(MUTATIONS)(data, chance) or b"\n"
        path.write_bytes(data)
        found, stands, error = read(str(path))
        small = Limits(block_bytes=chance.randint(1, 3000))
        again, _, same = read(str(path), limits=small, batch_lines=chance.randint(1, 60))
        assert again == found, data
        assert (error is None) == (same is None), data
        rest, _, same = read(str(path), stands=stands)
        assert rest == [], data
        assert (error is None) == (same is None), data


@pytest.mark.parametrize("name", ["log.ndjson", "log.csv"])
def test_nothing_of_a_text_file_is_lost(tmp_path: Path, name: str) -> None:
    chance = seeded(name)
    blanks = b" \t\r\n"
    header = WHOLE[name].index(b"\n") + 1 if name == "log.csv" else 0
    for _ in range(60):
        body = chance.choice(MUTATIONS)(WHOLE[name][header:], chance)
        (tmp_path / name).write_bytes(WHOLE[name][:header] + body)
        found, _, error = read(str(tmp_path / name))
        kept = b"".join(line if raw is None else raw for _, _, line, raw, _ in found)
        assert error is None
        assert kept.translate(None, blanks) == body.removeprefix(b"\xef\xbb\xbf").translate(None, blanks)
