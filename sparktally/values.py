"""One value in its three forms: for JSON, for CSV, for people."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from sparktally.visible import json_safe, visible, visible_bytes

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC with `Z`; a naive moment is UTC already; microseconds only where there are any."""
    naive = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return naive.isoformat() + "Z"


def plain(value: object) -> Json:
    """What JSON can hold: instants as ISO 8601 with Z, days as YYYY-MM-DD, bytes as base64, NaN as null.

    A duration is its seconds, an interval an object; what JSON has no word for is text.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    for kinds, form in _FORMS:
        if isinstance(value, kinds):
            return form(value)
    return str(value)


def json_text(value: object, indent: int | None = None) -> str:
    """One JSON text, without characters that a terminal would obey."""
    return json_safe(json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False))


def csv_cell(value: object) -> str:
    """NULL as an empty cell, booleans in lower case, lists and structs as JSON."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def shown(value: object, *, percent: bool = False, dash: str = "–", exact: bool = False) -> str:
    """For people: thousands separators, two decimals, percents, NULL as a dash, nothing hidden.

    Args:
        value: any value of DuckDB.
        percent: a number is a share of 1.
        dash: how NULL looks.
        exact: numbers as they are: no separators, every digit.
    """
    if isinstance(value, str):
        return visible(value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return dash
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return _bare(value) if exact else _figure(value, percent=percent)
    if isinstance(value, bytes | bytearray):
        return visible_bytes(bytes(value))
    return visible(instant(value).replace("T", " ") if isinstance(value, datetime) else csv_cell(value))


def counted(count: int, thing: str, things: str = "") -> str:
    """`1 line`, `2,000 lines`: a count of things, which are called `thing` with an s unless told."""
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"


def is_number(value: object) -> bool:
    """Whether `value` is right-aligned in a table."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _figure(value: float | Decimal, *, percent: bool) -> str:
    if percent:
        return f"{100 * value:,.2f}%"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _bare(value: float | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return repr(value)


def _number(value: float | Decimal) -> int | float | None:
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        return int(value)
    return float(value) if math.isfinite(value) else None


def _base64(value: bytes | bytearray | memoryview) -> str:
    import base64  # noqa: PLC0415 few columns are bytes

    return base64.b64encode(bytes(value)).decode("ascii")


def _object(value: Mapping[object, object]) -> Json:
    return {str(key): plain(item) for key, item in value.items()}


def _array(value: Sequence[object]) -> Json:
    if hasattr(value, "_asdict"):  # an interval, as Arrow gives it
        return _object(value._asdict())
    return [plain(item) for item in value]


_FORMS: tuple[tuple[tuple[type, ...], Callable[[Any], Json]], ...] = (
    ((float, Decimal), _number),
    ((datetime,), instant),
    ((date, time), lambda value: value.isoformat()),
    ((bytes, bytearray, memoryview), _base64),
    ((timedelta,), timedelta.total_seconds),
    ((Mapping,), _object),
    ((Sequence,), _array),
)
