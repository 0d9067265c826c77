"""The fast lane is sound: what it calls ok the models accept and read the same; and it carries the load."""

from __future__ import annotations

import random

import duckdb
import pytest

from schemas import COLUMNS, Event, read_line
from schemas.canonical import canonical_sql
from schemas.gate import gate_sql
from tests.schemas.mutations import mutated
from tests.schemas.valid_lines import valid_lines
from tests.support import Told

_CHUNK = 10_000
_DAMAGED_TAKEN_MIN = 0.1
"""The share of valid lines that the gate takes at least after one damage by chance."""


def _gated(lines: list[str]) -> list[tuple[object, ...]]:
    """Of each line, in order: ok, the columns, the canonical text."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE lines (seq BIGINT, line VARCHAR)")
        connection.execute("INSERT INTO lines SELECT unnest(range(len($1))), unnest($1)", [lines])
        query = f"SELECT * EXCLUDE (seq), {canonical_sql()} FROM ({gate_sql('lines')}) ORDER BY seq"
        return connection.execute(query).fetchall()


def _check(line: str, gated: tuple[object, ...]) -> Event | None:
    """Assert that the gate is right about one line; the event that it took."""
    ok, *columns, canonical = gated
    if not ok:
        return None
    event = read_line(line.encode())
    assert isinstance(event, Event), (line, event)
    assert dict(zip(COLUMNS, columns, strict=True)) == event.row(), line
    assert canonical == event.canonical(), line
    return event


def _fuzz(count: int, seed: int) -> int:
    """Mutate `count` lines and check what the gate says of each; how many it still took."""
    rng = random.Random(seed)  # noqa: S311
    taken = 0
    for start in range(0, count, _CHUNK):
        lines = []
        for line in valid_lines(min(_CHUNK, count - start), seed + start):
            data = mutated(line, rng)
            try:
                lines.append(data.decode())
            except UnicodeDecodeError:
                assert not isinstance(read_line(data), Event)
        taken += _taken(lines)
    return taken


def _taken(lines: list[str]) -> int:
    return sum(_check(line, gated) is not None for line, gated in zip(lines, _gated(lines), strict=True))


def test_the_gate_is_sound_on_mutated_lines() -> None:
    assert _fuzz(10_000, 1) > _DAMAGED_TAKEN_MIN * 10_000


@pytest.mark.prove
def test_the_gate_is_sound_on_many_mutated_lines(record_property: Told) -> None:
    taken = _fuzz(250_000, 2)
    assert taken > _DAMAGED_TAKEN_MIN * 250_000
    record_property("lines", 250_000)
    record_property("lines_taken", taken)


def test_the_gate_takes_what_producers_write() -> None:
    lines = list(valid_lines(10_000, 3))
    events = [read_line(line.encode()) for line in lines]
    assert all(isinstance(event, Event) for event in events), [e for e in events if not isinstance(e, Event)][
        :3
    ]
    assert _taken(lines) >= 0.95 * len(lines)
