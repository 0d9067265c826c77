"""Reading a text log block by block: resuming, the byte order mark, fingerprints, damage."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from engine.position import Position
from streams.bytestream import Damage, open_stream
from streams.errors import SourceChanged, SourceDamaged, SourceFormat
from streams.fingerprint import Fingerprint
from streams.limits import DEFAULT_LIMITS, Limits
from streams.reader import REPLAY_ANEW, FileState, LogFile, LogReader
from streams.sniff import BOM, HEAD_BYTES, is_csv_header, packed_kind
from streams.split import LF, Bytes, Lines

EMPTY: Bytes = np.empty(0, np.uint8)
OnSkip = Callable[[LogReader], None]
"""Called with the reader after each block that an earlier run had read."""


class TextReader(ABC):
    """A `LogReader` of a text file; a subclass says how bytes become lines (`_blocks`).

    Offsets are bytes of the decompressed file. `_pending` holds the bytes from `_offset` on that were read
    but not yet turned into lines.
    """

    def __init__(
        self,
        log: LogFile,
        resume: Position | None,
        limits: Limits = DEFAULT_LIMITS,
        on_skip: OnSkip = lambda _: None,
    ) -> None:
        self._log = log
        self._limits = limits
        self._stream = open_stream(log.path, log.codec)
        self._print = Fingerprint()
        self._on_skip = on_skip
        self._damage: str | None = None
        self._ended = False
        self._pending: Bytes = EMPTY
        self._offset = 0
        self._passed = 0
        self._unfinished = False
        self._resume = resume
        self._buffers: list[Bytes] = []
        self._turn = 1
        self._hashing: int | None = None
        self._lines: Iterator[Lines] | None = None
        self._block: Lines | None = None
        self._cursor = 0
        self._hash_tail: tuple[int, Bytes] = (0, EMPTY)
        self._at: tuple[int, int] | None = None

    @abstractmethod
    def _blocks(self) -> Iterator[Lines]:
        """Yield what the stream holds from `_offset` on; set `_unfinished` at an unended last line."""

    def read(self, max_lines: int) -> pa.Table | None:
        """See `LogReader`."""
        if self._lines is None:
            self._start()
            self._lines = self._blocks()
        while self._block is None or self._cursor == len(self._block.end):
            self._finish_block()
            self._block = next(self._lines, None)
            self._cursor = 0
            if self._block is None:
                self._raise_damage()
                return None
        return self._slice(self._block, max_lines)

    def scanned(self) -> pa.Table | None:
        """See `LogReader`: nothing, all is lines."""
        return None

    def _slice(self, block: Lines, max_lines: int) -> pa.Table:
        stop = min(self._cursor + max_lines, len(block.end))
        table = block.table.slice(self._cursor, stop - self._cursor)
        self._cursor = stop
        if stop == len(block.end):
            self._at = (block.stop, block.passed)
        else:
            self._at = (int(block.end[stop - 1]), int(block.last[stop - 1]))
        return table

    def _raise_damage(self) -> None:
        if self._damage is not None:
            raise SourceDamaged(
                f"the {self._log.codec} stream breaks off or is corrupt in this line ({self._damage});"
                " all lines before it were read",
                where=f"{self._log.source}:{self._passed + 1}",
                fix="mend or replace the file and replay again: it goes on with this line",
            )

    # --- the fingerprint of [0, position) ---------------------------------------------------------------

    def _hash_later(self, base: int, data: Bytes) -> None:
        """Bytes of the block being delivered; hashed as far as lines are taken from it."""
        self._hash_tail = (base, data)

    def _hash_to(self, stop: int) -> None:
        base, data = self._hash_tail
        count = min(stop - base, len(data))
        if count > 0:
            self._hash(data[:count])
            self._hash_tail = (base + count, data[count:])

    def _finish_block(self) -> None:
        if self._block is not None:
            self._hash_to(self._block.stop)
            self._at = (self._block.stop, self._block.passed)

    def position(self) -> Position | None:
        """See `LogReader`."""
        if self._at is None:
            return None
        stop, number = self._at
        if self._log.kind == "stdin":
            return Position(self._log.source, "stdin", stop, number)
        self._hash_to(stop)
        unfinished = self._unfinished and self._block_done()
        state = self._state(self._print.hexdigest(), unfinished)
        return Position(self._log.source, "file", stop, number, state.to_json())

    def _block_done(self) -> bool:
        return self._block is None or self._cursor == len(self._block.end)

    def _state(self, sha256: str, unfinished: bool) -> FileState:
        return FileState(self._log.format, sha256, unfinished)

    def done_bytes(self) -> int:
        """See `LogReader`; of what was read ahead, the share that was not given yet is not behind us."""
        given = self._offset if self._at is None else self._at[0]
        return self._stream.done_bytes() * given // max(1, self._offset + len(self._pending))

    def close(self) -> None:
        """See `LogReader`."""
        self._print.close()
        self._stream.close()

    # --- bytes ------------------------------------------------------------------------------------------

    def _more(self, size: int) -> Bytes:
        """The next bytes of the stream, in a buffer of their own; short only at its end or at damage."""
        buffer = np.empty(0 if self._ended else size, np.uint8)
        return buffer[: self._fill(buffer)]

    def _fill(self, buffer: Bytes) -> int:
        view, count = memoryview(buffer), 0  # type: ignore[arg-type]
        try:
            while count < len(view) and not self._ended:
                got = self._stream.readinto(view[count:])
                self._ended = got == 0
                count += got
        except Damage as damage:
            self._damage, self._ended = str(damage), True
        return count

    def _grow(self) -> bool:
        """Add a block to `_pending`; false when there is no more."""
        if self._ended:
            return False
        kept = len(self._pending)
        buffer = self._next_buffer(kept + self._limits.block_bytes)
        buffer[:kept] = self._pending
        count = self._fill(buffer[kept:])
        self._pending = buffer[: kept + count]
        return count > 0

    def _next_buffer(self, size: int) -> Bytes:
        """One of two buffers in turn (fresh memory is dear); a larger one than usual is made anew."""
        if size > 2 * self._limits.block_bytes:
            return np.empty(size, np.uint8)
        self._turn = 1 - self._turn
        if self._turn == self._hashing:
            self._print.settle()
        if self._turn == len(self._buffers):
            self._buffers.append(np.empty(2 * self._limits.block_bytes, np.uint8))
        return self._buffers[self._turn][:size]

    def _hash(self, data: Bytes) -> None:
        """Add to the fingerprint; it may still be reading `data` until `settle`, or the next call of this."""
        self._print.update(data)
        self._hashing = self._turn

    def _take(self, count: int) -> Bytes:
        """Move `_offset` over `count` pending bytes, which are given."""
        taken, self._pending = self._pending[:count], self._pending[count:]
        self._offset += count
        return taken

    # --- where to begin ---------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._resume is None or self._log.kind == "stdin":
            self._skip_bom()
            self._refuse_packed()
        else:
            self._skip_read(self._resume)

    def _skip_bom(self) -> None:
        while len(self._pending) < len(BOM) and self._grow():
            pass
        if self._pending[: len(BOM)].tobytes() == BOM:
            self._hash(self._take(len(BOM)))

    def _refuse_packed(self) -> None:
        """Files were looked at before they were opened; standard input is looked at here."""
        head = self._pending[:HEAD_BYTES].tobytes() if self._log.kind == "stdin" else b""
        if is_csv_header(head):
            raise SourceFormat(
                "standard input is CSV: its first line names columns; it is read as NDJSON",
                where=self._log.source,
                fix="write it to a file that ends in .csv, and name that",
            )
        if packed_kind(head) is not None:
            raise SourceFormat(
                f"standard input is {packed_kind(head)}, not lines of text",
                where=self._log.source,
                fix="unpack or convert it in the pipe, or name the file itself",
            )

    def _skip_read(self, resume: Position) -> None:
        """Pass what the store has read, and make sure that it is still the same."""
        state = FileState.of(resume, self._log)
        where = f"{resume.source}:{resume.number}"
        self._take_state(state)
        while self._offset < resume.position:
            data = self._more(min(self._limits.block_bytes, resume.position - self._offset))
            if len(data) == 0:
                self._refuse_short(resume, where)
            self._hash(data)
            self._offset += len(data)
            self._on_skip(self)
        if self._print.hexdigest() != state.sha256:
            raise SourceChanged(
                "this file has changed in what was already read, at or before this line",
                where=where,
                fix=REPLAY_ANEW,
            )
        self._passed = resume.number
        self._at = None
        if state.unfinished:
            self._skip_line_end(where, b"" if state.open_quote else b" \t\r")

    def _take_state(self, state: FileState) -> None:  # noqa: B027 most formats keep nothing more
        """For a subclass that keeps more in its state."""

    def _refuse_short(self, resume: Position, where: str) -> None:
        if self._damage is not None:
            self._raise_damage()
        raise SourceChanged(
            f"this file has shrunk: {resume.position} bytes of it were read, now it has {self._offset}",
            where=where,
            fix=f"{REPLAY_ANEW}; if logs are rotated, give each its own lasting name",
        )

    def _skip_line_end(self, where: str, blanks: bytes) -> None:
        """Pass the line end (after `blanks`) that the unfinished last line got; other growth is refused."""
        seen = 0
        while True:
            fresh = self._pending[seen:]
            stops = np.flatnonzero(~np.isin(fresh, np.frombuffer(blanks, np.uint8)))
            if len(stops) and (fresh[stops[0]] != LF or not blanks):
                raise SourceChanged(
                    "the last line of this file had no line end when it was read, and has grown since",
                    where=where,
                    fix="replay the log into a new store; let writers end lines before they are read",
                )
            if len(stops):
                self._hash(self._take(seen + int(stops[0]) + 1))
                return
            seen = len(self._pending)
            if not self._grow():
                self._pending = EMPTY
                return
