"""Parquet: typed columns, a row at a time in bounded memory, as the JSON lines that they stand for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.position import Position
from streams.arrow import Blobs
from streams.arrow import compute as pc
from streams.errors import SourceChanged, SourceDamaged, SourceFormat
from streams.limits import DEFAULT_LIMITS, MIB, Limits
from streams.parquetcells import joined_faults, owned, tokens_of
from streams.reader import REPLAY_ANEW, FileState, LogFile
from streams.rows import check_names, json_lines
from streams.split import line_table

_ROWS_MAX = 32_768
_FEW = ("type", "surface", "action", "element", "channel")
"""Columns of few texts, which are read as dictionaries: it is cheaper."""
_BATCH_BYTES = 32 * MIB


class ParquetReader:
    """A `LogReader` of a Parquet file; positions are row indexes, and the file must not change at all.

    Args:
        log: the file.
        resume: where to go on, or None.
        limits: sizes of lines.
        scan_rows_min: where so many rows are left to read, the scanner looks at them as they are, and only
            those that it leaves become lines; where None, every row becomes a line.

    Raises:
        SourceDamaged: it has no footer or a column of it cannot be decoded.
        SourceFormat: columns that cannot be told apart.
    """

    def __init__(
        self,
        log: LogFile,
        resume: Position | None,
        limits: Limits = DEFAULT_LIMITS,
        scan_rows_min: int | None = None,
    ) -> None:
        self._log, self._limits = log, limits
        with Path(log.path).open("rb") as raw:
            self._sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
        self._row = 0 if resume is None else resume.position
        if resume is not None:
            self._check(FileState.of(resume, log), resume)
        try:
            self._file = _opened(log.path)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from error
        self._names = [field.name for field in self._file.schema_arrow]
        try:
            check_names(self._names, log.source)
        except SourceFormat:
            self._file.close()
            raise
        self._rows = self._file.metadata.num_rows
        self._batches: Iterator[pa.RecordBatch] | None = None
        self._batch: pa.RecordBatch | None = None
        self._moved = False
        self._scans = scan_rows_min is not None and self._rows - self._row >= scan_rows_min
        self._scanned: pa.Table | None = None

    def _check(self, state: FileState, resume: Position) -> None:
        if state.sha256 != self._sha256:
            raise SourceChanged(
                "this Parquet file has changed since it was read",
                where=f"{resume.source}:{resume.number}",
                fix=f"{REPLAY_ANEW}; put new rows into a new file",
            )

    def read(self, max_lines: int) -> pa.Table | None:
        """See `LogReader`."""
        if self._row >= self._rows:
            return None
        if self._batches is None:
            self._batches = self._open()
        if self._batch is None or self._batch.num_rows == 0:
            self._batch = self._next()
            if self._batch is None:
                return None
        taken = self._batch.slice(0, max_lines)
        self._batch = self._batch.slice(taken.num_rows)
        table = self._read(taken)
        self._row += taken.num_rows
        self._moved = True
        return table

    def scanned(self) -> pa.Table | None:
        """See `LogReader`."""
        return self._scanned

    def _open(self) -> Iterator[pa.RecordBatch]:
        """Record batches from `_row` on; whole row groups before it are not decoded."""
        skip = self._row
        groups: list[int] = []
        for group in range(self._file.num_row_groups):
            rows = self._file.metadata.row_group(group).num_rows
            if groups or skip < rows:
                groups.append(group)
            else:
                skip -= rows
        for batch in self._file.iter_batches(self._batch_rows(), row_groups=groups):
            cut = min(skip, batch.num_rows)
            skip -= cut
            if cut < batch.num_rows:
                yield batch.slice(cut)

    def _batch_rows(self) -> int:
        """So many rows that a batch is about 32 MiB where rows are large."""
        metadata = self._file.metadata
        whole = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
        return max(1, min(_ROWS_MAX, _BATCH_BYTES * self._rows // max(1, whole)))

    def _next(self) -> pa.RecordBatch | None:
        try:
            return next(self._batches or iter(()), None)
        except (pa.ArrowException, OSError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> SourceDamaged:
        where, why = f"{self._log.source}:{self._row + 1}", " ".join(str(error).split())
        return SourceDamaged(
            f"this Parquet file is damaged or cannot be decoded from this row on ({why})",
            where=where,
            fix="write it again and replay it into a new store, or leave it out",
        )

    def _read(self, batch: pa.RecordBatch) -> pa.Table:
        positions = np.arange(self._row, self._row + batch.num_rows, dtype=np.int64)
        lines = self._left(batch) if self._scans else self._lines(batch)
        return line_table(position=positions, number=positions + 1, **lines)

    def _left(self, batch: pa.RecordBatch) -> dict[str, Any]:
        """Lines of the rows that the scanner has left; empty ones of those that it took."""
        from engine.scanner.scan import scan_rows  # noqa: PLC0415 loading the compiled code takes a while

        self._scanned = scan_rows(dict(zip(self._names, batch.columns, strict=True)))
        is_left = np.ones(batch.num_rows, np.bool_)
        is_left[self._scanned["row"].to_numpy()] = False
        left = np.flatnonzero(is_left)
        place = pa.array(np.cumsum(is_left) - 1, mask=~is_left)
        lines = {name: pa.array(each).take(place) for name, each in self._lines(_chosen(batch, left)).items()}
        return lines | {"line": pc.fill_null(lines["line"], b"")}

    def _lines(self, batch: pa.RecordBatch) -> dict[str, Any]:
        """The columns of `LINE_SCHEMA` that say what the rows are."""
        count = batch.num_rows
        cells = [tokens_of(name, column) for name, column in zip(self._names, batch.columns, strict=True)]
        types = next((cells[at][0] for at, name in enumerate(self._names) if name == "type"), None)
        types = pa.nulls(count, pa.large_string()) if types is None else types
        faults = [owned(name, why, types) for name, (_, why) in zip(self._names, cells, strict=True)]
        fault = joined_faults(faults, count)
        lines = json_lines(self._names, [token for token, _ in cells], count)
        return {"fault": fault, **self._shortened(lines)}

    def _shortened(self, lines: Blobs) -> dict[str, Any]:
        """Lines over the limit as their head, length and SHA-256, like those of text files."""
        longest = pc.max(pc.binary_length(lines)).as_py() or 0
        if longest <= self._limits.whole_line_bytes:
            return {"line": lines}
        heads: dict[str, list[Any]] = {"line": [], "length": [], "sha256": []}
        whole: list[Any] = lines.to_pylist()
        for line in whole:
            long = len(line) > self._limits.whole_line_bytes
            heads["line"].append(line[: self._limits.head_bytes] if long else line)
            heads["length"].append(len(line) if long else None)
            heads["sha256"].append(hashlib.sha256(line).hexdigest() if long else None)
        return heads

    def position(self) -> Position | None:
        """See `LogReader`."""
        if not self._moved:
            return None
        state = FileState(self._log.format, self._sha256)
        return Position(self._log.source, "file", self._row, self._row, state.to_json())

    def done_bytes(self) -> int:
        """See `LogReader`; a share of the file by rows."""
        return (self._log.size or 0) * self._row // max(1, self._rows)

    def close(self) -> None:
        """See `LogReader`."""
        self._file.close()


def _opened(path: str) -> pq.ParquetFile:
    metadata = pq.read_metadata(path)
    kinds = [(field.name, field.type) for field in metadata.schema.to_arrow_schema()]
    few = [name for name, kind in kinds if name in _FEW and pa.types.is_string(kind)]
    return pq.ParquetFile(path, metadata=metadata, read_dictionary=few)


def _chosen(batch: pa.RecordBatch, rows: Any) -> pa.RecordBatch:
    """Some rows of a batch; of a type that Arrow cannot choose from, put together of slices."""
    columns = []
    for column in batch.columns:
        try:
            columns.append(column.take(pa.array(rows)))
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
            slices = [column.slice(row, 1) for row in rows.tolist()]
            columns.append(pa.concat_arrays(slices) if slices else column.slice(0, 0))
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
