"""Chunks of a log into a file: NDJSON, compressed or not, or Parquet."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251 this one is written
import zstandard

from sparktally.simulate.chunks import Chunk
from sparktally.simulate.knobs import BadKnob

TEXT, COLUMNS = "text", "columns"
ENDINGS = (".ndjson", ".jsonl", ".json")
PACKED = (".gz", ".zst")
GZIP_LEVEL, ZSTD_LEVEL = 1, 3
INSTANT = pa.timestamp("ms", tz="UTC")


class Sink(Protocol):
    """Takes a log's chunks one after the other."""

    form: str

    def write(self, chunk: Chunk) -> None:
        """Write its lines in the order of arrival."""
        ...


def form_of(name: str) -> str:
    """What a file of that name holds, `TEXT` or `COLUMNS`.

    Raises:
        BadKnob: no log is called so.
    """
    path = PurePath(name.lower())
    if path.suffix == ".parquet":
        return COLUMNS
    plain = PurePath(path.stem) if path.suffix in PACKED else path
    if plain.suffix in ENDINGS:
        return TEXT
    raise BadKnob(
        "its name does not say what to write",
        where=name,
        fix="let it end in .ndjson (.gz or .zst behind that compresses it) or in .parquet",
    )


@contextmanager
def sink(file: IO[bytes], name: str) -> Iterator[Sink]:
    """What writes into an open file as its name says; the file stays open.

    Raises:
        BadKnob: no log is called so.
    """
    if form_of(name) == COLUMNS:
        with _Columns(file) as columns:
            yield columns
        return
    with _packed(file, PurePath(name.lower()).suffix) as packed:
        yield _Lines(packed)


@contextmanager
def _packed(file: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    """The file, or what compresses into it; with no moment or name in it: the same log is the same bytes."""
    if suffix == ".gz":
        with gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0) as packed:
            yield packed  # type: ignore[misc]
    elif suffix == ".zst":
        with zstandard.ZstdCompressor(ZSTD_LEVEL).stream_writer(file, closefd=False) as packed:
            yield packed
    else:
        yield file


class _Lines:
    """Lines as they stand in Arrow's memory, one behind the other."""

    form = TEXT

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, chunk: Chunk) -> None:
        sent, told = _Texts(chunk.engagements), _Texts(chunk.facts)
        parts, at = [], 0
        for number, place in enumerate(chunk.places.tolist()):
            parts += [sent.between(at, place), told.between(number, number + 1)]
            at = place
        self._file.write(b"".join([*parts, sent.between(at, chunk.engagements.num_rows)]))


class _Texts:
    """The bytes of a table's column `line`."""

    def __init__(self, table: pa.Table) -> None:
        lines = table.column("line").combine_chunks()
        _, ends, data = lines.buffers()
        self._data = memoryview(data or b"")
        self._ends = np.frombuffer(memoryview(ends or bytes(4)), np.int32)[lines.offset :].tolist()

    def between(self, first: int, last: int) -> memoryview:
        """The lines [first, last)."""
        return self._data[self._ends[first] : self._ends[last]]


class _Columns:
    """Typed columns: instants with their zone, whole numbers, ids as text."""

    form = COLUMNS

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._writer: pq.ParquetWriter | None = None

    def write(self, chunk: Chunk) -> None:
        rows = _in_order(chunk)
        at = rows.schema.get_field_index("occurred_at")
        typed = rows.set_column(at, "occurred_at", rows.column(at).cast(pa.timestamp("ms")).cast(INSTANT))
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, typed.schema, compression="zstd")
        self._writer.write_table(typed)

    def __enter__(self) -> _Columns:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()


def _in_order(chunk: Chunk) -> pa.Table:
    rows = pa.concat_tables([chunk.engagements, chunk.facts]).combine_chunks()
    told = np.arange(chunk.facts.num_rows) + chunk.engagements.num_rows
    return rows.take(np.insert(np.arange(chunk.engagements.num_rows), chunk.places, told))
