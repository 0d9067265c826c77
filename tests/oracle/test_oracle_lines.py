"""SEMANTICS 1 and 4 where the conformance kit is silent: sizes, depths, numbers, file ends."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from tests.oracle import oracle
from tests.oracle.events import Event, read_line
from tests.oracle.instants import day_in, micros_of, read_instant, zone_names
from tests.oracle.lines import BYTES_MAX, DeadLetterError, Integer, split
from tests.oracle.views import percent_rank

SHARE = {"event_id": "e1", "type": "share", "occurred_at": "2024-03-05T10:00:00Z", "actor_id": "u1"}
ORGANIC = SHARE | {"surface": "organic", "post_id": "p1"}


def line(fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_a_file_is_split_at_line_feeds_alone() -> None:
    assert split(b"\xef\xbb\xbf a \r\n\t\r\n\n\rb\x0bc\x0c\n\xef\xbb\xbfd") == [
        b"a",
        b"b\x0bc\x0c",
        b"\xef\xbb\xbfd",
    ]


@pytest.mark.parametrize(("size", "is_dead"), [(BYTES_MAX, False), (BYTES_MAX + 1, True)])
def test_a_line_has_at_most_one_mebibyte(size: int, is_dead: bool) -> None:
    bare = line(ORGANIC | {"ignored": ""})
    whole = bare.replace(b'"ignored": ""', b'"ignored": "' + b"x" * (size - len(bare)) + b'"')
    assert len(whole) == size
    assert isinstance(read_line(whole), DeadLetterError) == is_dead


@pytest.mark.parametrize(("arrays", "is_dead"), [(63, False), (64, True), (100_000, True)])
def test_objects_and_arrays_nest_64_deep(arrays: int, is_dead: bool) -> None:
    nested = line(ORGANIC)[:-1] + b', "ignored": ' + b"[" * arrays + b"]" * arrays + b"}"
    assert isinstance(read_line(nested), DeadLetterError) == is_dead


def test_big_integers_are_ids_as_written() -> None:
    big = "9" * 128
    event = read_line(line(ORGANIC).replace(b'"p1"', b"-0").replace(b'"e1"', big.encode()))
    assert isinstance(event, Event)
    assert (event.event_id, event.own["post_id"]) == (big, "-0")
    assert isinstance(read_line(line(ORGANIC).replace(b'"e1"', b"9" * 129)), DeadLetterError)
    assert isinstance(read_line(line(ORGANIC | {"occurred_at": 10**4000})), DeadLetterError)


@pytest.mark.parametrize(
    "ignored", ["1e999", "-0.0", "9" * 5000, '{"a":{"a":1},"b":[{"a":1}]}', '"\\ud83d\\ude00"']
)
def test_what_an_ignored_field_may_hold(ignored: str) -> None:
    assert isinstance(read_line(line(ORGANIC)[:-1] + f', "ignored": {ignored}}}'.encode()), Event)


@pytest.mark.parametrize(
    "ignored", ["NaN", "01", "+1", "1.", '"\\ude00\\ud83d"', '{"\\ud800":1}', '{"a":1,"\\u0061":1}']
)
def test_what_no_field_may_hold(ignored: str) -> None:
    assert isinstance(read_line(line(ORGANIC)[:-1] + f', "ignored": {ignored}}}'.encode()), DeadLetterError)


def test_an_instant_is_cut_to_the_microsecond() -> None:
    micros = read_instant("2024-03-05t23:59:59.1234567+23:59")
    assert micros == micros_of(datetime(2024, 3, 5, 0, 0, 59, 123456))
    assert read_instant("1999-12-31 23:59:00-00:01") == read_instant(Integer("946684800000"))


def test_the_name_list_of_zones_is_the_packages_own() -> None:
    assert {"UTC", "America/New_York", "US/Pacific"} <= zone_names()
    assert not {"", "utc", "posixrules", "Factory/X"} & zone_names()
    assert all(day_in(0, name) in {date(1969, 12, 31), date(1970, 1, 1)} for name in zone_names())


def test_canonical_text_escapes_as_little_as_json_allows() -> None:
    event = read_line(
        line(ORGANIC | {"channel": '\x08\t\n\x0c\r"\\/\x1f\x7fé\U0001f600', "schema_version": 1})
    )
    assert isinstance(event, Event)
    assert event.canonical == (
        '{"actor_id":"u1","channel":"\\b\\t\\n\\f\\r\\"\\\\/\\u001f\x7fé\U0001f600",'
        '"post_id":"p1","surface":"organic","type":"share"}'
    )


def test_percent_ranks_start_at_the_least_and_what_cannot_be_said() -> None:
    values = [0.5, None, 0.25, 0.5]
    assert [percent_rank(value, values) for value in values] == [2 / 3, 0.0, 1 / 3, 2 / 3]
    assert percent_rank(None, [None]) == 0.0


def test_views_that_depend_on_an_instant() -> None:
    at = {"event_id": "g1", "occurred_at": "2024-03-05T10:00:00Z"}
    grant = at | {"type": "authorization_granted", "auth_code": "c1", "post_id": "p1", "duration_days": 7}
    post = at | {"event_id": "f1", "type": "post_published", "post_id": "p1", "creator_id": "k1"}
    view = ORGANIC | {"type": "view", "event_id": "v1"}
    result = oracle.run([line(fields) for fields in (grant, post, view, ORGANIC)], "impression")
    end = datetime(2024, 3, 12, 10)
    assert result.authorizations_expiring(end, 30) == {}
    assert result.authorizations_expiring(datetime(2024, 3, 10, 22), 1.25) == {}
    assert result.authorizations_expiring(datetime(2024, 3, 10, 22), 1.5)["c1"]["days_left"] == 1.5
    assert result.boost_candidates(datetime(2024, 3, 5, 9)) == {}
    candidate = result.boost_candidates(datetime(2024, 3, 5, 12))["p1"]
    assert (candidate["hours"], candidate["views_per_hour"], candidate["engagement_rate"]) == (2.0, 0.5, 1.0)
    assert (candidate["score"], candidate["engagements"], candidate["video_views"]) == (0.0, 1, 1)
