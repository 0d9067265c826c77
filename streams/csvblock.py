"""A block of whole CSV records to JSON lines; only records with something odd are looked at one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from streams.arrow import Blobs, Texts
from streams.arrow import compute as pc
from streams.csvquotes import Mask, separators, simple_quotes
from streams.csvrecord import QUOTE, Grammar, read_cells
from streams.rows import json_lines, text_tokens
from streams.split import CR, LF, Bytes, Ints, Lines, as_bytes, as_texts, line_table, offsets_of


@dataclass(frozen=True, slots=True)
class CsvBlock:
    """Whole records.

    Args:
        data: their bytes; the last one is an LF.
        breaks: where the LFs are.
        ends: those of them that end a record.
        base: byte in the file at which `data` starts.
        passed: physical lines of the file before `base`.
    """

    data: Bytes
    breaks: Ints
    ends: Ints
    base: int
    passed: int

    def starts(self) -> Ints:
        """Where in `data` each record starts."""
        return np.concatenate([np.zeros(1, np.int64), self.ends[:-1] + 1])

    def lines_after(self) -> Ints:
        """For each record the number of its last physical line."""
        return np.searchsorted(self.breaks, self.ends) + 1 + self.passed


def columns_of(block: CsvBlock, grammar: Grammar, header: tuple[str, ...]) -> Lines:
    """The lines of a block; blank records are left out."""
    starts, last = block.starts(), block.lines_after()
    number = np.concatenate([np.full(1, block.passed, np.int64), last[:-1]]) + 1
    text = as_texts(block.data, np.append(starts, len(block.data)))
    kept: Mask = np.diff(offsets_of(pc.ascii_trim(text, characters=" \t\r\n"))) > 0
    raw = _without_end(text, block)
    plain = _plain(block, grammar, len(header), starts) & kept
    odd = np.flatnonzero(kept & ~plain)
    columns, faults = _odd_columns(block.data, starts[odd], block.ends[odd], grammar, len(header))
    order: Ints = np.argsort(np.concatenate([np.flatnonzero(plain), odd]), kind="stable")
    fast = _plain_columns(block, starts, plain, grammar, len(header))
    values = [pa.concat_arrays([left, right]).take(order) for left, right in zip(fast, columns, strict=True)]
    tokens = [text_tokens(name, value) for name, value in zip(header, values, strict=True)]
    rows = int(kept.sum())
    fault = pa.array([None] * (rows - len(odd)) + faults, pa.string()).take(order)
    kept_raw = raw.filter(pa.array(kept))
    dead = pc.is_valid(fault)
    table = line_table(
        line=pc.if_else(dead, kept_raw, json_lines(header, tokens, rows)),
        raw=kept_raw,
        position=starts[kept] + block.base,
        number=number[kept],
        fault=fault,
    )
    stop, passed = block.base + len(block.data), block.passed + len(block.breaks)
    return Lines(table, block.ends[kept] + 1 + block.base, last[kept], stop, passed)


def _without_end(text: Texts, block: CsvBlock) -> Blobs:
    """The records (large_binary) without their own line end: one LF, and at most one CR before it."""
    trimmed = as_bytes(pc.ascii_rtrim(text, characters="\r\n"))
    more = _two_returns(block)
    if not more.any():
        return trimmed
    whole: Blobs = pc.if_else(pa.array(more), pc.binary_slice(as_bytes(text), 0, -2), trimmed)
    return whole


def _two_returns(block: CsvBlock) -> Mask:
    """Which records end in two CRs, or more, before their LF."""
    one, two = (block.data[np.maximum(block.ends - back, 0)] == CR for back in (1, 2))
    found: Mask = one & two
    return found


def _plain(block: CsvBlock, grammar: Grammar, columns: int, starts: Ints) -> Mask:
    """Which records have only simple quotes, as many cells as the header, and are UTF-8."""
    edges = np.append(starts, len(block.data))
    cells = separators(block.data, grammar)
    plain: Mask = np.diff(np.searchsorted(cells, edges)) == columns
    plain &= simple_quotes(block.data, edges, grammar)
    plain &= ~_two_returns(block)
    try:
        block.data.tobytes().decode()
    except UnicodeDecodeError:
        high = np.flatnonzero(block.data >= 0x80)
        plain &= np.diff(np.searchsorted(high, edges)) == 0
    return plain


def _plain_columns(block: CsvBlock, starts: Ints, plain: Mask, grammar: Grammar, columns: int) -> list[Texts]:
    """The columns (large_string) of the plain records: every cell is what lies between two separators."""
    data = block.data
    if not plain.all():
        data = data[np.repeat(plain, np.diff(np.append(starts, len(data))))]
    cell_ends = separators(data, grammar)
    drop = data == QUOTE
    drop[cell_ends] = True
    ends = np.flatnonzero(data == LF)
    drop[ends[data[ends - 1] == CR] - 1] = True
    offsets = np.zeros(len(cell_ends) + 1, np.int64)
    offsets[1:] = cell_ends - np.searchsorted(np.flatnonzero(drop), cell_ends)
    cells = as_texts(data[~drop], offsets)
    firsts = np.arange(0, len(cell_ends), columns, dtype=np.int64)
    return [cells.take(firsts + at) for at in range(columns)]


def _odd_columns(
    data: Bytes, starts: Ints, ends: Ints, grammar: Grammar, columns: int
) -> tuple[list[Texts], list[str | None]]:
    """The columns of other records, and for each of them why it cannot be read."""
    rows: list[list[str]] = []
    faults: list[str | None] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        cells = read_cells(grammar, data[start:end].tobytes().rstrip(b"\r"), columns)
        faults.append(cells if isinstance(cells, str) else None)
        rows.append([""] * columns if isinstance(cells, str) else cells)
    return [pa.array([row[at] for row in rows], pa.large_string()) for at in range(columns)], faults
