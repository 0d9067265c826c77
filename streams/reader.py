"""What every file reader offers, and what it writes into a position."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Protocol

import pyarrow as pa

from engine.position import Position
from streams.bytestream import STDIN
from streams.errors import SourceChanged, printable

REPLAY_ANEW = (
    "replay the log into a new store, or put back the file as it was read, with mended lines in another file"
)


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file to read.

    Args:
        path: its real path, absolute; or `STDIN`.
        format: `ndjson`, `csv`, `tsv` or `parquet`.
        codec: None, `gzip` or `zstd`.
        size: bytes on the disk, None for standard input.
    """

    path: str
    format: str
    codec: str | None
    size: int | None

    @property
    def source(self) -> str:
        """`Position.source` and `LINE_SCHEMA.source`: the path as text."""
        return printable(self.path)

    @property
    def kind(self) -> str:
        """`Position.kind`."""
        return "stdin" if self.path == STDIN else "file"


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file's position remembers besides byte and line.

    Args:
        format: as in `LogFile`; read as another format the position means nothing.
        sha256: of the decompressed bytes [0, position); of the whole file for Parquet.
        unfinished: whether the last line had no line end when it was read.
        open_quote: CSV: whether it ended inside a quoted cell, so that nothing may follow it.
        header: CSV: the names of the columns.
        delimiter: CSV: what stands between cells.
    """

    format: str
    sha256: str
    unfinished: bool = False
    open_quote: bool = False
    header: tuple[str, ...] | None = None
    delimiter: str | None = None

    def to_json(self) -> str:
        """Text for `Position.state`."""
        return json.dumps({key: value for key, value in asdict(self).items() if value is not None})

    @classmethod
    def of(cls, position: Position, log: LogFile) -> FileState:
        """Read `Position.state`.

        Raises:
            SourceChanged: it was read as another format, or the state is not ours.
        """
        where = f"{position.source}:{position.number}"
        try:
            values = json.loads(position.state)
            header = values.pop("header", None)
            state = cls(header=None if header is None else tuple(header), **values)
        except (ValueError, TypeError, AttributeError) as error:
            raise SourceChanged(
                "the store's position of this file cannot be read", where=where, fix=REPLAY_ANEW
            ) from error
        if state.format != log.format:
            raise SourceChanged(
                f"this file was read as {state.format} before and would be read as {log.format} now",
                where=where,
                fix=REPLAY_ANEW,
            )
        return state


class LogReader(Protocol):
    """Reads one file from a position on."""

    def read(self, max_lines: int) -> pa.Table | None:
        """The next 1 to `max_lines` lines (columns of `LINE_SCHEMA` without `source`), None at the end.

        Raises:
            SourceChanged: the file is not the one that the position was taken from.
            SourceDamaged: it breaks off here; everything before was given.
        """
        ...

    def scanned(self) -> pa.Table | None:
        """What the scanner found in rows of the last `read`, whose lines are empty; see `Batch.typed`."""
        ...

    def position(self) -> Position | None:
        """Where it stands after what was read; None when nothing was."""
        ...

    def done_bytes(self) -> int:
        """Bytes of the file behind us, as they lie on the disk."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
