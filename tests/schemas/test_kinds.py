"""Ids, integers, text and instants, token by token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from schemas import Event, View, read_line
from tests.schemas.making import SHARE, VIEW, line_with


def _code(field: str, token: str) -> str | None:
    read = read_line(line_with(VIEW, field, token))
    if isinstance(read, Event):
        return None
    (reason,) = read
    assert reason.path == field
    return reason.code


def _row(field: str, token: str) -> object:
    read = read_line(line_with(VIEW, field, token))
    assert isinstance(read, Event), read
    return read.row()[field]


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ('"p1"', "p1"),
        ("123", "123"),
        ("-123", "-123"),
        ("-0", "-0"),
        ('"0123"', "0123"),
        ("9" * 128, "9" * 128),
        ("-" + "9" * 127, "-" + "9" * 127),
        ('"' + "é" * 128 + '"', "é" * 128),
        ('" "', " "),
        ('"\\ud83d\\ude00"', "😀"),
        ('"a\\"b\\\\c\\/d"', 'a"b\\c/d'),
        ('"\x80\u2028"', "\x80\u2028"),
        ('"e\u0301"', "e\u0301"),
    ],
)
def test_an_id_is_its_text_as_written(token: str, text: str) -> None:
    assert _row("actor_id", token) == text


@pytest.mark.parametrize(
    ("token", "code"),
    [
        *((token, "not_an_id") for token in ("1.0", "1e3", "-0.0", "1E2", "true", "[]", "{}", '["a"]')),
        *(
            (token, "id_too_long")
            for token in ("9" * 129, "-" + "9" * 128, "9" * 5_000, '"' + "é" * 129 + '"')
        ),
        *((token, "id_characters") for token in ('"\\u0000"', '"a\\n"', '"\\u001f"', '"\x7f"', '"\\u007F"')),
        ('"\\ud800"', "lone_surrogate"),
    ],
)
def test_what_is_no_id(token: str, code: str) -> None:
    assert _code("actor_id", token) == code


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("0", None),
        ("9007199254740992", None),
        ("9007199254740993", "integer_out_of_range"),
        ("9" * 5_000, "integer_out_of_range"),
        ("null", None),
        ('""', None),
        *((token, "not_an_integer") for token in ("-1", "-0", "1.0", "1e3", '"5"', "true", "[5]", "{}")),
    ],
)
def test_integers(token: str, code: str | None) -> None:
    assert _code("watch_ms", token) == code


_TEN = datetime(2024, 3, 5, 10, 0, 0)


@pytest.mark.parametrize(
    ("token", "moment"),
    [
        ('"2024-03-05T10:00:00Z"', _TEN),
        ('"2024-03-05t10:00:00z"', _TEN),
        ('"2024-03-05 10:00:00-00:00"', _TEN),
        ('"2024-03-05T15:30:00+05:30"', _TEN),
        ('"2024-03-06T09:59:00+23:59"', _TEN),
        ('"2024-03-04T23:00:00.5-11:00"', _TEN + timedelta(milliseconds=500)),
        ('"2024-03-05T10:00:00.1234569Z"', _TEN + timedelta(microseconds=123456)),
        ('"2024-03-05T10:00:00.' + "9" * 1_000 + 'Z"', _TEN + timedelta(microseconds=999999)),
        ("1709632800001", _TEN + timedelta(milliseconds=1)),
        ("946684800000", datetime(2000, 1, 1)),
        ("4102444799999", datetime(2099, 12, 31, 23, 59, 59, 999000)),
        ('"1999-12-31T23:00:00-01:00"', datetime(2000, 1, 1)),
        ('"2100-01-01T00:59:59+01:00"', datetime(2099, 12, 31, 23, 59, 59)),
        ('"2024-02-29T00:00:00Z"', datetime(2024, 2, 29)),
    ],
)
def test_an_instant_is_cut_to_the_microsecond_in_utc(token: str, moment: datetime) -> None:
    assert _row("occurred_at", token) == moment


@pytest.mark.parametrize(
    ("token", "code"),
    [
        *(
            (f'"{text}"', "not_an_instant")
            for text in (
                *(
                    "2024-03-05T10:00:60Z",
                    "2024-03-05T24:00:00Z",
                    "2024-03-05T10:60:00Z",
                    "2024-03-05",
                    "infinity",
                ),
                *(
                    "2024-03-05T10:00:00.Z",
                    "2024-03-05T10:00:00+0100",
                    "2024-03-05T10:00:00+01",
                    "1709632800000",
                ),
                *(
                    "2024-3-5T10:00:00Z",
                    " 2024-03-05T10:00:00Z",
                    "2024-03-05T10:00:00Z ",
                    "2024-03-05_10:00:00Z",
                ),
                *(
                    "2024-02-30T10:00:00Z",
                    "2023-02-29T10:00:00Z",
                    "2024-13-01T10:00:00Z",
                    "2024-00-01T10:00:00Z",
                ),
                *(
                    "2024-03-05T10:00:00+24:00",
                    "2024-03-05T10:00:00+01:60",
                    "2024-03-05T10:00:00",
                    "0000-01-01T00:00:00Z",
                ),
                *("٢024-03-05T10:00:00Z", "2024-03-05T10:00:00,5Z", "2024-03-05T10:00:00UTC"),
            )
        ),
        *((token, "not_an_instant") for token in ("1709632800000.0", "1.7e12", "true", "[]", '{"ms":1}')),
        *(
            (f'"{text}"', "instant_out_of_range")
            for text in (
                *("1999-12-31T23:59:59.999999Z", "2000-01-01T00:30:00+01:00", "2100-01-01T00:00:00Z"),
                *("2099-12-31T23:30:00-01:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
            )
        ),
        *(
            (token, "instant_out_of_range")
            for token in (
                "946684799999",
                "4102444800000",
                "1709632800",
                "0",
                "-1",
                "-0",
                "1709632800000000",
                "9" * 5_000,
            )
        ),
    ],
)
def test_what_is_no_instant(token: str, code: str) -> None:
    assert _code("occurred_at", token) == code


def test_open_text_is_any_text() -> None:
    read = read_line(line_with(SHARE, "channel", '"a\\tb\\u0000\x7f"'))
    assert isinstance(read, Event)
    assert read.row()["channel"] == "a\tb\x00\x7f"


def test_a_producer_may_pass_python_values() -> None:
    moment = datetime(2024, 3, 5, 12, tzinfo=timezone(timedelta(hours=2)))
    view = View(event_id=5, occurred_at=moment, actor_id="u", surface="organic", post_id="p", watch_ms=7)
    assert view.event_id == "5"
    assert view.occurred_at == _TEN.replace(tzinfo=UTC)
    assert view.line() == (
        '{"event_id":"5","type":"view","occurred_at":"2024-03-05T10:00:00Z","actor_id":"u","surface":"organic",'
        '"post_id":"p","watch_ms":7}'
    )
