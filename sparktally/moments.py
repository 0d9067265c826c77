"""Days and moments as people give them, and the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sparktally.errors import UserError


def now() -> datetime:
    """The clock: the only place where what reads looks at it."""
    return datetime.now(UTC)


def day(given: date | str | None, where: str) -> date | None:
    """A day, also as YYYY-MM-DD; None stays None.

    Raises:
        UserError: it is not one.
    """
    if given is None or (isinstance(given, date) and not isinstance(given, datetime)):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise UserError(f"{str(given)!r} is not a day", where=where, fix="write it as YYYY-MM-DD") from None


def moment(given: datetime | str, where: str) -> datetime:
    """A moment in UTC, also as ISO 8601; without a zone it is UTC already.

    Raises:
        UserError: it is not one.
    """
    try:
        read = datetime.fromisoformat(given) if isinstance(given, str) else given
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError, AttributeError):
        fix = "write it as YYYY-MM-DDTHH:MM:SSZ"
        raise UserError(f"{given!r} is not a moment", where=where, fix=fix) from None


def past_moment(given: datetime | str, where: str) -> datetime:
    """A moment that has passed, in UTC.

    Raises:
        UserError: it is not a moment, or has not passed: what will be read until then is not known.
    """
    read = moment(given, where)
    if read > now():
        raise UserError(f"{given} has not passed yet", where=where, fix="give a past moment, or none for now")
    return read
