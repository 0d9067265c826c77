"""The compiled part for typed columns: cells of rows to the kernel's numbers, by the kernel's own rules.

A row is taken only where the line that it stands for (SEMANTICS 1) would be; but of `LINE_BYTES_MAX` its
names and punctuation take nothing. It raises on no row.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.scanner.compiled import compiled, inlined
from engine.scanner.kernel import (
    _MINUS,
    _ZERO,
    ID,
    INSTANT,
    INTEGER,
    LINE_BYTES_MAX,
    TEXT,
    _is_event,
    _put,
    _value,
    put_hashes,
)
from engine.scanner.tables import Array, Contract, Line, Rows
from engine.scanner.words import digits_end, plain_end

TEXTS, NUMBERS, INSTANTS = range(3)
"""What a column holds: text, integers as they are spelled, instants as numbers."""
_MOMENT_BYTES = 20
"""As many digits as an instant can have in the text to hash."""


class Cells(NamedTuple):
    """Rows by column, one for each of the contract's fields.

    Args:
        data: the texts of all columns.
        starts: by field and row, where a cell's text begins in them.
        ends: where it ends; no further than it begins where the cell is missing.
        forms: by field, one of `TEXTS`, `NUMBERS`, `INSTANTS`.
        instants: by row, of a column of `INSTANTS`: microseconds since 1970; -1 for what none can be.
        plain: by row, whether it is to be looked at.
    """

    data: Array
    starts: Array
    ends: Array
    forms: Array
    instants: Array
    plain: Array


@inlined
def _cells(cells: Cells, at: int, contract: Contract, line: Line) -> bool:
    """Reads the cells of a row into `line`; false where it is left."""
    length = 0
    data = cells.data
    for field in range(len(contract.kinds)):
        start, end = cells.starts[field, at], cells.ends[field, at]
        line.start[field] = line.value[field] = -1
        if end <= start:
            continue
        if cells.forms[field] == INSTANTS:
            value, end = cells.instants[at], start + _MOMENT_BYTES
        else:
            is_text = cells.forms[field] == TEXTS
            if (
                is_text
                and contract.kinds[field] in (INTEGER, INSTANT)
                and digits_end(data, start, end) == end
            ):
                is_text, start = False, _past_zeros(data, start, end)
            if not is_text and data[start] == _MINUS:
                return False
            value = _value(data, start, end, is_text, field, contract)
            if value == 0 and contract.kinds[field] in (ID, TEXT) and plain_end(data, start, end) != end:
                return False
        length += end - start
        if value < 0 or length > LINE_BYTES_MAX:
            return False
        line.start[field], line.end[field], line.value[field] = start, end, value
    return True


@compiled
def _past_zeros(data: Array, start: int, end: int) -> int:
    while start + 1 < end and data[start] == _ZERO:
        start += 1
    return start


@compiled
def take_cells(cells: Cells, contract: Contract, line: Line, rows: Rows) -> int:
    """Puts the rows that are surely valid into `rows`, as `kernel.take` does; gives how many they are."""
    taken = 0
    for at in range(len(cells.plain)):
        if cells.plain[at] and _cells(cells, at, contract, line) and _is_event(contract, line):
            rows.line[taken] = at
            _put(cells.data, contract, line, rows, taken)
            taken += 1
    put_hashes(line, rows, taken)
    return taken
