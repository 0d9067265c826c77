"""Many logs in one: their ids kept apart, so that one store tries them all at once, batch by batch."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tests.conformance.kit import cases
from tests.mutation.laws import Law, law
from tests.oracle.events import Event, read_line
from tests.oracle.instants import moment
from tests.properties.strategies import random_log
from tests.support import split

HERE = Path(__file__).parent
BATCHES = 7
LOGS = 60
SIZES = (12, 25, 40, 60)


Log = tuple[str, list[bytes], bool]
"""A name, lines, and whether chance spreads them over the batches; else each line has one of its own."""


@dataclass(frozen=True)
class Field:
    """Lines in batches; what the law says after each, worked out once when asked for."""

    name: str
    batches: tuple[tuple[bytes, ...], ...]

    def prefix(self, count: int) -> list[bytes]:
        """The lines of the first batches."""
        return [line for batch in self.batches[:count] for line in batch]

    @cached_property
    def _laws(self) -> dict[tuple[str, int], Law]:
        return {}

    def law(self, rule: str, count: int | None = None) -> Law:
        """After `count` batches, all when None."""
        key = (rule, len(self.batches) if count is None else count)
        if key not in self._laws:
            self._laws[key] = law(self.prefix(key[1]), rule)
        return self._laws[key]


def golden_logs() -> Iterator[Log]:
    """The cases written for mutants, a batch a line, and the conformance kit."""
    for path in sorted((HERE / "cases").glob("*.ndjson")):
        yield path.stem, split(path.read_bytes()), False
    for case in cases():
        yield case.path.name[:3], case.lines, True


@cache
def golden() -> Field:
    """All golden logs in file order and reversed, and some logs by chance."""
    logs = list(golden_logs())
    logs += [(f"{name}r", lines[::-1], is_spread) for name, lines, is_spread in logs]
    chance = [(f"x{number}", random_log(number, SIZES[number % 4]), True) for number in range(LOGS // 2)]
    return Field("golden", _merged([*logs, *chance], seed=0))


@cache
def alone() -> tuple[Field, ...]:
    """Each log written for mutants by itself, two lines a batch: in a crowd others hide what is missed."""
    return tuple(
        Field(name, tuple(tuple(lines[at : at + 2]) for at in range(0, len(lines), 2)))
        for name, lines, is_spread in golden_logs()
        if not is_spread
    )


@cache
def chance(seed: int) -> Field:
    """Logs by chance, the same ones for the same seed."""
    logs = [
        (f"x{number}", random_log(10_000 * (seed + 1) + number, SIZES[number % 4]), True)
        for number in range(LOGS)
    ]
    return Field(f"chance {seed}", _merged(logs, seed=seed))


def _merged(logs: Sequence[Log], seed: int) -> tuple[tuple[bytes, ...], ...]:
    """Each log's lines over some of the batches, in order; its ids under a prefix of its own."""
    turn = random.Random(seed)  # noqa: S311 -- a seed has to give the same batches again
    batches: list[list[bytes]] = [[] for _ in range(BATCHES)]
    for name, lines, is_spread in logs:
        at = [turn.randrange(BATCHES) for _ in lines] if is_spread else range(len(lines))
        cuts = sorted(min(each, BATCHES - 1) for each in at)
        for line, batch in zip(lines, cuts, strict=True):
            batches[batch].append(_apart(line, f"{name}:"))
    return tuple(tuple(batch) for batch in batches)


def _apart(line: bytes, prefix: str) -> bytes:
    """The line with its ids under a prefix, which changes no order among them; as it is where it is dead."""
    event = read_line(line)
    if not isinstance(event, Event):
        return line
    own = {name: f"{prefix}{value}" if _is_id(name) else value for name, value in event.own.items()}
    at = f"{moment(event.at).isoformat(timespec='microseconds')}Z"
    body = {"event_id": f"{prefix}{event.event_id}", "type": event.type, "occurred_at": at, **own}
    apart = json.dumps(body, ensure_ascii=False).encode()
    return apart if isinstance(read_line(apart), Event) else line


def _is_id(name: str) -> bool:
    return name.endswith("_id") or name == "auth_code"
