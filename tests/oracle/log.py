"""SEMANTICS 1, "Duplicates and id conflicts": from lines to the one standing event of each id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.oracle.events import ENGAGEMENTS, Event, read_line


@dataclass(frozen=True)
class Log:
    """What was read: one standing event per id, the distinct losing bodies, the counts of SEMANTICS 3.2."""

    standing: list[Event]
    losers: list[Event]
    lines: int
    dead_letters: int

    @property
    def accepted(self) -> int:
        """Distinct event ids."""
        return len(self.standing)

    @property
    def duplicates(self) -> int:
        """Lines that are neither accepted nor dead."""
        return self.lines - self.accepted - self.dead_letters

    @property
    def engagements(self) -> list[Event]:
        """The standing engagement events in (`occurred_at`, `event_id`) order."""
        return sorted((event for event in self.standing if event.type in ENGAGEMENTS), key=lambda e: e.order)

    def facts(self, kind: str) -> list[Event]:
        """The standing fact events of one type in (`occurred_at`, `event_id`) order."""
        return sorted((event for event in self.standing if event.type == kind), key=lambda e: e.order)


def read_log(lines: Sequence[bytes]) -> Log:
    """Of different bodies of one id the least stands; each other distinct body is a loser."""
    bodies: dict[str, dict[tuple[int, bytes], Event]] = {}
    dead_letters = 0
    for line in lines:
        event = read_line(line)
        if isinstance(event, Event):
            bodies.setdefault(event.event_id, {})[event.body] = event
        else:
            dead_letters += 1
    standing, losers = [], []
    for of_one_id in bodies.values():
        least, *others = sorted(of_one_id)
        standing.append(of_one_id[least])
        losers += [of_one_id[body] for body in others]
    return Log(standing, losers, len(lines), dead_letters)
