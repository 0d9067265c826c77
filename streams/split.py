"""Bytes to lines, without a loop over the lines."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.batch import LINE_SCHEMA
from streams.arrow import Blobs, Texts
from streams.arrow import compute as pc
from streams.limits import Limits

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
LF, CR = 10, 13
BLANKS = b" \t\r"


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of one file, in order.

    Args:
        table: the columns of `LINE_SCHEMA` without `source`.
        end: for each row the byte after its line end, where the next line starts.
        last: for each row the number of its last physical line.
        stop: the byte after all that was looked at (blank lines at the end included).
        passed: lines of the file up to `stop`.
    """

    table: pa.Table
    end: Ints
    last: Ints
    stop: int
    passed: int


def newlines(data: Bytes) -> Ints:
    """Where the LFs are."""
    return np.flatnonzero(data == LF)


def split_lines(data: Bytes, breaks: Ints, base: int, passed: int) -> Lines:
    """Split bytes that end in LF.

    Args:
        data: the bytes; the last one is an LF.
        breaks: `newlines(data)`.
        base: byte in the file at which `data` starts.
        passed: lines of the file before `base`.
    """
    count = len(breaks)
    offsets = np.empty(count + 1, np.int64)
    offsets[0] = 0
    np.add(breaks, 1, out=offsets[1:])
    text = _trimmed(data, offsets)
    numbers = np.arange(passed + 1, passed + count + 1, dtype=np.int64)
    kept: npt.NDArray[np.bool_] = np.diff(offsets_of(text)) > 0
    starts, ends = offsets[:-1] + base, offsets[1:] + base
    if not kept.all():
        text = text.filter(pa.array(kept))
        starts, ends, numbers = starts[kept], ends[kept], numbers[kept]
    table = line_table(line=text, position=starts, number=numbers)
    return Lines(table, ends, numbers, base + len(data), passed + count)


def _trimmed(data: Bytes, offsets: Ints) -> Blobs:
    """Lines without the CR, space, tab and LF around them.

    Arrow trims ASCII of text only; the trim looks at bytes alone, so bytes that are no UTF-8 pass through
    it unharmed when the buffers are called text before it and bytes again after it.
    """
    return as_bytes(pc.ascii_trim(as_texts(data, offsets), characters=" \t\r\n"))


def as_texts(data: Bytes, offsets: Ints) -> Texts:
    """The stretches of `data` between offsets as large_string, without a copy; whether UTF-8 or not."""
    buffers: Any = [None, *(pa.py_buffer(memoryview(part)) for part in (offsets, data))]  # type: ignore[arg-type]
    return pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, buffers)


def as_bytes(text: Texts) -> Blobs:
    """A large_string array as large_binary, without a copy."""
    return pa.Array.from_buffers(pa.large_binary(), len(text), text.buffers())


def offsets_of(array: Texts | Blobs) -> Ints:
    """Where each value of a large_string or large_binary array begins, and where the last one ends."""
    offsets: Ints = np.frombuffer(memoryview(array.buffers()[1]), np.int64, len(array) + 1)  # type: ignore[arg-type]
    return offsets


def line_table(**given: Any) -> pa.Table:
    """The columns of `LINE_SCHEMA` without `source`, from arrays or lists; what is not given is NULL."""
    count = len(given["line"])
    fields = list(LINE_SCHEMA)[1:]
    columns = [
        pa.array(given[field.name], field.type) if field.name in given else pa.nulls(count, field.type)
        for field in fields
    ]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


class LongLine:
    """One line of any length in bounded memory: whole up to a limit, then its head, length and SHA-256.

    Blanks before and after it belong neither to its length nor to its hash, however many they are.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._head = bytearray()
        self._seen = 0
        self._length = 0
        self._inner = hashlib.sha256()
        self._ahead = hashlib.sha256()

    def feed(self, data: bytes) -> None:
        """Add bytes without LF."""
        if self._seen == 0:
            data = data.lstrip(BLANKS)
        self._hold(data)
        text = data.rstrip(BLANKS)
        if text:
            self._length = self._seen + len(text)
            self._ahead.update(text)
            self._inner = self._ahead.copy()
        self._ahead.update(data[len(text) :])
        self._seen += len(data)
        self._cut()

    def _hold(self, data: bytes) -> None:
        keep = self._limits.whole_line_bytes - len(self._head)
        if self._length <= self._limits.whole_line_bytes:
            self._head += data[: max(0, keep)]

    def _cut(self) -> None:
        if self.oversize:
            del self._head[self._limits.head_bytes :]

    @property
    def blank(self) -> bool:
        """Whether nothing but blanks was seen."""
        return self._length == 0

    @property
    def oversize(self) -> bool:
        """Whether it is longer than what is delivered whole."""
        return self._length > self._limits.whole_line_bytes

    def lines(self, start: int, stop: int, passed: int, fault: str | None = None) -> Lines:
        """The one line (or none, when blank) as `Lines`; `passed` counts the lines before it."""
        text = bytes(self._head) if self.oversize else bytes(self._head[: self._length])
        rows = 0 if self.blank else 1
        number = np.full(rows, passed + 1, np.int64)
        table = line_table(
            line=[text][:rows],
            raw=[None if fault is None else text][:rows],
            position=np.full(rows, start, np.int64),
            number=number,
            length=[self._length if self.oversize else None][:rows],
            sha256=[self._inner.hexdigest() if self.oversize else None][:rows],
            fault=[fault][:rows],
        )
        return Lines(table, np.full(rows, stop, np.int64), number, stop, passed + 1)
