"""What is a dead letter and why: the reading of JSON, then every rule of every type."""

from __future__ import annotations

from typing import Any

import pytest

from schemas import CODES, ENGAGEMENT_TYPES, FACT_TYPES, Event, Reason, read_line
from tests.schemas.making import (
    AD,
    ADVERTISER,
    CLICK,
    COMMENT,
    EXTEND,
    FOLLOW,
    GRANT,
    IMPRESSION,
    LIKE,
    ORGANIC,
    PAID,
    PLAIN_AD,
    POST,
    REVOKE,
    SHARE,
    VIEW,
    line,
    line_with,
)

_ALL = (
    VIEW,
    LIKE,
    SHARE,
    COMMENT,
    FOLLOW,
    CLICK,
    IMPRESSION,
    POST,
    ADVERTISER,
    AD,
    PLAIN_AD,
    GRANT,
    EXTEND,
    REVOKE,
)


def _event(read: Event | tuple[Reason, ...]) -> Event:
    assert isinstance(read, Event), read
    return read


def _why(data: bytes) -> list[tuple[str, str]]:
    read = read_line(data)
    assert not isinstance(read, Event), read
    assert read
    assert all(reason.code in CODES and reason.message for reason in read)
    assert all(len(reason.value) <= 80 and len(reason.path) <= 80 for reason in read)
    return [(reason.path, reason.code) for reason in read]


def _share(token: str) -> bytes:
    return line_with(SHARE, "x", token)


def test_the_types_are_the_sixteen_of_the_law() -> None:
    assert len(ENGAGEMENT_TYPES) == 10
    assert len(FACT_TYPES) == 6


@pytest.mark.parametrize("event", _ALL, ids=lambda event: event["type"])
def test_the_least_of_every_type_is_valid(event: dict[str, Any]) -> None:
    assert _event(read_line(line(event))).row()["type"] == event["type"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"hello", "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b"{'a':1}", "not_json"),
        (b"{}{}", "not_json"),
        (b"[]", "not_an_object"),
        (b"17", "not_an_object"),
        (b'"\xff"', "not_utf8"),
        (b'"\xed\xa0\x80"', "not_utf8"),
        (b"[" * 1_048_576, "too_deep"),
        (b'{"a":' * 200_000, "too_deep"),
        (b" " * 1_048_577, "too_long"),
        *(
            (_share(token), "not_json")
            for token in ("NaN", "-Infinity", "01", "+1", ".5", "1.", "0x10", "1,", "tru")
        ),
        *(
            (_share(token), "not_json")
            for token in ('"\x01"', '"\t"', '"\\x"', '"\\u12"', '"\\u12_4"', '"', "\u00a01", "\x0b1")
        ),
        (_share("[" * 64 + "]" * 64), "too_deep"),
        (_share('{"a":' * 64 + "1" + "}" * 64), "too_deep"),
    ],
    ids=lambda value: ascii(value[-30:]),
)
def test_what_is_no_readable_object_has_one_reason(data: bytes, code: str) -> None:
    assert _why(data) == [("", code)]


@pytest.mark.parametrize(
    "token",
    [
        *("1e400", "-0.0", "1E+5", "9" * 5_000, "1e" + "9" * 5_000, "123456789012345678901234567890.5", "-0"),
        *('"\\ud83d\\ude00"', '"\\\\ud83d"', '"\u2028\x7f"', '{"a":{"a":1}}', '[{"a":1},{"a":1}]'),
        *("[" * 63 + "]" * 63, '"' + "[" * 500 + '"', '"' + '\\"[' * 500 + '"', "\r1"),
    ],
    ids=lambda value: ascii(value[-30:]),
)
def test_an_ignored_field_may_hold_any_json(token: str) -> None:
    assert _event(read_line(_share(token))) == _event(read_line(line(SHARE)))


def test_a_line_of_the_greatest_length_is_read() -> None:
    padding = 1_048_576 - len(_share('""'))
    assert isinstance(read_line(_share('"' + "x" * padding + '"')), Event)
    assert _why(_share('"' + "x" * (padding + 1) + '"')) == [("", "too_long")]


