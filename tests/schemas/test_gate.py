"""Traps of the fast lane, one by one: what DuckDB's JSON reader lets pass, hides or rewrites."""

from __future__ import annotations

import duckdb
import pytest

from schemas import COLUMNS, Event, read_line
from schemas.gate import gate_sql
from tests.schemas.making import SHARE, line
from tests.schemas.traps import DEAD, RARE, WRITTEN, every_engagement, short

_SHARE = line(SHARE).decode()
_COMPACT = _SHARE.replace(", ", ",").replace(": ", ":")


def _gate(lines: list[str]) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE lines AS SELECT unnest(range(len($1))) AS seq, unnest($1) AS line", [lines]
        )
        return connection.execute(f"{gate_sql('lines')} ORDER BY seq").fetchall()


def _ok(text: str) -> bool:
    """Whether the gate takes the line; where it does, it must read what the models read."""
    ((_, ok, *columns),) = _gate([text])
    read = read_line(text.encode())
    if ok:
        assert isinstance(read, Event), read
        assert dict(zip(COLUMNS, columns, strict=True)) == read.row()
    return bool(ok)


@pytest.mark.parametrize("text", DEAD, ids=short)
def test_what_is_dead_is_never_taken(text: str) -> None:
    assert not isinstance(read_line(text.encode()), Event)
    assert not _ok(text)


@pytest.mark.parametrize("text", RARE, ids=short)
def test_what_is_rare_may_be_left_to_the_models_but_never_misread(text: str) -> None:
    assert isinstance(read_line(text.encode()), Event)
    _ok(text)


@pytest.mark.parametrize("text", WRITTEN, ids=short)
def test_what_producers_write_is_taken(text: str) -> None:
    assert _ok(text)


def test_the_gate_takesevery_engagement() -> None:
    lines = list(dict.fromkeys(every_engagement()))
    for text, (_, ok, *columns) in zip(lines, _gate(lines), strict=True):
        read = read_line(text.encode())
        assert isinstance(read, Event), text
        assert (ok, dict(zip(COLUMNS, columns, strict=True))) == (True, read.row()), text


def test_one_row_a_line_in_one_statement_that_never_raises() -> None:
    lines = [
        _SHARE,
        "{",
        "",
        _SHARE[:-1],
        "\x00" * 10,
        _COMPACT,
        '{"type":5,"event_id":{"a":[1]}}',
        "[" * 10_000,
    ]
    rows = _gate(lines)
    assert [row[1] for row in rows] == [True, False, False, False, False, True, False, False]
    assert [row[0] for row in rows] == list(range(len(lines)))


def test_columns_are_named_and_typed() -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE lines (seq BIGINT, line VARCHAR)")
        described = connection.execute(f"DESCRIBE {gate_sql('lines')}").fetchall()
    assert [(name, type_) for name, type_, *_ in described] == [
        ("seq", "BIGINT"),
        ("ok", "BOOLEAN"),
        *COLUMNS.items(),
    ]


def test_the_relation_may_be_a_query_and_columns_of_it_are_handed_through() -> None:
    relation = "(SELECT seq, seq * 10 AS position, line, 'a.ndjson' AS source FROM lines)"
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE lines AS SELECT unnest([7, 8]) AS seq, unnest([NULL, $1]) AS line", [_COMPACT]
        )
        query = gate_sql(relation, ("source", "position"))
        described = [name for name, *_ in connection.execute(f"DESCRIBE {query}").fetchall()]
        rows = connection.execute(f"{query} ORDER BY seq").fetchall()
    assert described == ["seq", "source", "position", "ok", *COLUMNS]
    assert [row[:5] for row in rows] == [(7, "a.ndjson", 70, False, None), (8, "a.ndjson", 80, True, "e1")]
