"""The file source: many logs, each resumed where the store says, as batches of lines."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa

from engine.batch import LINE_SCHEMA, SCAN_LINES_MIN, Batch
from engine.position import Position
from schemas.errors import SparktallyError
from streams.bytestream import STDIN
from streams.csvlog import CsvReader
from streams.discover import Stranger, discover
from streams.errors import SourceMissing
from streams.limits import DEFAULT_LIMITS, LINES_A_BATCH, MIB, Limits
from streams.ndjson import NdjsonReader
from streams.parquetlog import ParquetReader
from streams.reader import LogFile, LogReader
from streams.source import Clock, OnProgress, Progress
from streams.textlog import OnSkip


def open_log(
    log: LogFile, resume: Position | None, limits: Limits, on_skip: OnSkip, scan_rows_min: int | None = None
) -> LogReader:
    """The reader for a file's format, standing at `resume`; the rest as in `TextReader`, `ParquetReader`."""
    if log.format == "parquet":
        return ParquetReader(log, resume, limits, scan_rows_min)
    return (NdjsonReader if log.format == "ndjson" else CsvReader)(log, resume, limits, on_skip)


class FileSource:
    """Reads NDJSON, CSV and Parquet files and standard input; a `Source`.

    Args:
        paths: one or more files, globs, directories; `-` is NDJSON on standard input (see
            `streams.discover`).
        clock: gives each batch its `recorded_at`.
        batch_lines: at most so many lines a batch; a batch may span files.
        batch_bytes: a batch is also given once its lines come to this many bytes.
        on_progress: called with a `Progress`, from the reading thread, after each piece of a file.
        limits: block and line sizes.

    Raises:
        SourceMissing, SourceFormat: a path that cannot be read as a log; nothing is read then.
        ValueError: batches of no lines.
    """

    def __init__(  # noqa: PLR0913
        self,
        paths: str | Path | Sequence[str | Path],
        *,
        clock: Clock,
        batch_lines: int = LINES_A_BATCH,
        batch_bytes: int = 256 * MIB,
        on_progress: OnProgress | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        if batch_lines < 1:
            raise ValueError(f"a batch holds at least one line, not {batch_lines}")
        found = discover([str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)])
        self.logs: tuple[LogFile, ...] = tuple(found.logs)
        self.strangers: tuple[Stranger, ...] = tuple(found.strangers)
        self._reads_stdin = any(log.path == STDIN for log in self.logs)
        self._clock = clock
        self._batch_lines, self._batch_bytes = batch_lines, batch_bytes
        self._on_progress = on_progress
        self._limits = limits
        self._lines = 0
        self._bytes_before = [0, *accumulate(log.size or 0 for log in self.logs)]

    @property
    def reads_stdin(self) -> bool:
        """Whether standard input is among the sources: it has no position to resume from and is read anew."""
        return self._reads_stdin

    def batches(self, positions: Mapping[str, Position]) -> Generator[Batch, None, None]:
        """See `Source`; the lines of every batch come as one chunk a column."""
        pending = _Pending()
        self._lines = 0
        for index, log in enumerate(self.logs):
            reader: LogReader | None = None
            try:
                on_skip = partial(self._report, index=index, done=False)
                resume = positions.get(log.source)
                reader = open_log(log, resume, self._limits, on_skip, self._scan_rows_min())
                yield from self._read(reader, index, pending)
            except (SparktallyError, OSError) as error:
                if reader is not None:
                    pending.moved(reader.position() if pending.open_lines else None)
                if pending.lines:
                    yield pending.flush(self._clock())
                raise _as_ours(error, log) from error
            finally:
                if reader is not None:
                    reader.close()
        if pending.lines:
            yield pending.flush(self._clock())

    def _scan_rows_min(self) -> int | None:
        """Rows that a file must have for the scanner: it is loaded for many lines, of one file or of some."""
        return max(0, SCAN_LINES_MIN - self._lines) if self._batch_lines >= SCAN_LINES_MIN else None

    def _read(self, reader: LogReader, index: int, pending: _Pending) -> Iterator[Batch]:
        log = self.logs[index]
        pending.open_lines = False
        while (table := reader.read(self._batch_lines - pending.lines)) is not None:
            pending.add(log.source, table, reader.scanned())
            self._lines += len(table)
            self._report(reader, index, done=False)
            if pending.lines >= self._batch_lines or pending.bytes >= self._batch_bytes:
                pending.moved(reader.position())
                yield pending.flush(self._clock())
        pending.moved(reader.position() if pending.open_lines else None)
        self._report(reader, index, done=True)

    def _report(self, reader: LogReader, index: int, *, done: bool) -> None:
        if self._on_progress is None:
            return
        log = self.logs[index]
        here = reader.done_bytes() if log.size is None or not done else log.size
        self._on_progress(
            Progress(
                log.source,
                files_done=index + (1 if done else 0),
                files_total=len(self.logs),
                bytes_done=self._bytes_before[index] + here,
                bytes_total=None if self.reads_stdin else self._bytes_before[-1],
                lines=self._lines,
            )
        )


class _Pending:
    """The batch being filled."""

    def __init__(self) -> None:
        self.lines = 0
        self.bytes = 0
        self.open_lines = False
        self._parts: list[tuple[str, pa.Table]] = []
        self._scanned: list[tuple[int, pa.Table]] = []
        self._positions: list[Position] = []

    def add(self, source: str, table: pa.Table, scanned: pa.Table | None) -> None:
        """Add lines; `open_lines` says that their file's position is still to be told."""
        self._parts.append((source, table))
        if scanned is not None:
            self._scanned.append((self.lines, scanned))
            self.bytes += scanned.nbytes
        self.lines += len(table)
        self.bytes += table.column("line").nbytes + table.column("raw").nbytes
        self.open_lines = True

    def moved(self, position: Position | None) -> None:
        """Where the file stands after the lines added."""
        if position is not None:
            self._positions.append(position)
        self.open_lines = False

    def flush(self, recorded_at: datetime) -> Batch:
        """The batch; this one begins anew."""
        typed = _merged(self._scanned) if self._scanned else None
        batch = Batch(_joined(self._parts), tuple(self._positions), recorded_at, typed=typed)
        self.lines = self.bytes = 0
        self._parts, self._scanned, self._positions = [], [], []
        return batch


def _merged(scanned: list[tuple[int, pa.Table]]) -> pa.Table:
    from engine.scanner.scan import merged  # noqa: PLC0415 loaded where something was scanned

    return merged(scanned)


def _joined(parts: list[tuple[str, pa.Table]]) -> pa.Table:
    """One table of `LINE_SCHEMA`, one chunk a column."""
    names = list(dict.fromkeys(name for name, _ in parts))
    index = {name: place for place, name in enumerate(names)}
    places = np.concatenate([np.full(len(table), index[name], np.int32) for name, table in parts])
    source = pa.DictionaryArray.from_arrays(pa.array(places), pa.array(names, pa.string()))
    rest = pa.concat_tables([table for _, table in parts]).combine_chunks()
    columns = [column.chunk(0) for column in rest.columns]
    return pa.Table.from_arrays([source, *columns], schema=LINE_SCHEMA)


def _as_ours(error: SparktallyError | OSError, log: LogFile) -> SparktallyError:
    if isinstance(error, SparktallyError):
        return error
    return SourceMissing(
        f"this cannot be read ({error.strerror or error})",
        where=log.source,
        fix="check the file and its permissions",
    )