@pytest.mark.parametrize(
    ("token", "path"),
    [
        ('1,"x":1', "x"),
        ('1,"\\u0078":2', "x"),
        ('{"a":1,"a":1}', "x.a"),
        ('[0,{"b":{"a":null,"c":1,"a":2}}]', "x.1.b.a"),
    ],
)
def test_a_repeated_key_is_named(token: str, path: str) -> None:
    assert _why(_share(token)) == [(path, "repeated_key")]


@pytest.mark.parametrize(
    "token", ['"\\ud83d"', '"\\ude00\\ud83d"', '"\\ud83dx"', '["\\udc00"]', '{"\\ud800":1}']
)
def test_a_lone_surrogate_is_found_anywhere(token: str) -> None:
    assert {code for _, code in _why(_share(token))} == {"lone_surrogate"}


def test_every_reason_is_given_at_once() -> None:
    bad = b'{"type":"view","surface":"organic","ad_id":"a","watch_ms":1.5,"x":{"y":1,"y":2},'
    bad += b'"event_id":"\\ud800"}'
    assert set(_why(bad)) == {
        ("event_id", "lone_surrogate"),
        ("x.y", "repeated_key"),
        ("occurred_at", "missing"),
        ("actor_id", "missing"),
        ("watch_ms", "not_an_integer"),
        ("post_id", "missing"),
        ("ad_id", "forbidden"),
    }
    bad_ad = AD | {
        "advertiser_id": True,
        "auth_code": "c",
        "ad_text": [],
        "buying_type": "CPC",
        "objective_type": "X",
    }
    assert set(_why(line(bad_ad))) == {
        ("advertiser_id", "not_an_id"),
        ("auth_code", "forbidden"),
        ("ad_text", "forbidden"),
        ("buying_type", "not_a_choice"),
        ("objective_type", "not_a_choice"),
    }


def test_without_a_known_type_the_envelope_is_still_checked() -> None:
    assert _why(b"{}") == [("type", "missing"), ("event_id", "missing"), ("occurred_at", "missing")]
    assert _why(b'{"type":"View","event_id":1,"occurred_at":1}') == [
        ("type", "unknown_type"),
        ("occurred_at", "instant_out_of_range"),
    ]
    assert _why(line(SHARE | {"type": 5})) == [("type", "unknown_type")]
    assert _why(line(SHARE | {"type": ""})) == [("type", "missing")]


def test_an_offending_value_is_shown_and_shortened() -> None:
    (reason,) = read_line(line(SHARE | {"event_id": "é" * 500}))
    assert reason.value.startswith('"éé')
    assert len(reason.value) == 80
    (reason,) = read_line(line_with(SHARE, "actor_id", '{"a":[1.50,null,"b"]}'))
    assert reason.value == '{"a":[1.50,null,"b"]}'


@pytest.mark.parametrize("event", _ALL, ids=lambda event: event["type"])
@pytest.mark.parametrize("missing", [None, ""])
def test_each_needed_field_is_needed(event: dict[str, Any], missing: str | None) -> None:
    for field in event:
        codes = {(field, "missing")}
        assert codes <= set(_why(line(event | {field: missing})))
        assert codes <= set(_why(line({name: value for name, value in event.items() if name != field})))


