"""Many bytes at once say what they say one by one, wherever they stand, up to the last that may be read."""

from __future__ import annotations

import ctypes
import mmap
import random
import sys
from functools import cache
from uuid import UUID

import numpy as np
import pytest

from engine.scanner import compiled, contract, kernel, md5, words
from engine.scanner.tables import Array
from tests.engine.scanner import plain_words

_PAGE = mmap.PAGESIZE
_LETTERS = b'abcxyz0123456789\x00\x1f !"#[\\]~\x7f\x80\xff/:-'
_STRIDE = 640


@cache
def _page() -> Array:
    """A page behind which none may be read, where there is a way to forbid it."""
    room = mmap.mmap(-1, 2 * _PAGE)
    place = ctypes.addressof(ctypes.c_char.from_buffer(room))
    if sys.platform != "win32":
        protect = ctypes.CDLL(None, use_errno=True).mprotect
        protect.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
        assert protect(place + _PAGE, _PAGE, 0) == 0
    return np.frombuffer(room, np.uint8)[:_PAGE]


def _at_end(text: bytes) -> Array:
    """The text as an array that ends where the page does."""
    found = _page()[_PAGE - len(text) :]
    found[:] = list(text)
    return found


@pytest.fixture
def turn() -> random.Random:
    return random.Random(31)  # noqa: S311 -- the same bytes every time


def _texts(turn: random.Random, letters: bytes = _LETTERS) -> list[bytes]:
    """Of every length up to some words; most of letters that stop nothing."""
    found = []
    for length in range(1, 100):
        text = bytearray(turn.choices(b"abc012", k=length))
        for _ in range(turn.randrange(3)):
            text[turn.randrange(length)] = turn.choice(letters)
        found.append(bytes(text))
    return found


def test_where_plain_text_and_digits_end(turn: random.Random) -> None:
    for text in _texts(turn) + [b"7" * length for length in range(1, 100)]:
        data = _at_end(text)
        for at in range(len(text) + 1):
            end = turn.randint(at, len(text))
            for stop in (end, len(text)):
                assert words.plain_end(data, at, stop) == plain_words.plain_end(text, at, stop)
                assert words.digits_end(data, at, stop) == plain_words.digits_end(text, at, stop)


@pytest.mark.parametrize("at", range(words.WIDE + 2))
def test_every_byte_ends_plain_text_and_digits_or_does_not(at: int) -> None:
    for byte in range(256):
        for room in (0, words.WIDE):
            text = b"5" * at + bytes([byte]) + b"5" * room
            data = _at_end(text)
            assert words.plain_end(data, 0, len(text)) == plain_words.plain_end(text, 0, len(text))
            assert words.digits_end(data, 0, len(text)) == plain_words.digits_end(text, 0, len(text))


@pytest.mark.parametrize("length", range(40))
def test_same_texts_are_the_same_and_a_byte_makes_another(length: int, turn: random.Random) -> None:
    for behind, ahead in ((0, 0), (0, 9), (9, 0), (9, 9)):
        text = turn.randbytes(ahead + length + behind)
        data, other = _at_end(text), np.frombuffer(text[ahead:], np.uint8)
        assert words.same(data, ahead, other, 0, length)
        for at in range(length):
            changed = bytearray(text[ahead:])
            changed[at] ^= 1 << turn.randrange(8)
            assert not words.same(data, ahead, np.frombuffer(bytes(changed), np.uint8), 0, length)


def test_copies_end_where_they_should_and_leave_what_is_before(turn: random.Random) -> None:
    for text in _texts(turn):
        data = _at_end(text)
        start = turn.randrange(len(text))
        end, at = turn.randint(start, len(text)), turn.randrange(9)
        to = np.full(at + end - start + words.WIDE, 1, np.uint8)
        assert words.copy(to, at, data, start, end) == at + end - start
        assert to[: at + end - start].tobytes() == b"\1" * at + text[start:end]


