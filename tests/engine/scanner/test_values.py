"""Values at their bounds: the scanner takes just those that the models take, and reads them the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest

from engine.scanner.kernel import LINE_BYTES_MAX
from tests.engine.scanner.checking import check, takes
from tests.engine.scanner.plain_lines import ID_TOKENS, PLAIN, UUIDS, member

_IDS = ("event_id", "actor_id", "post_id", "ad_id", "creator_id", "comment_id", "new_post_id")
_DAY, _SECOND = "2024-03-05", "2024-03-05T10:00:00"


def _instants(texts: Iterable[str]) -> list[bytes]:
    return [member("occurred_at", f'"{text}"') for text in texts]


def _tokens(field: str, tokens: Iterable[str]) -> list[bytes]:
    return [member(field, token) for token in tokens]


@pytest.mark.parametrize("field", _IDS)
def test_an_id_is_a_number_just_where_it_is_written_as_one(field: str) -> None:
    lines = _tokens(field, (*ID_TOKENS, *(f'"{uuid}"' for uuid in UUIDS)))
    assert check(lines) == len(lines)


@pytest.mark.parametrize("field", _IDS)
def test_ids_that_are_none_and_rare_ones_are_left(field: str) -> None:
    tokens = [
        "01",
        "00",
        "-5",
        "-0",
        "1.0",
        "1e3",
        "+1",
        "1 2",
        "9" * 20,
        "9" * 128,
        "1_0",
        "null",
        "true",
        "x",
    ]
    texts = ("", "x" * 129, "\x7f", "\x1f", "\x00", "\t", "\\u0041", "a\\", "é", "😀")
    assert check(_tokens(field, [*tokens, *(f'"{text}"' for text in texts)])) == 0


def test_texts_of_every_length_are_hashed_to_the_end() -> None:
    lines = _tokens("channel", (f'"{"x" * length}"' for length in range(1, 300)))
    lines += _tokens("event_id", (f'"{"9" * length}"' for length in range(1, 129)))
    assert check(lines) == len(lines)


def test_a_line_of_so_many_bytes_is_the_longest() -> None:
    room = LINE_BYTES_MAX - len(member("channel", '"x"')) + 1
    lines = [member("channel", f'"{"x" * (room + more)}"') for more in (-1, 0, 1)]
    spaced = PLAIN[0] + b" " * (LINE_BYTES_MAX - len(PLAIN[0]))
    assert [len(line) for line in lines] == [LINE_BYTES_MAX + more for more in (-1, 0, 1)]
    assert [takes(line) for line in (*lines, spaced, spaced + b" ")] == [True, True, False, True, False]


@pytest.mark.parametrize("field", ["watch_ms", "video_duration_ms"])
def test_integers_to_their_bounds(field: str) -> None:
    good = ("0", "1", "10", str(2**53 - 1), str(2**53))
    bad = [
        str(2**53 + 1),
        "9" * 16,
        "9" * 19,
        "9" * 20,
        str(2**63),
        str(2**64),
        str(2**64 + 5),
        "-1",
        "-0",
        "00",
    ]
    bad += ["01", "1.0", "1e1", '"5"', '"0"', '""', "null", "true", "+5", " ", "", "0x1", "5 5"]
    assert check(_tokens(field, good)) == len(good)
    assert check(_tokens(field, bad)) == 0


def test_every_day_of_some_years() -> None:
    years = (1900, 1969, 1970, 1999, 2000, 2001, 2023, 2024, 2096, 2099, 2100, 2400)
    days = product(years, range(14), range(33))
    lines = _instants(f"{year:04}-{month:02}-{day:02}T12:34:56Z" for year, month, day in days)
    assert check(lines) == 6 * 365 + 3


def test_the_ends_of_every_year() -> None:
    ends = ("01-01", "02-28", "02-29", "03-01", "12-31")
    lines = _instants(f"{year}-{day}T00:00:00Z" for year in range(1998, 2103) for day in ends)
    assert check(lines) == 4 * 100 + 25


def test_every_hour_minute_second_and_offset() -> None:
    lines = _instants(f"{_DAY}T{hour:02}:{at:02}:00Z" for hour in range(26) for at in range(62))
    lines += _instants(f"{_DAY}T10:00:{at:02}Z" for at in range(100))
    assert check(lines) == 24 * 60 + 60
    offsets = product("+-", range(25), (0, 1, 30, 59, 60))
    lines = _instants(f"2024-02-29T12:00:00{sign}{hour:02}:{at:02}" for sign, hour, at in offsets)
    assert check(lines) == 2 * 24 * 4


def test_instants_that_an_offset_moves_to_the_bounds() -> None:
    good = [
        "1999-12-31T23:59:00-00:01",
        "1999-12-31T00:01:00-23:59",
        "2000-01-01T00:00:00Z",
        "2000-01-01T23:59:00+23:59",
        "2100-01-01T00:00:59.999999+00:01",
        "2100-01-01T23:58:59+23:59",
        "2099-12-31T23:59:59.999999999Z",
        "2099-12-31T00:00:59-23:59",
    ]
    bad = [
        "1999-12-31T23:59:59.999999999Z",
        "1999-12-31T23:58:59-00:01",
        "2000-01-01T00:00:59.999999+00:01",
        "2100-01-01T00:00:00Z",
        "2100-01-01T00:01:00+00:01",
        "2099-12-31T23:59:00-00:01",
        "2099-12-31T00:01:00-23:59",
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+01:00",
    ]
    assert check(_instants(good)) == len(good)
    assert check(_instants(bad)) == 0


def test_fractions_joints_and_ends_of_an_instant() -> None:
    good = [f"{_SECOND}.{'123456789'[:digits]}Z" for digits in range(1, 10)]
    good += [f"{_DAY}{joint}10:00:00.0{end}" for joint in "Tt " for end in ("Z", "z", "+00:00", "-00:00")]
    good += [f"{_SECOND}.{digits}Z" for digits in ("000001", "0000009", "999999", "9" * 40)]
    bad = [f"{_DAY}{joint}10:00:00Z" for joint in ("", "_", "TT", "\t", "x")]
    ends = [
        ".",
        ".Z",
        ".5",
        "..5Z",
        ".5.5Z",
        ",5Z",
        "ZZ",
        "+05",
        "+0530",
        "+5:30",
        "05:30",
        "+05:30Z",
        "Z+05:30",
        "+05-30",
        ".-5Z",
        ".5e1Z",
        "+:5:30",
        "+0/:30",
        "+05:/0",
        ":+05:30",
        "−05:30",
        ".5+05",
        ".5-05:3",
        ".Z+05:30",
        ".+05:30",
    ]
    bad += [f"{_SECOND}{end}" for end in ("", "Z ", " Z", *ends)]
    bad += [
        "2024-03-05",
        "2024-03-05T10:00Z",
        "2024-03-05T10Z",
        "24-03-05T10:00:00Z",
        "2024/03/05T10:00:00Z",
        "20240305T100000Z",
        "2024-3-05T10:00:00Z",
        "+2024-03-05T10:00:00Z",
        "2024-03-05T10.00.00Z",
        "2024-03-05T10:00.00Z",
        "2024-03/05T10:00:00Z",
        "2024/03-05T10:00:00Z",
        "2024-03-05T10.00:00Z",
    ]
    assert check(_instants(good)) == len(good)
    assert check(_instants([*bad, f" {_SECOND}Z"])) == 0


def test_milliseconds_to_their_bounds() -> None:
    good = ("946684800000", "946684800001", "1709632800001", "4102444799999")
    bad = [
        "946684799999",
        "4102444800000",
        "9999999999999",
        "0",
        "1",
        "-1",
        "01709632800001",
        "1709632800001.0",
        "17096328e5",
        "9223372036854775807",
        "9223372036854776",
        "18446744073709551616",
        "18446745073709551616",
        "18448453706509552",
        '"1709632800001"',
        "17096328000010",
    ]
    assert check(_tokens("occurred_at", good)) == len(good)
    assert check(_tokens("occurred_at", bad)) == 0
