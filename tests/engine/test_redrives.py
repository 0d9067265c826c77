"""Lines that say which dead letter they mend: what is kept of it, also in a store of an older schema."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from engine import SCHEMA_VERSION, Ledger, Reader
from engine.redrives import LetterKey, mending
from schemas import Event, read_line
from tests.engine.logs import VIEW, batches, line, written
from tests.fixtures.stores import make as fixtures
from tests.support import batch, make, rows

DEAD = b"not even JSON"
KEY = LetterKey("log.ndjson", 0, 1, hashlib.sha256(DEAD).hexdigest())
MENDED = line("e1", "view", 5, **VIEW)
BECAME = "SELECT outcome, event_id, redriven_batch FROM dead_letters ORDER BY letter"


@pytest.mark.parametrize("source", ["/logs/a.ndjson", 'C:\\q"uote', "t[0]", "\u00e9\u3042\U0001f600"])
def test_what_a_line_says_stays_and_one_mark_is_last(source: str) -> None:
    key = LetterKey(source, 2**63 - 1, 7, KEY.sha256)
    once = mending(MENDED, key)
    read = read_line(once)
    assert isinstance(read, Event)
    assert read == read_line(MENDED)
    assert json.loads(once)["redrive_of"]["source"] == source
    assert mending(mending(MENDED, KEY), key) == once


def became(path: Path) -> list[tuple[object, ...]]:
    with Reader.open(path) as reader:
        assert reader.verify().ok
        return reader.query(BECAME).fetchall()


def applied(path: Path, *logs: tuple[str, list[bytes]]) -> Path:
    with Ledger.open(make(path, "impression")) as ledger:
        for source, lines in logs:
            ledger.apply(batch(lines, source=source))
    return path


def test_a_letter_says_what_became_of_it_whatever_was_read_first(tmp_path: Path) -> None:
    log, mended = ("log.ndjson", [DEAD]), ("redriven", [mending(MENDED, KEY)])
    assert became(applied(tmp_path / "a", log, mended)) == [("accepted", "e1", 2)]
    assert became(applied(tmp_path / "b", mended, log)) == [("accepted", "e1", 1)]
    known = ("log.ndjson", [DEAD, MENDED])
    assert became(applied(tmp_path / "c", known, mended)) == [("duplicate", "e1", 2)]
    assert became(applied(tmp_path / "d", log, mended, ("more", mended[1]))) == [("accepted", "e1", 2)]
    assert became(applied(tmp_path / "e", log, ("redriven", mended[1] * 2))) == [("accepted", "e1", 2)]


def test_only_a_valid_line_that_names_this_letter_mends_it(tmp_path: Path) -> None:
    text = mending(MENDED, KEY)
    others = [
        mending(MENDED, LetterKey("log.ndjson", 1, 1, KEY.sha256)),
        mending(MENDED, LetterKey("log.ndjson", 0, 2, KEY.sha256)),
        mending(MENDED, LetterKey("other.ndjson", 0, 1, KEY.sha256)),
        mending(MENDED, LetterKey("log.ndjson", 0, 1, "0" * 64)),
        text.replace(b'"view"', b'"vieew"'),
        text.replace(b'"position":0', b'"position":true'),
        text.replace(b'"position":0', b'"position":' + b"9" * 30),
        text.replace(b'"position":0', b'"position":' + b"9" * 5000),
        text.replace(b'"source":"log.ndjson",', b""),
        text.replace(b'"redrive_of":{', b'"redrive_of":[{').replace(b"}}", b"}]}"),
        text.replace(b'"redrive_of"', b'"redriven"'),
    ]
    path = applied(tmp_path / "s.duckdb", ("log.ndjson", [DEAD]), ("redriven", others))
    assert set(became(path)) == {(None, None, None)}
    with Ledger.open(path) as ledger:
        ledger.apply(batch([text], source="more"))
    assert became(path)[0] == ("duplicate", "e1", 3)


def test_the_batch_says_how_many(tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", "impression", batches())
    with Reader.open(path) as reader:
        assert reader.query("SELECT redriven FROM batches ORDER BY batch").fetchall() == [(0,), (4,), (4,)]


def test_a_store_of_the_first_schema_gets_the_tables_of_today(tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    shutil.copyfile(fixtures.HERE / "schema-1.duckdb", old)
    new = make(tmp_path / "new.duckdb", "impression")
    columns = (
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() "
        "WHERE schema_name = 'core' ORDER BY table_name, column_index"
    )
    with Ledger.open(old) as ledger, Ledger.open(new) as fresh:
        assert ledger.query(columns).fetchall() == fresh.query(columns).fetchall()
        (letter, *_) = rows(ledger, "SELECT * FROM dead_letters ORDER BY letter")
        assert letter["outcome"] is None
        key = LetterKey(
            *(letter[name] for name in ("source", "position", "line_number", "sha256"))  # type: ignore[arg-type]
        )
        ledger.apply(batch([mending(MENDED, key)], source="redriven"))
        assert ledger.query(BECAME).fetchall()[0][:2] == ("accepted", "e1")
        assert ledger.verify().ok
    with duckdb.connect(str(old)) as con:
        (version,) = con.execute("SELECT value FROM core.meta WHERE key = 'schema_version'").fetchall()
    assert version == (str(SCHEMA_VERSION),)
