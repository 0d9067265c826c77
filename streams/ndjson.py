"""NDJSON: lines that end at LF."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from streams.split import LF, Bytes, Lines, LongLine, newlines, split_lines
from streams.textlog import EMPTY, TextReader


class NdjsonReader(TextReader):
    """Lines of a text file, split at LF; an unended last line is a line.

    A last line without LF where a compressed stream is damaged is not given: it is half a line. When the file
    is mended, the next replay reads it whole.
    """

    def _blocks(self) -> Iterator[Lines]:
        while True:
            breaks = newlines(self._pending)
            if len(breaks) == 0 and len(self._pending) > self._limits.block_bytes:
                yield from self._long_line()
            elif len(breaks):
                yield self._whole_lines(breaks)
            if not self._grow():
                break
        yield from self._rest()

    def _rest(self) -> Iterator[Lines]:
        breaks = newlines(self._pending)
        if len(breaks):
            yield self._whole_lines(breaks)
        if len(self._pending) and self._damage is None:
            line = LongLine(self._limits)
            line.feed(self._pending.tobytes())
            if not line.blank:
                start, data = self._offset, self._take(len(self._pending))
                self._hash_later(start, data)
                self._unfinished = True
                yield self._count(line.lines(start, self._offset, self._passed))

    def _whole_lines(self, breaks: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Lines:
        start = self._offset
        data = self._take(int(breaks[-1]) + 1)
        self._hash_later(start, data)
        return self._count(split_lines(data, breaks, start, self._passed))

    def _count(self, lines: Lines) -> Lines:
        self._passed = lines.passed
        return lines

    def _long_line(self) -> Iterator[Lines]:
        """One line longer than a block; at most its limit is held, the rest only hashed."""
        line = LongLine(self._limits)
        start, mark = self._offset, self._print.mark()
        ended = False
        while not ended:
            data = self._pending if len(self._pending) else self._more(self._limits.block_bytes)
            if len(data) == 0:
                break
            self._pending = data
            breaks = newlines(data)
            ended = len(breaks) > 0
            taken = self._take(int(breaks[0]) + 1 if ended else len(data))
            self._hash(taken)
            line.feed(_without_lf(taken))
        if not ended and (line.blank or self._damage is not None):
            self._print.reset(mark)
            self._offset = start
            return
        self._unfinished = not ended
        self._hash_later(self._offset, EMPTY)
        yield self._count(line.lines(start, self._offset, self._passed))


def _without_lf(data: Bytes) -> bytes:
    return data[: -1 if data[-1] == LF else len(data)].tobytes()
