"""The canonical text in SQL is that of the models, for any event they accept."""

from __future__ import annotations

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import COLUMNS, Event, Share
from schemas.canonical import canonical_sql
from tests.schemas.strategies import events

_COLUMNS = ", ".join(f"{name} {type_}" for name, type_ in COLUMNS.items())


def _canonical(rows: list[Event]) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows (seq BIGINT, {_COLUMNS})")
        marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
        for index, event in enumerate(rows):
            connection.execute(f"INSERT INTO rows VALUES ({marks})", [index, *event.row().values()])
        return [
            text
            for (text,) in connection.execute(f"SELECT {canonical_sql()} FROM rows ORDER BY seq").fetchall()
        ]


@settings(max_examples=40, deadline=None)
@given(st.lists(events(), min_size=5, max_size=20))
def test_canonical_sql_is_the_models(rows: list[Event]) -> None:
    assert _canonical(rows) == [event.canonical() for event in rows]


def test_canonical_sql_escapes_every_character_as_the_models_do() -> None:
    characters = [
        *map(chr, range(0x250)),
        "\u2028",
        "\ufeff",
        "\uffff",
        "😀",
        "\U0010ffff",
        'a"b\\c\n/\x00\x1f',
    ]
    rows: list[Event] = [
        Share(
            event_id="e",
            occurred_at=1709632800000,
            actor_id="u",
            surface="organic",
            post_id="p",
            channel=f"<{c}>",
        )
        for c in characters
    ]
    assert _canonical(rows) == [event.canonical() for event in rows]
