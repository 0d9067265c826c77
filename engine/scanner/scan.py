"""Lines of a batch to packed engagements: the kernel's numbers as an Arrow table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.batch import LINE_SCHEMA
from engine.scanner.cells import take_cells
from engine.scanner.contract import FIELDS, PACKED, choices_of, contract
from engine.scanner.kernel import CHOICE, INSTANT, INTEGER, TEXT_BYTES, gather, take
from engine.scanner.md5 import LANES
from engine.scanner.tables import Array, Line, Rows
from engine.scanner.typed import cells_of
from engine.scanner.words import WIDE


def scan(lines: pa.Table) -> pa.Table:
    """The engagements among the lines that are surely valid.

    Args:
        lines: a table of `LINE_SCHEMA`.

    Returns:
        A row each, in the lines' order: `row` is the line's, from 0; then `id_hash` and the halves of the
        body's md5, `body_low` and `body_high`; `event_uuid`, or else `event_id`; the contract's columns.
        An actor is a number where it is written as one, else text in `actor_name`; posts, ads and creators
        are dictionaries of text.
    """
    data, offsets = _bytes(lines["line"])
    whole = np.logical_and(_is_null(lines["fault"]), _is_null(lines["length"]))
    found = _room(lines.num_rows)
    count = take(data, offsets, whole, contract(), _line(), found)
    return _table(data, found, count)


def scan_rows(columns: Mapping[str, Any]) -> pa.Table:
    """The engagements among rows of typed columns that are surely valid, as `scan` gives those of lines.

    Args:
        columns: Arrow arrays of one length, by name; what a row says is in SEMANTICS 1.
    """
    rows = len(next(iter(columns.values())))
    cells, found = cells_of(columns, rows), _room(rows)
    return _table(cells.data, found, take_cells(cells, contract(), _line(), found))


def warm_up() -> None:
    """Compiles what scans lines and rows, which takes some seconds once on a machine, and loads it."""
    scan(pa.Table.from_pylist([{"source": "", "position": 0, "number": 1, "line": b"{}"}], LINE_SCHEMA))
    scan_rows({"type": pa.array(["view"])})


def merged(parts: Iterable[tuple[int, pa.Table]]) -> pa.Table:
    """What was found in parts of a batch, in its lines' order.

    Args:
        parts: tables of `scan` or `scan_rows`, one at least, each with the batch's row that is its first.
    """
    moved = [_moved(found, first) for first, found in parts]
    whole = pa.concat_tables(moved).unify_dictionaries().combine_chunks()
    rows = whole["row"].to_numpy()
    return whole if (rows[1:] > rows[:-1]).all() else whole.take(np.argsort(rows))


def _moved(found: pa.Table, first: int) -> pa.Table:
    return found.set_column(0, "row", pa.array(found["row"].to_numpy() + first))


def _table(data: Array, found: Rows, count: int) -> pa.Table:
    columns: dict[str, Any] = {
        "row": found.line[:count],
        "id_hash": found.id_hash[:count],
        "body_low": found.body[0, :count],
        "body_high": found.body[1, :count],
        "event_uuid": _uuids(found.uuids[:count], found.is_uuid[:count]),
        "event_id": _texts(
            data, np.where(found.is_uuid[:count], -1, found.starts[0, :count]), found.ends[0, :count]
        ),
    }
    for field, (name, kind) in enumerate(zip(FIELDS[1:], contract().kinds[1:], strict=True), start=1):
        values, starts, ends = (
            found.values[field, :count],
            found.starts[field, :count],
            found.ends[field, :count],
        )
        if kind == CHOICE:
            columns[name] = _choices(values, choices_of(name))
        elif kind == INSTANT:
            columns[name] = pa.array(values).cast(pa.timestamp("us"))
        elif kind == INTEGER:
            columns[name] = pa.array(values, mask=values < 0)
        elif name == "actor_id":
            columns[name] = pa.array(values, mask=values <= 0)
            columns["actor_name"] = _texts(data, starts, ends).dictionary_encode()
        elif name in PACKED:
            columns[name] = _ids(values, _texts(data, starts, ends))
        else:
            columns[name] = _texts(data, starts, ends)
    return pa.table(columns)


def _bytes(lines: Any) -> tuple[Array, Array]:
    """The bytes of a column of large_binary, and where each line begins in them."""
    whole = lines.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], pa.large_binary())
    _, offsets, data = whole.buffers()
    places = (
        np.frombuffer(offsets, np.int64)[whole.offset : whole.offset + len(whole) + 1]
        if len(whole)
        else _NONE
    )
    return np.frombuffer(data or b"\0", np.uint8), places


def _is_null(column: Any) -> Array:
    return column.is_null().to_numpy() if column.null_count < len(column) else np.ones(len(column), np.bool_)


def _line() -> Line:
    value, start, end = np.zeros((3, len(FIELDS)), np.int64)
    ids, bodies = np.zeros((2, LANES * TEXT_BYTES), np.uint8)
    id_blocks, body_blocks = np.zeros((2, LANES), np.int32)
    states = np.zeros((4, LANES), np.uint32)
    return Line(value, start, end, ids, id_blocks, bodies, body_blocks, states)


def _room(lines: int) -> Rows:
    fields = len(FIELDS)
    return Rows(
        line=np.empty(lines, np.int64),
        values=np.empty((fields, lines), np.int64),
        starts=np.empty((fields, lines), np.int64),
        ends=np.empty((fields, lines), np.int64),
        uuids=np.empty((lines, 16), np.uint8),
        is_uuid=np.empty(lines, np.bool_),
        id_hash=np.empty(lines, np.uint64),
        body=np.empty((2, lines), np.uint64),
    )


def _choices(values: Array, choices: tuple[str, ...]) -> Any:
    numbers: Any = values.astype(np.int8)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(choices), mask=values < 0)


def _ids(values: Array, names: Any) -> Any:
    """Ids as text, each once in a dictionary: numbers, or else names."""
    numbers: Any = pa.array(values, mask=values <= 0)
    if names.null_count == len(names):
        found = numbers.dictionary_encode()
        return pa.DictionaryArray.from_arrays(found.indices, found.dictionary.cast(pa.large_string()))
    return pc.coalesce(numbers.cast(pa.large_string()), names).dictionary_encode()


def _uuids(values: Array, is_uuid: Array) -> Any:
    valid = None if is_uuid.all() else _bits(is_uuid)
    storage = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(values), [valid, _buffer(values)])
    return pa.ExtensionArray.from_storage(pa.uuid(), storage)


def _texts(data: Array, starts: Array, ends: Array) -> Any:
    """The texts from `starts` to `ends`; NULL where a start is -1."""
    given = starts >= 0
    if not given.any():
        return pa.nulls(len(starts), pa.large_string())
    offsets = np.empty(len(starts) + 1, np.int64)
    texts = np.empty((ends - starts)[given].sum() + WIDE, np.uint8)
    gather(data, starts, ends, offsets, texts)
    buffers = _buffer(offsets), _buffer(texts), _bits(given)
    return pa.LargeStringArray.from_buffers(len(starts), *buffers)


def _buffer(values: Any) -> pa.Buffer:
    return pa.py_buffer(values)


def _bits(given: Array) -> pa.Buffer | None:
    return pa.array(given).buffers()[1]


_NONE = np.frombuffer(bytes(8), np.int64)
"""Offsets of no lines; not to be written, as those of lines, or the kernel would be compiled for it anew."""
