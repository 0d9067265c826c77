"""Records of CSV that need more than splitting at a delimiter: quotes, and what people get wrong with them.

Quotes mean something only where a cell begins; `""` inside is one quote; a quoted cell may hold line ends
(RFC 4180). A quote inside an unquoted cell is an ordinary character, as in `5" screen`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from streams.limits import Limits, in_words
from streams.split import BLANKS, LF, LongLine

QUOTE = 34
TEXT_AFTER_QUOTE = "text after the closing quote of a cell"
NOT_UTF8 = "this record is not UTF-8"
UNCLOSED = "a quote opens in this record and is never closed"


def too_long(limits: Limits) -> str:
    """The fault of a record over the limit."""
    return f"this record is longer than {in_words(limits.whole_line_bytes)}"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns for one delimiter.

    Args:
        delimiter: one ASCII byte.
    """

    delimiter: bytes
    record: re.Pattern[bytes] = field(init=False)
    cells: re.Pattern[bytes] = field(init=False)
    cell: re.Pattern[bytes] = field(init=False)
    stop: re.Pattern[bytes] = field(init=False)

    def __post_init__(self) -> None:
        """Compile; atomic groups keep every match linear."""
        d = re.escape(self.delimiter)
        quoted = rb'(?>"[^"]*+(?>""[^"]*+)*+")'
        loose = (
            rb"(?>" + quoted + rb"[^" + d + rb'\n]*|[^"' + d + rb"\n][^" + d + rb"\n]*|(?=[" + d + rb"\n]))"
        )
        plain = rb'[^"' + d + rb"][^" + d + rb"]*|"
        strict = rb"(?>" + quoted + rb"|" + plain + rb")"
        object.__setattr__(self, "record", re.compile(loose + rb"(?>" + d + loose + rb")*\n"))
        object.__setattr__(self, "cells", re.compile(strict + rb"(?>" + d + strict + rb")*"))
        object.__setattr__(
            self, "cell", re.compile(rb'(?:"([^"]*+(?:""[^"]*+)*+)"|(' + plain + rb"))(?:" + d + rb"|\Z)")
        )
        object.__setattr__(self, "stop", re.compile(rb"[" + d + rb"\n]"))

    def record_end(self, data: bytes, start: int) -> int:
        """The byte after the LF that ends the record at `start`; -1 when `data` does not hold its end."""
        found = self.record.match(data, start)
        return -1 if found is None else found.end()

    def split(self, record: bytes) -> list[bytes] | None:
        """The cells of a record without its line end; None when text follows a closing quote."""
        if self.cells.fullmatch(record) is None:
            return None
        if QUOTE not in record:
            return record.split(self.delimiter)
        # the pattern also matches the nothing after a last cell that no delimiter follows
        cells = [
            quoted.replace(b'""', b'"') if quoted else plain for quoted, plain in self.cell.findall(record)
        ]
        return cells if record.endswith(self.delimiter) else cells[:-1]


def read_cells(grammar: Grammar, record: bytes, columns: int) -> list[str] | str:
    """The texts of a record's cells (exactly `columns`, "" where there is none), or why it cannot be read.

    Empty cells beyond the header's are no cells.
    """
    try:
        record.decode()
    except UnicodeDecodeError:
        return NOT_UTF8
    cells = grammar.split(record)
    if cells is None:
        return TEXT_AFTER_QUOTE
    if any(cells[columns:]):
        return f"this record has {len(cells)} cells, the header {columns}"
    texts = [cell.decode() for cell in cells[:columns]]
    return texts + [""] * (columns - len(texts))


class QuoteTracker:
    """Finds the end of a record piece by piece, without holding it."""

    def __init__(self, grammar: Grammar) -> None:
        self._stop = grammar.stop
        self._state = "start"

    @property
    def quoted(self) -> bool:
        """Whether a quote is open."""
        return self._state == "quoted"

    def feed(self, data: bytes) -> int:
        """Where in `data` the LF is that ends the record; -1 when it goes on."""
        at = 0
        while at < len(data):
            if self._state == "quoted":
                at = data.find(b'"', at) + 1
                if at == 0:
                    return -1
                self._state = "closing"
            elif self._state == "closing":
                again = data[at] == QUOTE
                self._state = "quoted" if again else "plain"
                at += again
            elif self._state == "start" and data[at] == QUOTE:
                self._state = "quoted"
                at += 1
            else:
                found = self._stop.search(data, at)
                if found is None:
                    self._state = "plain"
                    return -1
                if data[found.start()] == LF:
                    return found.start()
                self._state = "start"
                at = found.end()
        return -1


class LongRecord(LongLine):
    """One record of any length, byte for byte: all of it but its own line end is kept, measured and hashed.

    That line end is the last LF and at most one CR before it, in a quote that is never closed too.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._end = b""
        self._blank = True

    def feed(self, data: bytes) -> None:
        """Add bytes, LFs included."""
        data = self._end + data
        text = data.removesuffix(b"\n").removesuffix(b"\r")
        self._end = data[len(text) :]
        self._blank = self._blank and not text.strip(BLANKS + b"\n")
        self._hold(text)
        self._inner.update(text)
        self._length += len(text)
        self._cut()

    @property
    def blank(self) -> bool:
        """Whether nothing but blanks was seen."""
        return self._blank
