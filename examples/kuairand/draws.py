"""Seeded draws: each is a hash of the seed and the thing drawn for, so none depends on another."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

SEED = "sparktally-kuairand-1"
T = TypeVar("T")


def draw(*key: object) -> float:
    """Draw a number from 0 up to, not including, 1 for `key`: the same on every machine and Python."""
    text = "/".join([SEED, *map(str, key)])
    return (int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 11) / 2**53


def chance(share: float, *key: object) -> bool:
    """Say yes for `share` of the keys."""
    return draw(*key) < share


def between(low: int, high: int, *key: object) -> int:
    """Draw an integer from `low` up to, not including, `high`; `low` where the range is empty."""
    return low + int(draw(*key) * max(high - low, 0))


def pick(items: Sequence[T], *key: object) -> T:
    """Draw one of `items`, which must not be empty."""
    return items[between(0, len(items), *key)]
