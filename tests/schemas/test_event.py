"""What an event can do: its row, its canonical text, its line; and the union as a pydantic type."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from pydantic import TypeAdapter, ValidationError

from schemas import COLUMNS, MODELS, AnyEvent, Event, Like, View, read_line
from schemas.event import NOT_IN_BODY
from schemas.kinds import kinds_of
from tests.schemas.making import AD, ADVERTISER, COMMENT, LIKE, POST, SHARE, VIEW, line
from tests.schemas.strategies import events

_ADAPTER: TypeAdapter[Event] = TypeAdapter(AnyEvent)


def _canonical(event: dict[str, object]) -> str:
    read = read_line(line(event))
    assert isinstance(read, Event), read
    return read.canonical()


def test_the_columns_are_the_fields_of_all_types() -> None:
    fields = {name for model in MODELS.values() for name in model.model_fields}
    assert set(COLUMNS) == fields - {"schema_version"}
    assert list(COLUMNS)[:3] == ["event_id", "type", "occurred_at"]
    assert all(set(kinds_of(model)) == set(model.model_fields) - {"type"} for model in MODELS.values())


@given(events())
def test_an_events_line_reads_back_to_it(event: Event) -> None:
    assert "\n" not in event.line()
    assert read_line(event.line().encode()) == event


@given(events())
def test_the_row_has_every_column_and_only_the_types_own(event: Event) -> None:
    row = event.row()
    assert list(row) == list(COLUMNS)
    assert {name for name, value in row.items() if value is not None} <= set(type(event).model_fields)
    assert isinstance(row["occurred_at"], datetime)
    assert row["occurred_at"].tzinfo is None


@given(events())
def test_the_canonical_text_is_the_sorted_compact_body(event: Event) -> None:
    body = {k: v for k, v in event.row().items() if v is not None and k not in NOT_IN_BODY}
    assert body.pop("action", "add") != "add" or "action" not in event.canonical()
    assert event.canonical() == event.canonical().strip()
    parsed = json.loads(event.canonical())
    assert list(parsed) == sorted(parsed, key=str.encode)
    assert parsed.items() >= {k: v for k, v in body.items() if k != "visibility"}.items()


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (VIEW, '{"actor_id":"u1","post_id":"p1","surface":"organic","type":"view"}'),
        (
            VIEW | {"watch_ms": 5, "video_duration_ms": 0, "post_id": 7, "schema_version": 1},
            '{"actor_id":"u1","post_id":"7","surface":"organic","type":"view","video_duration_ms":0,"watch_ms":5}',
        ),
        (LIKE | {"action": "add"}, '{"actor_id":"u1","post_id":"p1","surface":"organic","type":"like"}'),
        (
            LIKE | {"action": "remove"},
            '{"action":"remove","actor_id":"u1","post_id":"p1","surface":"organic","type":"like"}',
        ),
        (
            COMMENT | {"comment_id": 'a"\\/é'},
            '{"actor_id":"u1","comment_id":"a\\"\\\\/é","post_id":"p1","surface":"organic","type":"comment"}',
        ),
        (POST | {"visibility": "public"}, '{"creator_id":"k1","post_id":"p1","type":"post_published"}'),
        (
            POST | {"visibility": "ads_only"},
            '{"creator_id":"k1","post_id":"p1","type":"post_published","visibility":"ads_only"}',
        ),
        (ADVERTISER, '{"advertiser_id":"v1","timezone":"Europe/Berlin","type":"advertiser_registered"}'),
        (
            AD,
            '{"ad_id":"a1","advertiser_id":"v1","identity_type":"TT_USER","post_id":"p1","type":"ad_created"}',
        ),
        (
            SHARE | {"channel": "\b\t\n\f\r\x01\x1f\x7f\x00é/\u2028"},
            '{"actor_id":"u1","channel":"\\b\\t\\n\\f\\r\\u0001\\u001f\x7f\\u0000é/\u2028","post_id":"p1","surface":"organic","type":"share"}',
        ),
    ],
)
def test_canonical_text(event: dict[str, object], text: str) -> None:
    assert _canonical(event) == text


def test_the_union_tells_types_apart() -> None:
    assert isinstance(_ADAPTER.validate_python(LIKE | {"event_id": 5, "ad_id": ""}), Like)
    with pytest.raises(ValidationError) as caught:
        _ADAPTER.validate_python(VIEW | {"ad_id": "a", "post_id": None, "watch_ms": 1.5})
    codes = {(error["loc"][1], error["type"]) for error in caught.value.errors()}
    assert codes == {("ad_id", "forbidden"), ("post_id", "missing"), ("watch_ms", "not_an_integer")}


def test_an_event_is_frozen_and_strict() -> None:
    view = View(
        event_id="e",
        occurred_at=datetime(2024, 1, 1, tzinfo=UTC),
        actor_id="u",
        surface="organic",
        post_id="p",
    )
    with pytest.raises(ValidationError, match="frozen"):
        view.watch_ms = 5
    with pytest.raises(ValidationError, match="JSON integer"):
        View(**(view.model_dump() | {"watch_ms": "5"}))
    with pytest.raises(ValidationError, match="time zone"):
        View(**(view.model_dump() | {"occurred_at": datetime(2024, 1, 1)}))
    with pytest.raises(ValidationError, match="control character"):
        View(**(view.model_dump() | {"event_id": "\ud800"}))
    assert _ADAPTER.validate_python(view) is view


def test_every_field_is_described() -> None:
    for model in MODELS.values():
        assert model.__doc__
        assert all(field.description for field in model.model_fields.values()), model
