"""gzip and zstd: the same lines, every line before damage, and going on once the file is mended."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from engine.batch import Batch
from engine.position import Position
from streams.errors import SourceChanged, SourceDamaged, SourceError
from streams.files import FileSource
from streams.limits import Limits
from tests.streams.helpers import clock, lines_of, naive_lines, read_all, rows

Compress = Callable[[bytes], bytes]
CODECS: dict[str, Compress] = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}
TEXT = b"".join(b'{"event_id":"%032x","n":%d}\n' % (pow(7, n, 2**127 - 1), n) for n in range(20_000))

pytestmark = pytest.mark.parametrize("codec", list(CODECS))


@pytest.mark.parametrize("name", ["log.ndjson.{}", "log.{}", "log.ndjson"])
def test_members_are_read_as_one_stream(tmp_path: Path, codec: str, name: str) -> None:
    compress = CODECS[codec]
    file = tmp_path / name.format(codec)
    file.write_bytes(compress(TEXT[:1000]) + compress(b"") + compress(TEXT[1000:]))
    batches, positions = read_all([str(file)], limits=Limits(block_bytes=4096), batch_lines=777)
    assert rows(batches) == naive_lines(TEXT)
    assert positions[str(file)].position == len(TEXT)
    rest, _ = read_all([str(file)], {p.source: p for p in batches[3].positions})
    assert rows(rest) == naive_lines(TEXT)[4 * 777 :]


def test_csv_inside(tmp_path: Path, codec: str) -> None:
    file = tmp_path / f"log.csv.{codec}"
    file.write_bytes(CODECS[codec](b"event_id,type\n1,view\n"))
    assert lines_of([str(file)]) == [b'{"event_id":"1","type":"view"}']


def damaged(
    path: str, **options: object
) -> tuple[list[tuple[int, int, bytes]], SourceDamaged, dict[str, Position]]:
    """What is read before the damage, the damage, and the positions."""
    batches: list[Batch] = []
    source = FileSource([path], clock=clock, **options)
    with pytest.raises(SourceDamaged) as caught:
        _extend(batches, source)
    return rows(batches), caught.value, {p.source: p for batch in batches for p in batch.positions}


def _extend(batches: list[Batch], source: FileSource) -> None:
    for batch in source.batches({}):
        batches.append(batch)  # noqa: PERF402 an error must leave what came before it


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9999])
@pytest.mark.parametrize("block", [4096, 1 << 20])
def test_lines_before_a_cut_are_read_and_the_mended_file_goes_on(
    tmp_path: Path, codec: str, share: float, block: int
) -> None:
    whole = CODECS[codec](TEXT)
    file = tmp_path / f"log.{codec}"
    file.write_bytes(whole[: int(len(whole) * share)])
    found, error, positions = damaged(str(file), limits=Limits(block_bytes=block))
    expected = naive_lines(TEXT)
    assert found == expected[: len(found)]
    assert len(found) > share * 0.7 * len(expected) - 4000
    assert error.where == f"{file}:{len(found) + 1}"
    file.write_bytes(whole)
    rest, _ = read_all([str(file)], positions)
    assert found + rows(rest) == expected


def test_lines_before_corrupt_bytes_are_read(tmp_path: Path, codec: str) -> None:
    compress = CODECS[codec]
    first, second = TEXT[:600_007], TEXT[600_007:]
    broken = b"\x1f\x8b\x08\x09junk" if codec == "gz" else b"\x28\xb5\x2f\xfe"
    file = tmp_path / f"log.{codec}"
    file.write_bytes(compress(first) + broken + compress(second))
    for block in (1000, 1 << 20):
        found, error, positions = damaged(str(file), limits=Limits(block_bytes=block))
        assert found == naive_lines(first[: first.rindex(b"\n") + 1])
        assert error.where == f"{file}:{len(found) + 1}"
        assert "corrupt" in str(error)
        with pytest.raises(SourceDamaged):
            next(FileSource([str(file)], clock=clock).batches(positions))


def test_damage_before_the_position_is_told(tmp_path: Path, codec: str) -> None:
    file = tmp_path / f"log.{codec}"
    whole = CODECS[codec](TEXT)
    file.write_bytes(whole)
    _, positions = read_all([str(file)])
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError):
        read_all([str(file)], positions)


def test_a_grown_and_a_changed_file(tmp_path: Path, codec: str) -> None:
    compress = CODECS[codec]
    file = tmp_path / f"log.{codec}"
    file.write_bytes(compress(b"a\nb\n"))
    _, positions = read_all([str(file)])
    file.write_bytes(compress(b"a\nb\nc\n"))
    assert rows(read_all([str(file)], positions)[0]) == [(4, 3, b"c")]
    file.write_bytes(compress(b"a\nx\nc\n"))
    with pytest.raises(SourceChanged):
        read_all([str(file)], positions)


def test_an_empty_file_has_no_lines(tmp_path: Path, codec: str) -> None:
    (tmp_path / f"log.{codec}").write_bytes(b"")
    assert lines_of([str(tmp_path / f"log.{codec}")]) == []


def test_the_lines_of_other_files_are_given_before_the_error(tmp_path: Path, codec: str) -> None:
    (tmp_path / "a.ndjson").write_bytes(b"a\n")
    (tmp_path / f"b.ndjson.{codec}").write_bytes(CODECS[codec](TEXT)[:20])
    found: list[Batch] = []
    with pytest.raises(SourceDamaged):
        _extend(found, FileSource([str(tmp_path)], clock=clock))
    assert [batch.lines.num_rows for batch in found] == [1]
