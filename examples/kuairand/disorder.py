"""How a log really arrives: out of order, some twice, a few late, a few contradicting, a little dirt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from draws import between, chance, draw, pick
from lines import Body, Line
from world import DAY, HOUR, SECOND, instant

DUPLICATES, CONFLICTS, DIRT = 0.007, 0.0002, 0.001


@dataclass(frozen=True, slots=True)
class Written:
    """One line as it stands in the file: its bytes, where it comes from, its type, and when it arrives."""

    arrives: int
    name: str
    origin: str
    kind: str
    text: bytes


def arrange(lines: Iterable[Line]) -> list[Written]:
    """Write every line, its duplicates, conflicts and spoiled copies, in the order of arrival."""
    written = [copy for line in lines for copy in _copies(line)]
    written.sort(key=lambda one: (one.arrives, one.name, one.text))
    return written


def _copies(line: Line) -> Iterator[Written]:
    name = str(line.body["event_id"])
    arrives = line.sent + _delay(name)
    yield Written(arrives, name, line.origin, str(line.body["type"]), _text(line.body))
    if chance(DUPLICATES, "duplicate", name):
        again = arrives + between(SECOND, 900 * SECOND, "duplicate arrives", name)
        yield Written(again, name, "overlay", "(duplicate)", _text(_respelled(line, name)))
    if chance(CONFLICTS, "conflict", name):
        body = {**line.body, "occurred_at": instant(line.time + between(1, 900, "restamped", name))}
        yield Written(arrives + HOUR, name, "overlay", "(id conflict)", _text(body))
    if chance(DIRT, "dirt", name):
        yield Written(arrives + SECOND, name, "overlay", "(dirt)", _spoiled(line, name))


def _delay(name: str) -> int:
    """Draw how long a line travels: seconds; for one in forty hours; for one in 200 up to two days."""
    near, luck = draw("delay", name), draw("luck", name)
    limit = 2 * DAY if luck < 0.005 else 2 * HOUR if luck < 0.03 else 20 * SECOND
    return int(near * near * near * limit)


def _text(body: Body) -> bytes:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def _respelled(line: Line, name: str) -> Body:
    """Give the same body after reading: as it was, or its instant, order or defaults otherwise."""
    body = line.body
    ways: tuple[Body, ...] = (
        body,
        body,
        {**body, "occurred_at": instant(line.time).replace("Z", "+00:00")},
        {**body, "schema_version": 1},
        dict(reversed(body.items())),
    )
    return pick(ways, "respelled", name)


def _spoiled(line: Line, name: str) -> bytes:
    """Give a copy of a line that cannot be read, under an event id of its own."""
    body: Body = {**line.body, "event_id": f"{name}-bad"}
    return pick(SPOILERS, "spoiled", name)(body, line.time)


def _cut_off(body: Body, _time: int) -> bytes:
    text = _text(body)
    return text[: len(text) * 2 // 3]


def _without(field: str) -> Callable[[Body, int], bytes]:
    return lambda body, _time: _text({key: value for key, value in body.items() if key != field})


def _with(field: str, value: str | int) -> Callable[[Body, int], bytes]:
    return lambda body, _time: _text({**body, field: value})


def _epoch_seconds(body: Body, time: int) -> bytes:
    return _text({**body, "occurred_at": time // 1000})


def _not_utf8(body: Body, _time: int) -> bytes:
    return _text(body).replace(b"-bad", b"-\xff\xfe")


def _repeated_key(body: Body, _time: int) -> bytes:
    return b'{"type":"view",' + _text(body)[1:]


def _quoted(body: Body, _time: int) -> bytes:
    return _text(body).replace(b'"', b"'")


def _stack_trace(_body: Body, _time: int) -> bytes:
    return b"Traceback (most recent call last): collector died"


SPOILERS: tuple[Callable[[Body, int], bytes], ...] = (
    _cut_off,
    _cut_off,
    _without("type"),
    _without("occurred_at"),
    _with("type", "heart"),
    _with("schema_version", 2),
    _with("occurred_at", "2022-04-31T10:00:00Z"),
    _with("event_id", ""),
    _epoch_seconds,
    _not_utf8,
    _repeated_key,
    _quoted,
    _stack_trace,
)
