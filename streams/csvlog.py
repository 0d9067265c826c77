"""CSV: a header row that names the columns, then records.

What people's files hold is read: a byte order mark, CRLF, quoted cells with line ends inside, empty cells
(missing), records with too few cells (the rest is missing), `,` or `;` or tab between cells, whichever the
header row has most of (a comma when it has none). Dead, with a reason: a record with more cells than the
header has names (empty ones at its end do not count), text after a closing quote, bytes that are no UTF-8,
a quote that is never closed. A quoted cell may hold line ends, so the last one's record is all up to the end
of the file, whatever was meant, and the file may not grow later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from streams.csvblock import CsvBlock, columns_of
from streams.csvquotes import simple_quotes
from streams.csvrecord import QUOTE, UNCLOSED, Grammar, LongRecord, QuoteTracker, read_cells, too_long
from streams.errors import SourceFormat
from streams.limits import MIB, in_words
from streams.reader import FileState
from streams.rows import NAMING, check_names
from streams.split import LF, Ints, Lines, newlines
from streams.textlog import EMPTY, TextReader

_HEADER_BYTES = MIB
_DELIMITERS = (b",", b";", b"\t")
_NDJSON = re.compile(rb'[ \t]*\{[ \t]*"')
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HEADERLESS = f"{NAMING}; a CSV needs a header row"
_CR_ALONE = re.compile(rb"\r(?!\n)")
_LF = np.frombuffer(b"\n", np.uint8)


class CsvReader(TextReader):
    """Records of a CSV or TSV file as JSON lines (see the module)."""

    _header: tuple[str, ...] | None = None
    _grammar: Grammar = Grammar(b",")
    _open_quote = False

    def _blocks(self) -> Iterator[Lines]:
        if self._header is None and not self._read_header():
            return
        while True:
            yield from self._whole_records()
            if len(self._pending) > self._limits.whole_line_bytes:
                yield from self._long_record()
            if not self._grow():
                break
        yield from self._whole_records()
        if len(self._pending) and self._damage is None:
            yield from self._rest()

    def _whole_records(self) -> Iterator[Lines]:
        while True:
            breaks = newlines(self._pending)
            ends = self._record_ends(breaks)
            sizes = np.diff(ends, prepend=-1) - 1
            long = np.flatnonzero(sizes > self._limits.whole_line_bytes)
            ends = ends[: long[0]] if len(long) else ends
            if len(ends):
                start, data = self._offset, self._take(int(ends[-1]) + 1)
                self._hash_later(start, data)
                breaks = breaks[: int(np.searchsorted(breaks, ends[-1])) + 1]
                yield self._records(CsvBlock(data, breaks, ends, start, self._passed))
            if len(long) == 0:
                return
            yield from self._long_record()

    def _records(self, block: CsvBlock) -> Lines:
        lines = columns_of(block, self._grammar, self._header or ())
        self._passed = lines.passed
        return lines

    def _record_ends(self, breaks: Ints) -> Ints:
        """Those line ends that end a record; only lines with quotes that are not simple are looked at."""
        if not (self._pending == QUOTE).any():
            return breaks
        starts = np.append(0, breaks + 1)
        edges = np.append(starts, len(self._pending))
        odd = np.flatnonzero(~simple_quotes(self._pending, edges, self._grammar)).tolist()
        data = self._pending.tobytes() if odd else b""
        inner: list[Ints] = []
        end = 0
        for line in odd:
            start = int(starts[line])
            if start < end:
                continue
            end = self._grammar.record_end(data, start)
            if end < 0:
                breaks = breaks[:line]
                break
            inner.append(np.arange(line, int(np.searchsorted(breaks, end - 1))))
        return np.delete(breaks, np.concatenate(inner)) if inner else breaks

    def _rest(self) -> Iterator[Lines]:
        """The last record, where no line end follows it, or where it ends inside a quoted cell."""
        start, data = self._offset, np.concatenate([self._pending, _LF])
        if not data.tobytes().strip():
            return
        if self._grammar.record_end(data.tobytes(), 0) < 0:
            yield from self._long_record()
            return
        self._unfinished = True
        self._hash_later(start, self._take(len(self._pending)))
        breaks = newlines(data)
        lines = self._records(CsvBlock(data, breaks, breaks[-1:], start, self._passed))
        yield replace(lines, stop=self._offset, end=np.minimum(lines.end, self._offset))

    def _long_record(self) -> Iterator[Lines]:
        """A record that is not closed or over the limit, as one dead line; only its head is held."""
        tracker, line = QuoteTracker(self._grammar), LongRecord(self._limits)
        start, mark, passed = self._offset, self._print.mark(), self._passed
        stop, ended = -1, False
        while stop < 0:
            self._pending = self._pending if len(self._pending) else self._more(self._limits.block_bytes)
            if len(self._pending) == 0:
                break
            stop = tracker.feed(self._pending.tobytes())
            taken = self._take(stop + 1 if stop >= 0 else len(self._pending))
            ended = taken[-1] == LF
            passed += int(np.count_nonzero(taken == LF))
            self._hash(taken)
            line.feed(taken.tobytes())
        if stop < 0 and self._damage is not None:
            self._print.reset(mark)
            self._offset = start
            return
        self._unfinished, self._open_quote = stop < 0, tracker.quoted
        self._hash_later(self._offset, EMPTY)
        fault = UNCLOSED if tracker.quoted else too_long(self._limits)
        lines = line.lines(start, self._offset, self._passed, fault)
        self._passed = passed + (0 if ended else 1)
        yield replace(lines, passed=self._passed, last=np.full(len(lines.end), self._passed, np.int64))

    # --- the header -------------------------------------------------------------------------------------

    def _read_header(self) -> bool:
        """Read the header row; false when nothing follows it."""
        while (end := self._header_end()) < 0 and len(self._pending) <= _HEADER_BYTES and self._grow():
            pass
        if end < 0 and len(self._pending) <= _HEADER_BYTES:
            if _CR_ALONE.search(self._pending.tobytes().rstrip()):
                raise SourceFormat(
                    "the lines of this file end in CR alone",
                    where=self._log.source,
                    fix="write it again with LF or CRLF between the lines",
                )
            return False
        row = self._pending[: max(end, 0)].tobytes()
        start = _first_line(row)
        self._passed = row.count(b"\n", 0, start)
        self._set_header(row[start:].rstrip(b"\r\n"))
        self._hash(self._take(end))
        self._passed = row.count(b"\n")
        return True

    def _header_end(self) -> int:
        """The byte after the first record that is not blank; -1 when it has not ended."""
        data = self._pending[: _HEADER_BYTES + 1].tobytes()
        start = _first_line(data)
        return Grammar(_sniff(data[start:])).record_end(data, start) if data.strip() else -1

    def _set_header(self, row: bytes) -> None:
        where = f"{self._log.source}:{self._passed + 1}"
        if _NDJSON.match(row):
            raise SourceFormat(
                "this is NDJSON: it starts with an object",
                where=where,
                fix="rename it so that it ends in .ndjson",
            )
        if row.startswith(_UTF16):
            raise SourceFormat("this is UTF-16 text", where=where, fix="write it in UTF-8")
        grammar = Grammar(_sniff(row))
        unended = f"it does not end within {in_words(_HEADER_BYTES)}"
        cells = read_cells(grammar, row, len(row) + 1) if row else unended
        if isinstance(cells, str):
            raise SourceFormat(
                f"the header row cannot be read: {cells}", where=where, fix="mend the header row"
            )
        names = [*cells[: row.count(grammar.delimiter) + 1]]
        while names and names[-1] == "":
            names.pop()
        check_names(names, where, _HEADERLESS)
        self._header, self._grammar = tuple(names), grammar

    def _take_state(self, state: FileState) -> None:
        self._header = state.header
        self._grammar = Grammar((state.delimiter or ",").encode())

    def _state(self, sha256: str, unfinished: bool) -> FileState:
        delimiter = self._grammar.delimiter.decode()
        return FileState(
            self._log.format, sha256, unfinished, unfinished and self._open_quote, self._header, delimiter
        )


def _first_line(data: bytes) -> int:
    """Where the first line starts that is not blank."""
    blank = len(data) - len(data.lstrip(b" \t\r\n"))
    return data.rfind(b"\n", 0, blank) + 1


def _sniff(row: bytes) -> bytes:
    """The delimiter that the first line has most of outside quotes; a comma when there is none."""
    line = row.split(b"\n", 1)[0]
    outside = b"".join(line.split(b'"')[::2])
    return max(_DELIMITERS, key=outside.count)