@pytest.mark.parametrize("digits", range(1, 20))
def test_numbers_of_every_length(digits: int, turn: random.Random) -> None:
    least = 10 ** (digits - 1)
    chosen = (turn.randrange(least, 10 * least) for _ in range(50))
    for number in (least, 10 * least - 1, *chosen, *((2**63 - 1, 2**63) if digits == 19 else ())):
        for room in (b"", b"z" * turn.randrange(1, 20)):
            text = b"x" * turn.randrange(9) + str(number).zfill(digits).encode()
            start = len(text) - len(str(number).zfill(digits))
            found = words.number(_at_end(text + room), start, len(text))
            assert found == plain_words.number(text, start, len(text))


@pytest.mark.parametrize("place", range(8))
@pytest.mark.parametrize("joint", [b":", b"-"])
def test_every_byte_of_three_pairs(place: int, joint: bytes, turn: random.Random) -> None:
    for byte in range(256):
        text = bytearray(joint.join(b"%02d" % turn.randrange(100) for _ in range(3)))
        text[place] = byte
        found = words.pairs(_at_end(b"x" * turn.randrange(8) + text)[-8:], 0, joint[0])
        assert found == plain_words.pairs(text, 0, joint[0])


def test_every_pair() -> None:
    for number in range(100):
        text = b"%02d:%02d:%02d" % (number, 99 - number, number)
        assert words.pairs(_at_end(text), 0, ord(":")) == (number, 99 - number, number)


@pytest.mark.parametrize("place", range(36))
def test_every_byte_of_a_uuid(place: int, turn: random.Random) -> None:
    for byte in range(256):
        text = bytearray(str(UUID(int=turn.getrandbits(128))).encode())
        text[place] = byte
        found, wanted = np.zeros((2, 3, 16), np.uint8)
        is_one = words.put_uuid(_at_end(bytes(text)), 0, found, 1)
        assert is_one == plain_words.put_uuid(text, 0, wanted, 1)
        assert not is_one or found.tolist() == wanted.tolist()


def test_numbers_are_spelled(turn: random.Random) -> None:
    bounds = [10**power + more for power in range(19) for more in (-1, 0, 1)]
    for number in (*bounds, 2**63 - 1, *(turn.randrange(10**15, 10**16) for _ in range(5_000))):
        to = np.full(30, 1, np.uint8)
        end = words.put_number(to, 3, number)
        assert to[:end].tobytes() == b"\1\1\1" + str(number).encode()


def test_texts_of_any_lengths_are_hashed_together(turn: random.Random) -> None:
    texts = np.full(md5.LANES * _STRIDE, 7, np.uint8)
    blocks = np.zeros(md5.LANES, np.int32)
    found, wanted = np.zeros((2, 4, md5.LANES), np.uint32)
    lengths = [*range(500), *(turn.randrange(500) for _ in range(1_100))]
    for first in range(0, len(lengths), md5.LANES):
        for lane, length in enumerate(lengths[first : first + md5.LANES]):
            at = lane * _STRIDE
            texts[at : at + length] = list(turn.randbytes(length))
            before = texts[at : at + _STRIDE].copy()
            blocks[lane] = md5.pad(texts, at, length)
            assert blocks[lane] == plain_words.pad(before, 0, length)
            assert texts[at : at + _STRIDE].tobytes() == before.tobytes()
        md5.md5(texts, _STRIDE, blocks, found)
        plain_words.md5(texts, _STRIDE, blocks, wanted)
        assert found.tolist() == wanted.tolist()


def test_the_longest_text_to_hash_has_room() -> None:
    known = contract.contract()
    choices = sum(known.defaulted >> field & 1 for field in range(len(known.kinds))) * 16
    moment = words.put_number(np.zeros(30, np.uint8), 0, known.instant_end * 1000)
    more = len(known.kinds) + choices + moment
    blocks = md5.pad(np.zeros(2 * kernel.TEXT_BYTES, np.uint8), 0, kernel.LINE_BYTES_MAX + more)
    assert max(blocks * 64, kernel.LINE_BYTES_MAX + more + words.WIDE) <= kernel.TEXT_BYTES


def test_what_is_kept_of_compiled_code_is_told_by_the_text_of_all_of_it() -> None:
    for each in (kernel.take, kernel.gather, words.copy, md5.md5):
        assert each._cache._cache_file._source_stamp == compiled.STAMP
