"""Many bytes at once, in compiled code: what the kernel asks of texts, by words instead of byte by byte.

No function reads past the end of an array: the last bytes of one are looked at one by one. The first byte of
a text is the lowest of its word: numba knows only machines that order them so.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types

from engine.scanner.compiled import compiled, emitted
from engine.scanner.tables import Array

Word = Any
"""Eight bytes as a number without a sign: never together with one that has a sign, or both become floats."""
WIDE = 32
"""Bytes that are looked at or copied at once; so many past its end may be written of a copy."""
_BYTE, _MASK, _INDEX = ir.IntType(8), ir.IntType(WIDE), ir.IntType(64)
_BYTES = ir.VectorType(_BYTE, WIDE)
_SPACE, _QUOTE, _DASH, _ZERO, _BACKSLASH, _DEL = b' "-0\\\x7f'
_DIGITS, _BIGINT_DIGITS = 10, 19


def _each(byte: int) -> Any:
    return np.uint64(byte * 0x0101010101010101)


_TOPS, _LOW_NIBBLES, _HIGH_NIBBLES = _each(0x80), _each(0x0F), _each(0xF0)
_ONES, _SIXES, _ZEROS, _LETTERS = _each(1), _each(6), _each(_ZERO), np.uint64(ord("a") - 10 - _ZERO)
_PAIR_ZEROS = np.uint64(0x30_30_00_30_30_00_30_30)
_PAIR_ROOM = np.uint64(0x76_76_7F_76_76_7F_76_76)
"""What may be added to the bytes of digits, and to those of joints, without 128 in one that was right."""
_JOINTS = np.uint64(1 << 16 | 1 << 40)
_PAIRS, _QUADS, _HALVES = (np.uint64(mask) for mask in (0xFF00FF00FF00FF, 0xFFFF0000FFFF, 0xFFFFFFFF))
_N4, _N6, _N8, _N16, _N32 = (np.uint64(bits) for bits in (4, 6, 8, 16, 32))
_TEN, _HUNDRED, _TEN_THOUSAND, _HUNDRED_MILLION = (np.uint64(10**power) for power in (1, 2, 4, 8))
_POWERS = np.array([10**power for power in range(8)], np.uint64)
_NONE = np.uint64(0)


def address(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    """Where an array's bytes are; for code that is emitted."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(data, _BYTE.as_pointer())


def _emit_pointer(context: Any, builder: Any, signature: Any, args: Any, to: Any) -> Any:
    base = address(context, builder, signature.args[0], args[0])
    return builder.bitcast(builder.gep(base, [args[1]]), to.as_pointer())


@emitted
def word_at(_typing: Any, data: Any, at: Any) -> Any:
    """The eight bytes there; not to be asked for where an array has fewer."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_emit_pointer(context, builder, signature, args, _INDEX), align=1)

    return types.uint64(data, types.int64), emit


@emitted
def put_word(_typing: Any, data: Any, at: Any, word: Any) -> Any:
    """Writes eight bytes there."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = _emit_pointer(context, builder, signature, args, _INDEX)
        builder.store(args[2], pointer, align=1)
        return context.get_dummy_value()

    return types.void(data, types.int64, types.uint64), emit


@emitted
def _copy_wide(_typing: Any, to: Any, at: Any, data: Any, start: Any) -> Any:
    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        base = address(context, builder, signature.args[2], args[2])
        source = builder.bitcast(builder.gep(base, [args[3]]), _BYTES.as_pointer())
        target = _emit_pointer(context, builder, signature, args, _BYTES)
        builder.store(builder.load(source, align=1), target, align=1)
        return context.get_dummy_value()

    return types.void(to, types.int64, data, types.int64), emit


