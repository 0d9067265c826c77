"""Past answers: what a store said after each batch, asked for when more has been read."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine import Ledger, QueryError, Reader, columns
from engine.past import BY_BATCH
from engine.queries import Queries
from engine.reads import Reads
from tests.engine.logs import ONE_RULE_FIRST, batches
from tests.support import MOMENT, make

AT = "TIMESTAMP '2024-03-05 00:00:00'"
MACROS = (f"boost_candidates({AT})", f"authorizations_expiring({AT}, 400)")


def views(store: Reads) -> list[str]:
    return [name for name, _ in columns.public(store._con)]


def said(store: Queries, relations: list[str]) -> dict[str, list[str]]:
    """Every row of every public relation, as text, in one order."""
    found = {}
    for name in [*relations, *MACROS]:
        query = f"SELECT t::VARCHAR FROM (FROM {name}) AS t ORDER BY 1"
        found[name] = [text for (text,) in store.query(query).fetchall()]
    return found


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_a_past_answer_never_changes(rule: str, tmp_path: Path) -> None:
    path = make(tmp_path / "s.duckdb", rule)
    log = batches()
    then: list[dict[str, list[str]]] = []
    with Ledger.open(path) as ledger:
        relations = views(ledger)
        then.append(said(ledger, relations))
        for each in log:
            ledger.apply(each)
            then.append(said(ledger, relations))
            for turn, wanted in enumerate(then):
                moment = MOMENT + timedelta(minutes=turn - 1, seconds=30)
                with ledger.as_of(moment) as past:
                    assert past.batch == turn
                    assert said(past, relations) == wanted
    with Reader.open(path) as reader, reader.as_of(MOMENT) as past:
        assert said(past, relations) == then[1]


def test_the_past_can_be_asked_and_not_changed(tmp_path: Path) -> None:
    path = make(tmp_path / "s.duckdb", "impression")
    with Reader.open(path) as reader, reader.as_of_batch(0) as past:
        for query in ("DROP VIEW post_totals", "CREATE OR REPLACE TEMP VIEW post_totals AS SELECT 1"):
            with pytest.raises(QueryError, match="not one query that only reads"):
                past.query(query)
        with pytest.raises(ValueError, match="needs a time zone"):
            reader.as_of(datetime(2024, 1, 1))


def test_every_table_that_knows_its_batch_is_cut_there(tmp_path: Path) -> None:
    with Reader.open(make(tmp_path / "s.duckdb", "impression")) as reader:
        rows = reader.query(
            "SELECT table_name FROM duckdb_columns() WHERE schema_name = 'core' AND column_name = 'batch' "
            "AND table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
    known = {name.removeprefix("packed_") for (name,) in rows}
    assert (known - {"bodies"}) | {"events", "packed_events", "firsts"} == set(BY_BATCH)  # views of bodies
