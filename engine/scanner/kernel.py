"""The compiled part: bytes of lines to numbers, by `engine.scanner.contract`.

Tables come as arguments: a global would be kept with the compiled code.
A line is taken only when it is one flat, strict JSON object of ASCII without escapes, with known members of
its type alone, none of them twice, null or empty, and every value and rule holds. It raises on no line.
"""

from __future__ import annotations

import numpy as np

from engine.scanner.compiled import compiled, inlined
from engine.scanner.md5 import LANES, md5, pad
from engine.scanner.tables import Array, Contract, Line, Rows
from engine.scanner.words import copy, digits_end, number, pairs, plain_end, put_number, put_uuid, same

ID, INSTANT, CHOICE, INTEGER, TEXT = range(5)
NEEDS, FORBIDS, ALLOWS = range(3)
ALWAYS = -1
LINE_BYTES_MAX = 4_096
"""Longer lines are left; their body's text must fit where it is hashed."""
TEXT_BYTES = LINE_BYTES_MAX + 448
"""Room for a text to hash, which is longer than the line by no more than what separates its fields, a moment
and a default; for what ends it, and what copies write too far. So far apart, few share a cache's line."""
_MICRO_DIGITS, _EPOCH_DIGITS, _BIGINT_DIGITS = 6, 13, 19
_HOUR, _DAY = 3_600, 86_400
_TAB, _LF, _CR, _SPACE, _QUOTE, _PLUS, _COMMA, _MINUS, _DOT = b'\t\n\r "+,-.'
_ZERO, _NINE, _COLON, _T, _Z, _LOWER_T, _LOWER_Z = b"09:TZtz"
_OPEN, _CLOSE, _UNIT = b"{}\x1f"
_UUID_CHARACTERS = 36


@compiled
def take(data: Array, offsets: Array, whole: Array, contract: Contract, line: Line, rows: Rows) -> int:
    """Puts the lines that are surely valid into `rows`; gives how many they are.

    Args:
        data: the lines' bytes.
        offsets: where each line begins in them; one more is the end.
        whole: whether each is to be looked at.
        contract: the contract's tables.
        line: room for what is known of one line.
        rows: is written.
    """
    taken = 0
    for at in range(len(offsets) - 1):
        start, end = offsets[at], offsets[at + 1]
        if (
            whole[at]
            and end - start <= LINE_BYTES_MAX
            and _members(data, start, end, contract, line)
            and _is_event(contract, line)
        ):
            rows.line[taken] = at
            _put(data, contract, line, rows, taken)
            taken += 1
    put_hashes(line, rows, taken)
    return taken


@inlined
def _members(data: Array, at: int, end: int, contract: Contract, line: Line) -> bool:
    """Reads the members of a line's object into `line`; false where it is left."""
    line.start[:] = -1
    line.value[:] = -1
    at = _past_space(data, at, end)
    if at >= end or data[at] != _OPEN:
        return False
    while True:
        at = _member(data, _past_space(data, at + 1, end), end, contract, line)
        if at < 0 or at >= end:
            return False
        if data[at] == _CLOSE:
            return _past_space(data, at + 1, end) == end
        if data[at] != _COMMA:
            return False


@inlined
def _member(data: Array, at: int, end: int, contract: Contract, line: Line) -> int:
    """Reads a member; gives where it ends, past space, or -1."""
    stop = _text_end(data, at, end)
    if stop < 0:
        return -1
    field = _field(data, at + 1, stop, contract)
    if field < 0 or line.start[field] >= 0:
        return -1
    at = _past_space(data, stop + 1, end)
    if at >= end or data[at] != _COLON:
        return -1
    at = _past_space(data, at + 1, end)
    stop = _text_end(data, at, end)
    is_text = stop >= 0
    if is_text:
        at += 1
    else:
        stop = _digits_end(data, at, end)
    if stop <= at:
        return -1
    line.start[field], line.end[field] = at, stop
    line.value[field] = _value(data, at, stop, is_text, field, contract)
    return _past_space(data, stop + is_text, end) if line.value[field] >= 0 else -1


@compiled
def _past_space(data: Array, at: int, end: int) -> int:
    while at < end and (data[at] == _SPACE or data[at] == _TAB or data[at] == _LF or data[at] == _CR):
        at += 1
    return at


@compiled
def _text_end(data: Array, at: int, end: int) -> int:
    """Where the quote stands that ends the text whose first quote is at `at`; -1 where it is left."""
    if at >= end or data[at] != _QUOTE:
        return -1
    stop = plain_end(data, at + 1, end)
    return stop if stop < end and data[stop] == _QUOTE else -1


@compiled
def _digits_end(data: Array, at: int, end: int) -> int:
    """Past the digits of an integer, which begins with no zero but 0; or -1."""
    stop = digits_end(data, at, end)
    return -1 if stop - at > 1 and data[at] == _ZERO else stop