@emitted
def _plain_wide(_typing: Any, data: Any, at: Any) -> Any:
    """How many of the bytes there come before the first that `plain_end` looks for."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        text = builder.load(_emit_pointer(context, builder, signature, args, _BYTES), align=1)
        found = builder.icmp_signed("<", text, ir.Constant(_BYTES, [_SPACE] * WIDE))
        for byte in (_QUOTE, _BACKSLASH, _DEL):
            found = builder.or_(found, builder.icmp_unsigned("==", text, ir.Constant(_BYTES, [byte] * WIDE)))
        return _emit_first(builder, found)

    return types.int64(data, types.int64), emit


@emitted
def _digits_wide(_typing: Any, data: Any, at: Any) -> Any:
    """How many of the bytes there come before the first that is no digit."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        text = builder.load(_emit_pointer(context, builder, signature, args, _BYTES), align=1)
        above = builder.sub(text, ir.Constant(_BYTES, [_ZERO] * WIDE))
        return _emit_first(builder, builder.icmp_unsigned(">=", above, ir.Constant(_BYTES, [_DIGITS] * WIDE)))

    return types.int64(data, types.int64), emit


def _emit_first(builder: Any, found: Any) -> Any:
    mask = builder.bitcast(found, _MASK)
    return builder.zext(builder.cttz(mask, ir.Constant(ir.IntType(1), 0)), _INDEX)


@compiled
def plain_end(data: Array, at: int, end: int) -> int:
    """Where the first byte is that is a quote, no ASCII or not written by JSON as it is; or `end`."""
    while at + WIDE <= len(data) and at < end:
        plain = _plain_wide(data, at)
        at += plain
        if plain < WIDE:
            return min(at, end)
    while at < end and _SPACE <= data[at] < _DEL and data[at] != _QUOTE and data[at] != _BACKSLASH:
        at += 1
    return min(at, end)


@compiled
def digits_end(data: Array, at: int, end: int) -> int:
    """Where the first byte is that is no digit; or `end`."""
    while at + WIDE <= len(data) and at < end:
        digits = _digits_wide(data, at)
        at += digits
        if digits < WIDE:
            return min(at, end)
    while at < end and 0 <= data[at] - _ZERO < _DIGITS:
        at += 1
    return min(at, end)


@compiled
def same(data: Array, at: int, other: Array, start: int, length: int) -> bool:
    """Whether texts of that length, which stand there and there, are the same."""
    if length < 8 and at + 8 <= len(data) and start + 8 <= len(other):
        differ = word_at(data, at) ^ word_at(other, start)
        return length == 0 or differ << np.uint64(64 - 8 * length) == _NONE
    if length < 8:
        for place in range(length):
            if data[at + place] != other[start + place]:
                return False
        return True
    for place in range(0, length - 8, 8):
        if word_at(data, at + place) != word_at(other, start + place):
            return False
    return word_at(data, at + length - 8) == word_at(other, start + length - 8)  # type: ignore[no-any-return]


@compiled
def copy(to: Array, at: int, data: Array, start: int, end: int) -> int:
    """Copies the bytes from `start` to `end`; gives where the copy ends, past which `WIDE` may be written."""
    stop = at + end - start
    while start < end and start + WIDE <= len(data):
        _copy_wide(to, at, data, start)
        at, start = at + WIDE, start + WIDE
    while start < end:
        to[at] = data[start]
        at, start = at + 1, start + 1
    return stop


@compiled
def number(data: Array, start: int, end: int) -> int:
    """The number of these digits, 19 at most; below 0 where it is greater than any BIGINT."""
    total = _NONE
    while end - start >= 8:
        total = total * _HUNDRED_MILLION + _eight(word_at(data, start))
        start += 8
    if start < end and end >= 8:
        before = np.uint64(64 - 8 * (end - start))
        total = total * _POWERS[end - start] + _eight(word_at(data, end - 8) >> before << before)
        start = end
    for at in range(start, end):
        total = total * _TEN + np.uint64(data[at] - _ZERO)
    return np.int64(total)  # type: ignore[return-value]


