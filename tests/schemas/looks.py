"""The two looks of the fast lane, and the lines that each is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from schemas.engagement_gate import engagement_gate_sql
from schemas.gate import gate_sql
from tests.schemas.valid_lines import compact_engagements, valid_lines


@dataclass(frozen=True)
class Look:
    """What makes a look's SQL of a relation and its carried columns, and valid lines that it has to take.

    `damaged_taken_min` is the share of them that it takes at least after one damage by chance.
    """

    name: str
    sql: Callable[..., str]
    lines: Callable[[int, int], Iterator[str]]
    damaged_taken_min: float


FIRST = Look("first look", engagement_gate_sql, compact_engagements, 0.03)
GATE = Look("gate", gate_sql, valid_lines, 0.1)
BOTH = pytest.mark.parametrize("look", [FIRST, GATE], ids=lambda look: look.name)
