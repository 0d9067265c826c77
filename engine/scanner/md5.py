"""md5 (RFC 1321) of sixteen texts at once, in compiled code: DuckDB's own cannot be called from there.

One md5 is one long chain of which each link waits for the last; sixteen side by side take as long as one.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types

from engine.scanner.compiled import compiled, emitted
from engine.scanner.tables import Array
from engine.scanner.words import address, put_word

LANES = 16
"""Texts that are hashed at once."""
_HALF = 8
_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
_ROUND_SHIFTS = ((7, 12, 17, 22), (5, 9, 14, 20), (4, 11, 16, 23), (6, 10, 15, 21))
_ROUND_WORDS = ((1, 0), (5, 1), (3, 5), (7, 0))
"""By round: which word a turn takes, `(factor * turn + first) % 16`."""
_SINES = [int(abs(math.sin(turn + 1)) * 2**32) for turn in range(64)]
_WORD = ir.IntType(32)
_WORDS = ir.VectorType(_WORD, _HALF)


@compiled
def md5(texts: Array, stride: int, blocks: Array, states: Array) -> None:
    """The md5 of each of `LANES` texts as its four words.

    Args:
        texts: the bytes of all, each ended by `pad`; there is room for as many blocks as the longest has.
        stride: how many bytes each text begins after the one before.
        blocks: of 64 bytes, how many each text has.
        states: by word and text; is written.
    """
    most = np.int32(0)
    for lane in range(LANES):
        most = max(most, blocks[lane])
        for word in range(4):
            states[word, lane] = _START[word]
    for block in range(most):
        _add_block(texts, np.int64(stride), np.int64(block), blocks, states)


@compiled
def pad(text: Array, start: int, length: int) -> int:
    """Ends a text from `start`, by 72 bytes at most; gives how many blocks of 64 bytes it has then."""
    blocks = (length + 8) // 64 + 1
    bits = start + blocks * 64 - 8
    text[start + length] = 0x80
    for at in range(start + length + 1, bits, 8):
        put_word(text, at, np.uint64(0))
    put_word(text, bits, np.uint64(length * 8))
    return blocks


@emitted
def _add_block(_typing: Any, texts: Any, stride: Any, block: Any, blocks: Any, states: Any) -> Any:
    """Adds the block of this number to the states of the texts that have as many."""
    return types.void(texts, stride, block, blocks, states), _emit_block


def _emit_block(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    texts, stride, block, blocks, states = args
    text = address(context, builder, signature.args[0], texts)
    counts = address(context, builder, signature.args[3], blocks)
    state = address(context, builder, signature.args[4], states)
    start = builder.mul(block, ir.Constant(block.type, 64))
    halves = []
    for half in range(LANES // _HALF):
        begins = [
            builder.add(builder.mul(stride, ir.Constant(stride.type, half * _HALF + lane)), start)
            for lane in range(_HALF)
        ]
        words = _words(builder, text, begins, 0) + _words(builder, text, begins, 32)
        before = [_load(builder, state, 4 * (word * LANES + half * _HALF)) for word in range(4)]
        halves.append((words, before))
    after = _turned(builder, halves)
    for half, (_, before) in enumerate(halves):
        count = _load(builder, counts, 4 * half * _HALF)
        here = builder.icmp_signed(">", count, _same(builder, builder.trunc(block, _WORD)))
        for word in range(4):
            total = builder.select(here, builder.add(before[word], after[half][word]), before[word])
            _store(builder, state, 4 * (word * LANES + half * _HALF), total)
    return context.get_dummy_value()


def _turned(builder: Any, halves: list[Any]) -> list[list[Any]]:
    """The 64 turns; those of the halves by turns, as neither waits for the other."""
    states = [list(before) for _, before in halves]
    for turn in range(64):
        for state, (words, _) in zip(states, halves, strict=True):
            factor, first = _ROUND_WORDS[turn // 16]
            word = words[(factor * turn + first) % 16]
            a, b, c, d = state
            known = builder.add(builder.add(a, word), _constant(_SINES[turn]))
            total = builder.add(known, _mixed(builder, turn // 16, b, c, d))
            shift = _ROUND_SHIFTS[turn // 16][turn % 4]
            left = builder.shl(total, _constant(shift))
            rotated = builder.or_(left, builder.lshr(total, _constant(32 - shift)))
            state[:] = d, builder.add(b, rotated), b, c
    return states


def _mixed(builder: Any, turn: int, b: Any, c: Any, d: Any) -> Any:
    if turn == 0:
        return builder.xor(d, builder.and_(b, builder.xor(c, d)))
    if turn == 1:
        return builder.xor(c, builder.and_(d, builder.xor(b, c)))
    if turn == 2:
        return builder.xor(builder.xor(b, c), d)
    return builder.xor(c, builder.or_(b, builder.not_(d)))


def _words(builder: Any, text: Any, begins: list[Any], offset: int) -> list[Any]:
    """Eight words of eight texts, turned: a vector for each word. Each step swaps blocks twice as small."""
    rows = [_load(builder, text, builder.add(begin, ir.Constant(begin.type, offset))) for begin in begins]
    for size in (4, 2, 1):
        low = [lane if not lane & size else lane - size + _HALF for lane in range(_HALF)]
        high = [lane + size if not lane & size else lane + _HALF for lane in range(_HALF)]
        for at in range(_HALF):
            if not at & size:
                one, other = rows[at], rows[at + size]
                rows[at] = builder.shuffle_vector(one, other, _constants(low))
                rows[at + size] = builder.shuffle_vector(one, other, _constants(high))
    return rows


def _load(builder: Any, base: Any, offset: Any) -> Any:
    return builder.load(_place(builder, base, offset), align=1)


def _store(builder: Any, base: Any, offset: Any, value: Any) -> None:
    builder.store(value, _place(builder, base, offset), align=1)


def _place(builder: Any, base: Any, offset: Any) -> Any:
    at = ir.Constant(ir.IntType(64), offset) if isinstance(offset, int) else offset
    return builder.bitcast(builder.gep(base, [at]), _WORDS.as_pointer())


def _same(builder: Any, value: Any) -> Any:
    one = builder.insert_element(ir.Constant(_WORDS, ir.Undefined), value, ir.Constant(_WORD, 0))
    return builder.shuffle_vector(one, ir.Constant(_WORDS, ir.Undefined), _constant(0))


def _constant(value: int) -> Any:
    return _constants([value] * _HALF)


def _constants(values: list[int]) -> Any:
    return ir.Constant(_WORDS, values)
