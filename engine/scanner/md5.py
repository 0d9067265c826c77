"""md5 (RFC 1321) in compiled code: DuckDB's own cannot be called from there.

It stands in a file of its own because it will never change: what is kept of the kernel has it inside.
"""

from __future__ import annotations

import math

import numpy as np

from engine.scanner.compiled import compiled
from engine.scanner.tables import Array

_ROUND_SHIFTS = ((7, 12, 17, 22), (5, 9, 14, 20), (4, 11, 16, 23), (6, 10, 15, 21))
_SHIFTS = np.array([shift for turn in _ROUND_SHIFTS for shift in turn * 4], np.uint32)
_SINES = np.array([int(abs(math.sin(turn + 1)) * 2**32) for turn in range(64)], np.uint32)


@compiled
def md5(text: Array, words: Array, length: int, state: Array) -> None:
    """The md5 of a text as its four words.

    Args:
        text: its bytes, and 72 more, which are overwritten.
        words: the same memory as 32-bit words.
        length: of the text, in bytes.
        state: is written.
    """
    end = ((length + 8) // 64 + 1) * 64
    text[length] = 0x80
    text[length + 1 : end] = 0
    words[end // 4 - 2] = length * 8
    for index, start in enumerate((0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)):
        state[index] = start
    for at in range(0, end // 4, 16):
        _md5_block(words, at, state)


@compiled
def _md5_block(words: Array, at: int, state: Array) -> None:
    a, b, c, d = state[0], state[1], state[2], state[3]
    for turn in range(16):
        a, b, c, d = d, _turn(a, b, d ^ (b & (c ^ d)), words[at + turn], turn), b, c
    for turn in range(16, 32):
        a, b, c, d = d, _turn(a, b, c ^ (d & (b ^ c)), words[at + (5 * turn + 1) % 16], turn), b, c
    for turn in range(32, 48):
        a, b, c, d = d, _turn(a, b, b ^ c ^ d, words[at + (3 * turn + 5) % 16], turn), b, c
    for turn in range(48, 64):
        a, b, c, d = d, _turn(a, b, c ^ (b | ~d), words[at + (7 * turn) % 16], turn), b, c
    state[0] += a
    state[1] += b
    state[2] += c
    state[3] += d


@compiled
def _turn(a: int, b: int, mixed: int, word: int, turn: int) -> int:
    total = np.uint32(a + mixed + word + _SINES[turn])
    shift = _SHIFTS[turn]
    return np.uint32(b + np.uint32((total << shift) | (total >> np.uint32(np.uint32(32) - shift))))  # type: ignore[return-value]
