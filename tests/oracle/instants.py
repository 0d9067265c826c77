"""SEMANTICS 1, "Instants", and 2, "Days": microseconds since 1970 UTC, and the days that they fall on."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from tests.oracle.lines import DeadLetterError, Integer

MICROSECONDS = timedelta(microseconds=1)
HOUR = 3_600_000_000
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = (datetime(2000, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECONDS
END = (datetime(2100, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECONDS
DIGITS_MAX = 20

_GRAMMAR = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[Tt ](?P<time>\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d+))?"
    r"(?:[Zz]|(?P<sign>[+-])(?P<hours>[01]\d|2[0-3]):(?P<minutes>[0-5]\d))",
    re.ASCII,
)


def read_instant(value: object) -> int:
    """Text, or an integer of epoch milliseconds, as UTC microseconds; further digits are cut."""
    if isinstance(value, Integer):
        micros = _read_milliseconds(value.text)
    elif isinstance(value, str):
        micros = _read_text(value)
    else:
        raise DeadLetterError("occurred_at is neither text nor an integer")
    if not FIRST <= micros < END:
        raise DeadLetterError("occurred_at is not in 2000 to 2099")
    return micros


def _read_milliseconds(text: str) -> int:
    if len(text) > DIGITS_MAX:
        raise DeadLetterError("occurred_at is not in 2000 to 2099")
    return int(text) * 1000


def _read_text(text: str) -> int:
    found = _GRAMMAR.fullmatch(text)
    if found is None:
        raise DeadLetterError("occurred_at is not an instant")
    offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    parts = [int(number) for number in re.split("[-:]", f"{found['date']}-{found['time']}")]
    try:
        local = datetime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], tzinfo=UTC)
    except ValueError as error:
        raise DeadLetterError(f"occurred_at: {error}") from error
    whole = (local - EPOCH) // MICROSECONDS
    shift = offset // MICROSECONDS * (-1 if found["sign"] == "-" else 1)
    fraction = int((found["fraction"] or "").ljust(6, "0")[:6])
    return whole - shift + fraction


def moment(micros: int) -> datetime:
    """The instant as the public surface shows it: UTC without a zone."""
    return (EPOCH + timedelta(microseconds=micros)).replace(tzinfo=None)


def micros_of(at: datetime) -> int:
    """The reverse of `moment`; an instant with a zone is taken to UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return (aware - EPOCH) // MICROSECONDS


def day_in(micros: int, zone: str | None) -> date:
    """SEMANTICS 2, "Days": the day in a time zone, DST included; UTC where none is known."""
    tz: ZoneInfo | timezone = UTC if zone is None else _zone(zone)
    return (EPOCH + timedelta(microseconds=micros)).astimezone(tz).date()


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA database that ships as a package, not those of the machine."""
    return frozenset((resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def _zone(name: str) -> ZoneInfo:
    with (resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
