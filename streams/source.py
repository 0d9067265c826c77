"""The one interface between where lines come from and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.batch import Batch
from engine.position import Position

Clock = Callable[[], datetime]
"""Gives the present moment, aware, in UTC; injected so that nothing below reads a clock."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading has come.

    Args:
        source: the file that is being read, as in `LINE_SCHEMA.source`.
        files_done: files read to their ends.
        files_total: files to read in all.
        bytes_done: bytes of the files as they lie on the disk (compressed ones compressed) behind us, those
            that an earlier run had read included.
        bytes_total: bytes of all files on the disk; None where standard input is among them.
        lines: lines delivered by this run.
    """

    source: str
    files_done: int
    files_total: int
    bytes_done: int
    bytes_total: int | None
    lines: int


OnProgress = Callable[[Progress], None]


class Source(Protocol):
    """Gives batches of raw lines with their positions."""

    def batches(self, positions: Mapping[str, Position]) -> Generator[Batch, None, None]:
        """Yield what lies after `positions`, in reading order; when closed, let go of the source.

        Args:
            positions: what the store holds, by source name; one that is not in it is read from its start.

        Yields:
            Batches of at least one line each, with a position for each source that moved.

        Raises:
            SparktallyError: a source cannot be read further; all lines before that were yielded.
        """
        ...