@compiled
def _field(data: Array, start: int, end: int, contract: Contract) -> int:
    length = end - start
    if length == 0:
        return -1
    seen = (length + data[start]) * contract.factor + data[start + length // 2]
    field = contract.slots[seen & (len(contract.slots) - 1)]
    if field >= 0 and _is(data, start, end, contract.names, contract.name_ends, field):
        return field  # type: ignore[no-any-return]
    return -1


@compiled
def _is(data: Array, start: int, end: int, texts: Array, text_ends: Array, which: int) -> bool:
    """Whether it is this one of some texts."""
    other, length = text_ends[which], end - start
    return text_ends[which + 1] - other == length and same(data, start, texts, other, length)


@inlined
def _value(data: Array, start: int, end: int, is_text: bool, field: int, contract: Contract) -> int:
    """The value as `Rows.values` has it, 0 for text; -1 where it is left."""
    kind = contract.kinds[field]
    if kind == ID:
        if end - start > (contract.id_max if is_text else _BIGINT_DIGITS):
            return -1
        return max(_number(data, start, end), 0) if contract.packed[field] else 0
    if kind == INTEGER:
        number = _number(data, start, end) if data[start] != _ZERO else 0
        return number if not is_text and number <= contract.integer_max else -1
    if kind == INSTANT:
        moment = _instant(data, start, end) if is_text else _number(data, start, end) * 1000
        plain = is_text or end - start <= _EPOCH_DIGITS
        in_range = contract.instant_min * 1000 <= moment < contract.instant_end * 1000
        return moment if plain and in_range else -1
    if not is_text:
        return -1
    if kind == CHOICE:
        first = contract.first_choice[field]
        for choice in range(first, contract.first_choice[field + 1]):
            if _is(data, start, end, contract.choices, contract.choice_ends, choice):
                return choice - first  # type: ignore[no-any-return]
        return -1
    return 0


@compiled
def _number(data: Array, start: int, end: int) -> int:
    """The number that is written so, from 1 to the greatest BIGINT; -1 where it is none."""
    if end - start > _BIGINT_DIGITS or data[start] == _ZERO or digits_end(data, start, end) < end:
        return -1
    return max(number(data, start, end), -1)


@compiled
def _instant(data: Array, start: int, end: int) -> int:
    """Microseconds since 1970 of RFC 3339 text, further digits cut; -1 where it is none."""
    if end - start < 20:
        return -1
    day = _day(data, start)
    hour, minute, second = pairs(data, start + 11, _COLON)
    joint = data[start + 10]
    if (
        day < 0 or not 0 <= hour <= 23 or minute > 59 or second > 59
        or joint not in (_T, _LOWER_T, _SPACE)
    ):  # fmt: skip
        return -1
    at, micros = start + 19, 0
    if data[at] == _DOT:
        first, at = at + 1, digits_end(data, at + 1, end)
        if at == first:
            return -1
        digits = min(at - first, _MICRO_DIGITS)
        micros = number(data, first, first + digits)
        for _ in range(digits, _MICRO_DIGITS):
            micros *= 10
    offset = _offset(data, at, end)
    if offset <= -_DAY:
        return -1
    return (day * _DAY + hour * _HOUR + minute * 60 + second - offset) * 1_000_000 + micros


@compiled
def _day(data: Array, start: int) -> int:
    """Days since 1970 of YYYY-MM-DD; -1 where it is no day, or before."""
    hundreds = _two(data, start)
    years, month, day = pairs(data, start + 2, _MINUS)
    if hundreds < 19 or not 1 <= month <= 12:
        return -1
    year = hundreds * 100 + years
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    length = 30 + (month + month // 8) % 2 - (2 - is_leap) * (month == 2)
    if not 1 <= day <= length:
        return -1
    before = year - 1
    leaps = before // 4 - before // 100 + before // 400 - 477
    months = (367 * month - 362) // 12 - (month > 2) * (2 - is_leap)
    return (year - 1970) * 365 + leaps + months + day - 1


@compiled
def _offset(data: Array, at: int, end: int) -> int:
    """Seconds east of UTC that Z or ±HH:MM says; less than a day west where it is neither."""
    if at + 1 == end and (data[at] == _Z or data[at] == _LOWER_Z):
        return 0
    if at + 6 == end and data[at + 3] == _COLON and (data[at] == _PLUS or data[at] == _MINUS):
        hours, minutes = _two(data, at + 1), _two(data, at + 4)
        if 0 <= hours <= 23 and 0 <= minutes <= 59:
            return (hours * _HOUR + minutes * 60) * (1 if data[at] == _PLUS else -1)
    return -_DAY


@compiled
def _two(data: Array, at: int) -> int:
    """The number of two digits; -1 where they are none."""
    if _ZERO <= data[at] <= _NINE and _ZERO <= data[at + 1] <= _NINE:
        return (data[at] - _ZERO) * 10 + data[at + 1] - _ZERO  # type: ignore[no-any-return]
    return -1


@compiled
def _is_event(contract: Contract, line: Line) -> bool:
    """Whether the fields are those of the line's type, and its rules are kept; sets defaults."""
    if line.start[contract.type_field] < 0:
        return False
    kind, given = line.value[contract.type_field], 0
    for field in range(len(contract.kinds)):
        given |= (line.start[field] >= 0) << field
    owned = contract.owned[kind]
    if contract.needed[kind] & ~given or given & ~owned:
        return False
    for rule in contract.rules:
        if (rule[6] >> kind) & 1 and _breaks(rule, line):
            return False
    missing = owned & contract.defaulted & ~given
    if missing:
        for field in range(len(contract.kinds)):
            if (missing >> field) & 1:
                line.value[field] = contract.defaults[field]
    return True


@compiled
def _breaks(rule: Array, line: Line) -> bool:
    kind, field, condition, choice, other, allowed = rule[0], rule[1], rule[2], rule[3], rule[4], rule[5]
    if condition != ALWAYS:
        found = line.value[condition]
        if found < 0 or (found != choice) != other:
            return False
    is_given = line.start[field] >= 0
    if kind == NEEDS:
        return not is_given
    if kind == ALLOWS:
        return is_given and not (allowed >> line.value[field]) & 1
    return is_given  # type: ignore[no-any-return]


@compiled
def _put(data: Array, contract: Contract, line: Line, rows: Rows, row: int) -> None:
    lane = row % LANES
    start, end, text = line.start[0], line.end[0], lane * TEXT_BYTES
    rows.is_uuid[row] = end - start == _UUID_CHARACTERS and put_uuid(data, start, rows.uuids, row)
    copy(line.ids, text, data, start, end)
    line.id_blocks[lane] = pad(line.ids, text, end - start)
    at = text
    for field in range(len(contract.kinds)):
        value, kind = line.value[field], contract.kinds[field]
        rows.values[field, row] = value
        if kind in (ID, TEXT):
            rows.starts[field, row] = line.start[field] if value == 0 else -1
            rows.ends[field, row] = line.end[field]
        at = _spell(data, contract, line, field, at)
        line.bodies[at] = _UNIT
        at += 1
    line.body_blocks[lane] = pad(line.bodies, text, at - 1 - text)
    if lane == LANES - 1:
        _put_hashes(line, rows, row - lane, LANES)


@compiled
def _spell(data: Array, contract: Contract, line: Line, field: int, at: int) -> int:
    """Adds a field to the text to hash, as `store/body.sql` spells it; gives the text's end."""
    value, kind = line.value[field], contract.kinds[field]
    if value < 0:
        return at
    if kind == CHOICE:
        choice = contract.first_choice[field] + value
        ends = contract.choice_ends
        return copy(line.bodies, at, contract.choices, ends[choice], ends[choice + 1])
    if kind == INSTANT:
        return put_number(line.bodies, at, value)
    return copy(line.bodies, at, data, line.start[field], line.end[field])


@compiled
def put_hashes(line: Line, rows: Rows, taken: int) -> None:
    """Hashes what `_put` still keeps, after the last of so many rows."""
    kept = taken % LANES
    if kept:
        _put_hashes(line, rows, taken - kept, kept)


@compiled
def _put_hashes(line: Line, rows: Rows, row: int, count: int) -> None:
    md5(line.ids, TEXT_BYTES, line.id_blocks, line.states)
    for lane in range(count):
        rows.id_hash[row + lane] = _half(line, lane, 1)
    md5(line.bodies, TEXT_BYTES, line.body_blocks, line.states)
    for lane in range(count):
        for half in range(2):
            rows.body[half, row + lane] = _half(line, lane, half)


@compiled
def _half(line: Line, lane: int, which: int) -> int:
    """The lower (0) or upper (1) 64 bits of the md5, as DuckDB's `md5_number` orders its bytes."""
    high, low = np.uint64(line.states[2 * which + 1, lane]), np.uint64(line.states[2 * which, lane])
    return (high << np.uint64(32)) | low  # type: ignore[return-value]


@compiled
def gather(data: Array, starts: Array, ends: Array, offsets: Array, texts: Array) -> None:
    """Copies texts, from `starts` (-1 is none) to `ends`, into `texts`, which has `WIDE` more."""
    length = 0
    for row in range(len(starts)):
        offsets[row] = length
        if starts[row] >= 0:
            length = copy(texts, length, data, starts[row], ends[row])
    offsets[len(starts)] = length