@pytest.mark.parametrize(
    ("event", "path", "code"),
    [
        (VIEW | {"ad_id": "a1"}, "ad_id", "forbidden"),
        (VIEW | {"ad_id": []}, "ad_id", "not_an_id"),
        (VIEW | {"surface": "Paid", "ad_id": "a1"}, "surface", "not_a_choice"),
        (VIEW | {"surface": 5}, "surface", "not_text"),
        (VIEW | {"schema_version": 2}, "schema_version", "not_a_choice"),
        (VIEW | {"schema_version": 1.0}, "schema_version", "not_an_integer"),
        (VIEW | {"schema_version": True}, "schema_version", "not_an_integer"),
        (LIKE | {"action": "toggle"}, "action", "not_a_choice"),
        (COMMENT | {"action": "remove"}, "comment_id", "missing"),
        (FOLLOW | {"surface": "paid"}, "ad_id", "missing"),
        (CLICK | {"element": "Music"}, "element", "not_a_choice"),
        (SHARE | {"channel": 5}, "channel", "not_text"),
        (IMPRESSION | {"surface": "organic", "post_id": "p1", "ad_id": None}, "surface", "not_a_choice"),
        (POST | {"visibility": "private"}, "visibility", "not_a_choice"),
        (ADVERTISER | {"timezone": "europe/berlin"}, "timezone", "unknown_timezone"),
        (ADVERTISER | {"timezone": "localtime"}, "timezone", "unknown_timezone"),
        (GRANT | {"duration_days": 14}, "duration_days", "not_a_choice"),
        (GRANT | {"duration_days": "30"}, "duration_days", "not_an_integer"),
        (EXTEND | {"duration_days": 0}, "duration_days", "not_a_choice"),
        (AD | {"identity_type": "tt_user"}, "identity_type", "not_a_choice"),
        (AD | {"post_id": None}, "post_id", "missing"),
        (AD | {"identity_type": "AUTH_CODE"}, "auth_code", "missing"),
        (AD | {"auth_code": "c1"}, "auth_code", "forbidden"),
        (AD | {"display_name": 5}, "display_name", "forbidden"),
        (AD | {"ad_text": {}}, "ad_text", "forbidden"),
        (AD | {"buying_type": "CPC"}, "buying_type", "not_a_choice"),
        (AD | {"objective_type": "SALES"}, "objective_type", "not_a_choice"),
        (
            AD | {"buying_type": "RESERVATION_RF", "objective_type": "ENGAGEMENT"},
            "objective_type",
            "mismatch",
        ),
        (
            AD | {"buying_type": "RESERVATION_TOP_VIEW", "objective_type": "TRAFFIC"},
            "objective_type",
            "mismatch",
        ),
        (AD | {"placement": 5}, "placement", "not_text"),
        (PLAIN_AD | {"post_id": "p1"}, "post_id", "forbidden"),
        (PLAIN_AD | {"auth_code": "c1"}, "auth_code", "forbidden"),
        (PLAIN_AD | {"objective_type": 5}, "objective_type", "not_text"),
    ],
)
def test_a_broken_rule_has_its_one_reason(event: dict[str, Any], path: str, code: str) -> None:
    assert _why(line(event)) == [(path, code)]


@pytest.mark.parametrize(
    "event",
    [
        FOLLOW | {"post_id": "p1"},
        FOLLOW | {"surface": "paid", "ad_id": "a1"},
        VIEW | PAID | {"post_id": None},
        VIEW | PAID | {"post_id": "p9"},
        VIEW
        | {
            "ad_id": "",
            "watch_ms": None,
            "schema_version": None,
            "action": "toggle",
            "element": 5,
            "display_name": "x",
        },
        COMMENT | {"action": "remove", "comment_id": 5},
        AD
        | {"display_name": "", "ad_text": None, "buying_type": "RESERVATION_RF", "objective_type": "REACH"},
        AD | {"buying_type": "RESERVATION_TOP_VIEW"},
        AD | {"objective_type": "PRODUCT_SALES"},
        AD | {"identity_type": "AUTH_CODE", "auth_code": "c1"},
        PLAIN_AD | {"display_name": [1], "ad_text": "Buy", "buying_type": "CPC", "objective_type": "any\x01"},
        POST | {"video_duration_ms": 0, "visibility": "ads_only"},
    ],
)
def test_what_the_law_allows_is_allowed(event: dict[str, Any]) -> None:
    read = _event(read_line(line(event)))
    assert read_line(read.line().encode()) == read


def test_organic_fields_are_checked_even_where_only_cross_checked() -> None:
    assert _why(line(VIEW | PAID | {"post_id": 1.5})) == [("post_id", "not_an_id")]
    assert _why(line(ORGANIC | {"type": "duet", "new_post_id": {}})) == [("new_post_id", "not_an_id")]


def test_every_rule_that_an_organic_impression_breaks_is_told() -> None:
    organic = line(IMPRESSION | {"surface": "organic", "post_id": None, "ad_id": "a1"})
    assert sorted(_why(organic)) == [
        ("ad_id", "forbidden"),
        ("post_id", "missing"),
        ("surface", "not_a_choice"),
    ]


def test_a_repeated_key_hides_no_other_reason() -> None:
    assert _why(line_with(VIEW, "event_id", '1.5,"event_id":1.5')) == [
        ("event_id", "repeated_key"),
        ("event_id", "not_an_id"),
    ]
    inside = line(VIEW)[:-1] + b', "x": "\\ud800", "x": 1}'
    assert _why(inside) == [("x", "repeated_key"), ("x", "lone_surrogate")]
