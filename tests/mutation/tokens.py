"""SQL text as tokens and as nested groups; joined again, the tokens are the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<string>'(?:[^']|'')*')|(?P<name>\"(?:[^\"]|\"\")*\")"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_$][\w$]*)|(?P<symbol>::|<=|>=|<>|!=|\|\||//|.)",
    re.DOTALL,
)
_OPEN = {"(": ")", "[": "]", "{": "}", "CASE": "END"}
_CLOSE = frozenset(_OPEN.values())


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text from `start` up to, not including, `end`; of a word `key` is in upper case."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def key(self) -> str:
        return self.text.upper() if self.kind == "word" else self.text


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between brackets, or between CASE and END, these included."""

    open: Token
    items: tuple[Item, ...]
    close: Token

    @property
    def start(self) -> int:
        return self.open.start

    @property
    def end(self) -> int:
        return self.close.end

    @property
    def key(self) -> str:
        return f"{self.open.key}…{self.close.key}"


Item = Token | Group


def tokens(text: str) -> list[Token]:
    """All tokens, spaces and comments too."""
    return [Token(str(match.lastgroup), match.group(), match.start()) for match in _TOKEN.finditer(text)]


def code(text: str) -> list[Token]:
    """The tokens that mean something."""
    return [token for token in tokens(text) if token.kind not in {"space", "comment"}]


def tree(text: str) -> tuple[Item, ...]:
    """The tokens that mean something, nested."""
    found = iter(code(text))
    items, close = _items(found)
    assert close is None, close
    return items


def _items(found: Iterator[Token]) -> tuple[tuple[Item, ...], Token | None]:
    items: list[Item] = []
    for token in found:
        if token.key in _OPEN and token.kind in {"symbol", "word"}:
            inner, close = _items(found)
            assert close is not None, token
            items.append(Group(token, inner, close))
        elif token.key in _CLOSE and token.kind in {"symbol", "word"}:
            return tuple(items), token
        else:
            items.append(token)
    return tuple(items), None


def levels(
    items: Sequence[Item], owner: Group | None = None
) -> Iterator[tuple[Group | None, Sequence[Item]]]:
    """Every list of items that stand beside each other, outermost first, with the group that holds it."""
    yield owner, items
    for item in items:
        if isinstance(item, Group):
            yield from levels(item.items, item)


def split(items: Sequence[Item], *keys: str) -> list[list[Item]]:
    """The runs between the items of these keys."""
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.key in keys:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts
