import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from sparktally.values import counted, csv_cell, instant, json_text, plain, shown

PLUS_TWO = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (2**70, 2**70),
        (0.5, 0.5),
        (float("nan"), None),
        (float("inf"), None),
        (Decimal(12), 12),
        (Decimal("1.5"), 1.5),
        ("é", "é"),
        (datetime(2024, 3, 5, 12), "2024-03-05T12:00:00Z"),
        (datetime(2024, 3, 5, 12, microsecond=5), "2024-03-05T12:00:00.000005Z"),
        (datetime(2024, 3, 5, 12, tzinfo=PLUS_TWO), "2024-03-05T10:00:00Z"),
        (date(2024, 3, 5), "2024-03-05"),
        (time(10, 30), "10:30:00"),
        (timedelta(minutes=1), 60.0),
        (b"\xff", "/w=="),
        ([{"a": b"a"}, None], [{"a": "YQ=="}, None]),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_json_holds_every_value(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert json.loads(json_text({"x": value})) == {"x": expected}


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, ""), (True, "true"), (1.5, "1.5"), ("a,b", "a,b"), ([1, None], "[1, null]"), (7, "7")],
)
def test_csv_cells(value: object, expected: str) -> None:
    assert csv_cell(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (1234567, "1,234,567"),
        (-1234, "-1,234"),
        (1234.5, "1,234.50"),
        (True, "yes"),
        ("a\x1b", "a\\x1b"),
        (b"\x00a", "\\x00a"),
        (datetime(2024, 3, 5, 12), "2024-03-05 12:00:00Z"),
    ],
)
def test_people_read_figures(value: object, expected: str) -> None:
    assert shown(value) == expected


def test_shares_are_percents() -> None:
    assert shown(0.12345, percent=True) == "12.35%"
    assert shown(None, percent=True, dash="-") == "-"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234567, "1234567"),
        (0.000012345, "1.2345e-05"),
        (0.0, "0.0"),
        (2.0, "2.0"),
        (1.5, "1.5"),
        (1 / 3, "0.3333333333333333"),
        (12345.678, "12345.678"),
        (1e300, "1e+300"),
        (Decimal("1234.5678"), "1234.5678"),
        (None, "–"),
    ],
)
def test_exact_figures(value: object, expected: str) -> None:
    assert shown(value, exact=True) == expected


def test_an_instant_of_another_zone_is_given_in_utc() -> None:
    assert instant(datetime(2024, 1, 1, 1, tzinfo=PLUS_TWO)) == "2023-12-31T23:00:00Z"
    assert instant(datetime(2024, 1, 1, tzinfo=UTC)) == "2024-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("count", "names", "said"),
    [
        (0, ("line",), "0 lines"),
        (1, ("line",), "1 line"),
        (2000, ("line",), "2,000 lines"),
        (1, ("batch", "batches"), "1 batch"),
        (3, ("batch", "batches"), "3 batches"),
    ],
)
def test_a_count_says_one_thing_or_more(count: int, names: tuple[str, ...], said: str) -> None:
    assert counted(count, *names) == said
