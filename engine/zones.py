"""UTC offsets of time zones over the years that an event can be dated in, from the shipped tz database."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from schemas.kinds import INSTANT_END, INSTANT_MIN

_STEP = timedelta(days=4)
"""Shorter than any two changes of a zone lie apart in these years (a test holds it for every zone)."""


@cache
def load(name: str) -> ZoneInfo:
    """The zone as the pinned tzdata wheel has it, never the machine's own files."""
    path = resources.files("tzdata.zoneinfo")
    for part in name.split("/"):
        path = path.joinpath(part)
    with path.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def offsets(name: str) -> tuple[tuple[datetime, datetime, int], ...]:
    """Intervals (starts, ends, offset in seconds east of UTC) of a zone; naive UTC, no gaps, 2000 to 2100."""
    zone = load(name)
    bounds = [INSTANT_MIN]
    moment, offset = INSTANT_MIN, _offset(zone, INSTANT_MIN)
    while moment < INSTANT_END:
        after = min(moment + _STEP, INSTANT_END)
        new = _offset(zone, after)
        if new != offset:
            bounds.append(_change(zone, moment, after))
        moment, offset = after, new
    ends = [*bounds[1:], INSTANT_END]
    return tuple(
        (start.replace(tzinfo=None), end.replace(tzinfo=None), _offset(zone, start))
        for start, end in zip(bounds, ends, strict=True)
    )


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds())


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second whose offset is no longer that of `before`; (before, after] holds one change."""
    old = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after
