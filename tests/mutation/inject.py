"""Puts a mutated text in the place of one of the engine's SQL files, in this process alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine import sql

_read: Callable[[str], str] = sql.text
_texts: dict[str, str] = {}
asked: set[str] = set()
"""The files that were run since this was last cleared."""


def _text(name: str) -> str:
    asked.add(name)
    return _texts[name] if name in _texts else _read(name)


@contextmanager
def injecting() -> Iterator[None]:
    """While it lasts, mutated texts can be put in."""
    sql.text = _text
    try:
        yield
    finally:
        sql.text = _read


@contextmanager
def mutated(name: str, text: str) -> Iterator[None]:
    """While it lasts, the file has this text."""
    _texts[name] = text
    try:
        yield
    finally:
        del _texts[name]
