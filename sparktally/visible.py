"""Text from a log on a terminal: nothing in it may move the cursor, change colours or hide."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    r"""The text with control, format and direction characters written out (`\x1b`, `\u202e`)."""
    return _replaced(text, _written_out)


def visible_bytes(raw: bytes) -> str:
    r"""Bytes as `visible` text; what is not UTF-8 as `\xNN`."""
    return visible(raw.decode("utf-8", "backslashreplace"))


def shortened(text: str, width_max: int) -> str:
    """At most `width_max` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= width_max else text[: width_max - 1] + "…"


def json_safe(text: str) -> str:
    r"""JSON text in which every hidden character is a `\uNNNN` escape: the same JSON, harmless to see."""
    return _replaced(text, _json_escape)


def _replaced(text: str, escape: Callable[[str], str]) -> str:
    if text.isprintable():
        return text
    return "".join(escape(char) if _is_hidden(char) else char for char in text)


def _is_hidden(char: str) -> bool:
    """Controls, format and direction characters, surrogates, line separators, and what no font has."""
    return not char.isprintable() and unicodedata.category(char) != "Zs"


def _written_out(char: str) -> str:
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(char: str) -> str:
    if char in _SHORT:  # only between values, inside text JSON has them escaped already
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
