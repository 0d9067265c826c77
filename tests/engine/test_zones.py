"""UTC offsets of the shipped zones, against zoneinfo over the same data."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from engine import zones
from schemas import timezones
from schemas.kinds import INSTANT_END, INSTANT_MIN
from tests.support import Told

TRICKY = (
    "UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca",
    "Australia/Lord_Howe", "America/Caracas", "Asia/Pyongyang", "Antarctica/Troll", "Europe/Dublin",
    "America/Godthab", "Africa/Juba", "Asia/Gaza", "Pacific/Kiritimati", "Europe/Istanbul",
)  # fmt: skip
EVERY = tuple(sorted(timezones.names()))


def offset_at(name: str, moment: datetime) -> int:
    """The offset that the intervals give for a naive UTC moment, in seconds."""
    found = [offset for starts, ends, offset in zones.offsets(name) if starts <= moment < ends]
    assert len(found) == 1
    return found[0]


def moments(name: str, count: int) -> list[datetime]:
    """Moments of a century by chance, and those around every change of the zone."""
    chance = random.Random(name)  # noqa: S311 -- a seed
    span = INSTANT_END - INSTANT_MIN - timedelta(microseconds=1)
    picked = [INSTANT_MIN + span * chance.random() for _ in range(count)]
    edges = [starts.replace(tzinfo=UTC) for starts, _, _ in zones.offsets(name)[1:]]
    tick = timedelta(microseconds=1)
    return [*picked, INSTANT_MIN, INSTANT_END - tick, *edges, *(edge - tick for edge in edges)]


def assert_as_zoneinfo(name: str, count: int) -> int:
    """How many moments were asked for."""
    zone = zones.load(name)
    asked = moments(name, count)
    for moment in asked:
        wanted = moment.astimezone(zone).utcoffset()
        assert wanted is not None
        assert offset_at(name, moment.replace(tzinfo=None)) == wanted.total_seconds(), (name, moment)
    return len(asked)


@pytest.mark.parametrize("name", TRICKY[:8])
def test_offsets_are_those_of_the_zone(name: str) -> None:
    assert_as_zoneinfo(name, 100)


@pytest.mark.prove
@pytest.mark.parametrize("name", EVERY)
def test_offsets_of_every_zone(name: str, record_property: Told) -> None:
    record_property("moments", assert_as_zoneinfo(name, 2000))


@pytest.mark.parametrize("name", ["Pacific/Apia", "Australia/Lord_Howe", "UTC"])
def test_intervals_have_no_gaps_and_no_idle_bounds(name: str) -> None:
    intervals = zones.offsets(name)
    assert intervals[0][0] == INSTANT_MIN.replace(tzinfo=None)
    assert intervals[-1][1] == INSTANT_END.replace(tzinfo=None)
    for before, after in pairwise(intervals):
        assert before[1] == after[0]
        assert before[2] != after[2]


def test_a_day_that_never_was() -> None:
    """Apia went from UTC-10 to UTC+14 and had no 2011-12-30."""
    days = {
        (moment + timedelta(seconds=offset_at("Pacific/Apia", moment))).date()
        for moment in (datetime(2011, 12, 29) + timedelta(hours=hour) for hour in range(72))
    }
    assert datetime(2011, 12, 30).date() not in days
    assert {datetime(2011, 12, 29).date(), datetime(2011, 12, 31).date()} <= days


def test_half_an_hour_of_summer() -> None:
    offsets = {offset for _, _, offset in zones.offsets("Australia/Lord_Howe")}
    assert offsets == {37_800, 39_600}


def test_every_name_that_an_advertiser_may_give_loads() -> None:
    at = datetime(2024, 6, 1, tzinfo=UTC)
    for name in EVERY:
        offset = at.astimezone(zones.load(name)).utcoffset()
        assert offset is not None
        assert abs(offset) <= timedelta(hours=14)


def test_zones_come_from_the_shipped_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never the machine's: with no place to look at on the machine, nothing changes."""
    zones.load.cache_clear()
    zones.offsets.cache_clear()
    monkeypatch.setattr("zoneinfo.TZPATH", ())
    assert offset_at("Europe/Berlin", datetime(2024, 7, 1)) == 7200
