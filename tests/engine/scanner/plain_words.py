"""What `engine.scanner.words` and `md5` say, byte by byte in Python."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import numpy as np

_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def plain_end(data: Any, at: int, end: int) -> int:
    return next((place for place in range(at, end) if _is_special(data[place])), end)


def _is_special(byte: int) -> bool:
    return not 0x20 <= byte < 0x7F or byte in b'"\\'


def digits_end(data: Any, at: int, end: int) -> int:
    return next((place for place in range(at, end) if data[place] not in b"0123456789"), end)


def same(data: Any, at: int, other: Any, start: int, length: int) -> bool:
    return bytes(data[at : at + length]) == bytes(other[start : start + length])


def copy(to: Any, at: int, data: Any, start: int, end: int) -> int:
    stop = at + end - start
    if stop > len(to):
        raise IndexError
    to[at:stop] = list(data[start:end])
    return stop


def number(data: Any, start: int, end: int) -> int:
    found = int(b"0" + bytes(data[start:end]))
    return found if found < 2**63 else found - 2**64


def pairs(data: Any, at: int, joint: int) -> tuple[int, int, int]:
    form = b"([0-9]{2})".join([b"", *[re.escape(bytes([joint]))] * 2, b""])
    found = re.fullmatch(form, bytes(data[at : at + 8]))
    return tuple(map(int, found.groups())) if found else (-1, -1, -1)  # type: ignore[return-value]


def put_uuid(data: Any, at: int, uuids: Any, row: int) -> bool:
    text = bytes(data[at : at + 36])
    if _UUID.fullmatch(text) is None:
        return False
    uuids[row] = list(bytes.fromhex(text.replace(b"-", b"").decode()))
    return True


def put_number(to: Any, at: int, value: int) -> int:
    text = str(value).encode()
    return copy(to, at, text, 0, len(text))


def pad(text: Any, start: int, length: int) -> int:
    blocks = (int(length) + 8) // 64 + 1
    end = b"\x80" + bytes(blocks * 64 - length - 9) + int(length * 8).to_bytes(8, "little")
    text[start + length : start + blocks * 64] = list(end)
    return blocks


def md5(texts: Any, stride: int, blocks: Any, states: Any) -> None:
    for lane, count in enumerate(blocks):
        padded = texts[lane * stride : lane * stride + count * 64].tobytes()
        length = int.from_bytes(padded[-8:], "little") // 8
        digest = hashlib.md5(padded[:length], usedforsecurity=False).digest()
        states[:, lane] = np.frombuffer(digest, np.uint32)
