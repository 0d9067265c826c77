"""A table of keys and rows in two arrays, in compiled code: open addressing, filled once, never emptied.

A slot is a row (24 bits, from 1; 0 is free) with 8 bits of its key's hash, and 8 more of them stand in the
second array. Of 65,536 keys that come to a slot one is taken for another's, so whoever asks looks at the
row itself.
"""

from __future__ import annotations

import numpy as np

from engine.scanner.compiled import compiled, inlined
from engine.scanner.tables import Array

ROWS_MAX = 2**24 - 2
_LOW, _BYTE = np.uint64(0xFF), np.uint64(8)
_SPREAD_1, _SPREAD_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_FIRST, _SECOND, _THIRD = np.uint64(30), np.uint64(27), np.uint64(31)


@inlined
def _mixed(key: np.uint64) -> np.uint64:
    """All bits of a key in all bits of its hash (the end of splitmix64), so that any numbers may be keys."""
    key = (key ^ (key >> _FIRST)) * _SPREAD_1
    key = (key ^ (key >> _SECOND)) * _SPREAD_2
    return key ^ (key >> _THIRD)


@compiled
def put(slots: Array, tags: Array, shift: np.uint64, keys: Array, rows: Array, base: int) -> None:
    """Adds keys with their rows.

    Args:
        slots: uint32, a power of two of them, of which some have to stay free.
        tags: uint8, as many.
        shift: 64 less the power.
        keys: uint64.
        rows: int64, one a key, from `base` to `base + ROWS_MAX`.
        base: the table's first row.
    """
    last = slots.size - 1
    for i in range(keys.size):
        mixed = _mixed(keys[i])
        at = np.int64(mixed >> shift)
        while slots[at] != 0:
            at = (at + 1) & last
        slots[at] = np.uint32((np.int64(mixed & _LOW) << 24) | (rows[i] - base + 1))
        tags[at] = np.uint8((mixed >> _BYTE) & _LOW)


@compiled
def find(
    slots: Array, tags: Array, shift: np.uint64, keys: Array, base: int, found: Array, count: int
) -> int:
    """Writes the rows that may have one of the keys into `found` (int64), after its first `count`.

    Returns how many are in it then, or -1 where it is too short.
    """
    last = slots.size - 1
    for i in range(keys.size):
        mixed = _mixed(keys[i])
        at = np.int64(mixed >> shift)
        low = np.int64(mixed & _LOW)
        tag = np.uint8((mixed >> _BYTE) & _LOW)
        while slots[at] != 0:
            slot = np.int64(slots[at])
            if slot >> 24 == low and tags[at] == tag:
                if count == found.size:
                    return -1
                found[count] = base + (slot & 0xFFFFFF) - 1
                count += 1
            at = (at + 1) & last
    return count
