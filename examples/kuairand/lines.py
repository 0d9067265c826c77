"""A line of the log before it is written: its body, where it comes from, and when it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from world import instant

Origin = Literal["real", "mixed", "overlay"]
Body = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `time` is when it happened, `sent` when it may be sent at the earliest (both epoch ms)."""

    body: Body
    origin: Origin
    time: int
    sent: int


def line(origin: Origin, event_id: str, kind: str, time: int, /, **fields: str | int | None) -> Line:
    """Make a line of the fields that are not None; an event on an ad has its instant in milliseconds."""
    given = {key: value for key, value in fields.items() if value is not None}
    moment = time if given.get("surface") == "paid" else instant(time)
    body: Body = {"event_id": event_id, "type": kind, "occurred_at": moment, **given}
    watch = given.get("watch_ms", 0)
    return Line(body, origin, time, time + int(watch))
