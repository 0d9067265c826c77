"""Typed columns of Arrow as the cells that the compiled code reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from engine.scanner.cells import INSTANTS, NUMBERS, TEXTS, Cells
from engine.scanner.contract import FIELDS, contract
from engine.scanner.kernel import INSTANT
from engine.scanner.tables import Array

_TEXT = pa.large_string()
_UUID_PLACES = [at for at in range(36) if at not in (8, 13, 18, 23)]
_HEX = np.frombuffer(b"".join(b"%02x" % byte for byte in range(256)), np.uint8).reshape(256, 2)


class _Gathered:
    """The cells of columns, and the bytes of their texts one after the other."""

    def __init__(self, rows: int) -> None:
        self.starts, self.ends = np.zeros((2, len(FIELDS), rows), np.int64)
        self.forms = np.full(len(FIELDS), TEXTS)
        self.instants = np.empty(0, np.int64)
        self.plain = np.ones(rows, np.bool_)
        self._texts: list[Array] = []
        self._length = 0

    def cells(self) -> Cells:
        data = np.concatenate([*self._texts, np.zeros(1, np.uint8)])
        data.flags.writeable = False  # as the bytes of lines are, for which the kernel is compiled already
        return Cells(data, self.starts, self.ends, self.forms, self.instants, self.plain)

    def add_text(self, column: Any) -> tuple[Array, Array]:
        """Adds the texts of a string or large_string; gives where each begins and ends, alike where NULL."""
        _, places, data = column.buffers()
        wide = np.int64 if pa.types.is_large_string(column.type) else np.int32
        if not len(column) or data is None:
            return np.zeros((2, len(column)), np.int64)  # type: ignore[return-value]
        offsets = np.frombuffer(places, wide)[column.offset : column.offset + len(column) + 1]
        first, last = int(offsets[0]), int(offsets[-1])
        starts = np.add(offsets[:-1], self._length - first, dtype=np.int64)
        ends = np.add(offsets[1:], self._length - first, dtype=np.int64)
        if column.null_count:
            ends[nulls(column)] = 0
        self._add(np.frombuffer(data, np.uint8)[first:last])
        return starts, ends

    def add_bytes(self, texts: Array) -> Array:
        """Adds texts of one size, a row each; gives where each begins."""
        starts: Array = np.arange(len(texts), dtype=np.int64) * texts.shape[1] + self._length
        self._add(texts.reshape(-1))
        return starts

    def _add(self, texts: Array) -> None:
        self._texts.append(texts)
        self._length += len(texts)


def cells_of(columns: Mapping[str, Any], rows: int) -> Cells:
    """Columns as cells; rows with something in a column that is of no such type or name are not plain.

    Args:
        columns: Arrow arrays by name.
        rows: as many as each has.
    """
    made = _Gathered(rows)
    for name, given in columns.items():
        if given.null_count == rows:
            continue
        column = _simple(given)
        if name not in FIELDS or not _read(made, FIELDS.index(name), column):
            made.plain &= _is_missing(column)
    return made.cells()


def _simple(column: Any) -> Any:
    """A dictionary that is no good as one is its values."""
    if isinstance(column, pa.DictionaryArray):
        values = column.dictionary
        if not _is_text(values.type) or len(values) > len(column):
            return column.dictionary_decode()
    return column


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _read(made: _Gathered, field: int, column: Any) -> bool:
    """Reads a column as a field's cells; false where it is of no type that is read here."""
    kind = column.type
    if isinstance(column, pa.DictionaryArray):
        made.starts[field], made.ends[field] = _of_dictionary(made, column)
    elif _is_text(kind):
        made.starts[field], made.ends[field] = made.add_text(column)
    elif pa.types.is_integer(kind):
        made.starts[field], made.ends[field] = made.add_text(column.cast(_TEXT))
        made.forms[field] = NUMBERS
    elif isinstance(kind, pa.UuidType):
        made.starts[field] = made.add_bytes(_uuids(column))
        made.ends[field] = made.starts[field] + 36 * ~nulls(column)
    elif pa.types.is_timestamp(kind) and kind.tz is not None and contract().kinds[field] == INSTANT:
        made.instants = _micros(column)
        made.ends[field] = ~nulls(column)
        made.forms[field] = INSTANTS
    else:
        return False
    return True


def _of_dictionary(made: _Gathered, column: Any) -> tuple[Array, Array]:
    starts, ends = made.add_text(column.dictionary)
    at = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
    if not len(starts):
        return np.zeros((2, len(column)), np.int64)  # type: ignore[return-value]
    return starts[at], np.where(nulls(column), 0, ends[at])


def _uuids(column: Any) -> Array:
    """UUIDs as they are written, a row of 36 characters each."""
    storage = column.storage
    values = np.frombuffer(storage.buffers()[1], np.uint8).reshape(-1, 16)
    texts = np.full((len(column), 36), ord("-"), np.uint8)
    texts[:, _UUID_PLACES] = _HEX[values[storage.offset : storage.offset + len(column)]].reshape(-1, 32)
    return texts


def _micros(column: Any) -> Array:
    """Microseconds since 1970, further digits cut; -1 of NULL and of what is no instant of an event."""
    known = contract()
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
    count = column.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    least, end = known.instant_min // 1000 * per_second, known.instant_end // 1000 * per_second
    inside = (count >= least) & (count < end)
    micros = count // (per_second // 10**6) if per_second > 10**6 else count * (10**6 // per_second)
    found: Array = np.where(inside, micros, -1)
    return found


def _is_missing(column: Any) -> Array:
    """Where a column has nothing: NULL, or the empty text."""
    if not _is_text(column.type):
        return nulls(column)
    wide = np.int64 if pa.types.is_large_string(column.type) else np.int32
    offsets = np.frombuffer(column.buffers()[1], wide)[column.offset : column.offset + len(column) + 1]
    missing: Array = nulls(column) | (offsets[1:] == offsets[:-1])
    return missing


def nulls(column: Any) -> Array:
    """Where a column has no value; a dictionary's own NULL is one too."""
    found: Array = column.is_null().to_numpy(zero_copy_only=False)
    return found