@compiled
def _eight(word: Word) -> Word:
    """The number of eight digits: those side by side are joined, three times."""
    word = word & _LOW_NIBBLES
    word = (word * _TEN + (word >> _N8)) & _PAIRS
    word = (word * _HUNDRED + (word >> _N16)) & _QUADS
    return (word * _TEN_THOUSAND + (word >> _N32)) & _HALVES


@compiled
def pairs(data: Array, at: int, joint: int) -> tuple[int, int, int]:
    """The three numbers of two digits, joined by that byte, as in 12:34:56; -1 each where there are none."""
    word = word_at(data, at) ^ (_PAIR_ZEROS | _JOINTS * np.uint64(joint))
    if (word | (word + _PAIR_ROOM)) & _TOPS != _NONE:
        return -1, -1, -1
    numbers = word * _TEN + (word >> _N8)
    return _byte(numbers, 0), _byte(numbers, 3), _byte(numbers, 6)


@compiled
def _byte(word: Word, which: int) -> int:
    return np.int64((word >> np.uint64(8 * which)) & np.uint64(0xFF))  # type: ignore[return-value]


@compiled
def put_uuid(data: Array, at: int, uuids: Array, row: int) -> bool:
    """Writes the 16 bytes that the 36 there spell; false where they are no UUID in lower case."""
    if not data[at + 8] == data[at + 13] == data[at + 18] == data[at + 23] == _DASH:
        return False
    first, first_wrong = _nibbles(word_at(data, at))
    second, second_wrong = _nibbles(word_at(data, at + 9) & _HALVES | word_at(data, at + 14) << _N32)
    third, third_wrong = _nibbles(word_at(data, at + 19) & _HALVES | word_at(data, at + 24) << _N32)
    fourth, fourth_wrong = _nibbles(word_at(data, at + 28))
    put_word(uuids, row * 16, first | second << _N32)
    put_word(uuids, row * 16 + 8, third | fourth << _N32)
    return first_wrong | second_wrong | third_wrong | fourth_wrong == _NONE  # type: ignore[no-any-return]


@compiled
def _nibbles(word: Word) -> tuple[Word, Word]:
    """The four bytes that eight hexadecimal digits spell, and 0; another number where they are none."""
    each = (word & _LOW_NIBBLES) + (word >> _N6 & _ONES) * np.uint64(9)
    spelled = each + _ZEROS + (each + _SIXES >> _N4 & _ONES) * _LETTERS
    wrong = each & _HIGH_NIBBLES | spelled ^ word
    joined = (each << _N4 | each >> _N8) & _PAIRS
    joined = (joined | joined >> _N8) & _QUADS
    return (joined | joined >> _N16) & _HALVES, wrong


@compiled
def put_number(to: Array, at: int, value: int) -> int:
    """Spells a number from 0; gives where it ends."""
    if 10**15 <= value < 10**16:
        both = np.uint64(value)
        put_word(to, at, _spelled(both // _HUNDRED_MILLION))
        put_word(to, at + 8, _spelled(both % _HUNDRED_MILLION))
        return at + 16
    end, rest = at + 1, value // 10
    while rest > 0:
        end, rest = end + 1, rest // 10
    for place in range(end - 1, at - 1, -1):
        to[place] = _ZERO + value % 10
        value //= 10
    return end


@compiled
def _spelled(value: Word) -> Word:
    """Eight digits: parted by halves, three times; by multiplication, which is exact for so few of them."""
    quads = value // _TEN_THOUSAND | value % _TEN_THOUSAND << _N32
    hundreds = quads * np.uint64(10_486) >> np.uint64(20) & np.uint64(0x7F0000007F)
    twos = hundreds | (quads - hundreds * _HUNDRED) << _N16
    tens = twos * np.uint64(103) >> np.uint64(10) & np.uint64(0x000F000F000F000F)
    return (tens | (twos - tens * _TEN) << _N8) + _ZEROS
