"""A reader changes nothing, reaches nothing outside its file, and keeps its settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import RULES, Ledger, QueryError, Reader
from tests.engine.logs import batches, written

pytestmark = pytest.mark.xdist_group("reader")

REFUSED = (
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY posts TO '{folder}/out.parquet' (FORMAT parquet)",
    "EXPORT DATABASE '{folder}/out'",
    "SELECT * FROM read_csv('{folder}/secret.csv')",
    "SELECT * FROM read_text('{folder}/secret.csv')",
    "SELECT * FROM read_blob('{folder}/*')",
    "SELECT * FROM read_json('{folder}/secret.csv')",
    "SELECT * FROM read_parquet('{folder}/x.parquet')",
    "SELECT * FROM '{folder}/secret.csv'",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_csv('https://example.com/x.csv')",
    "ATTACH '{folder}/other.duckdb'",
    "SELECT 1; SELECT 2",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET memory_limit = '10GB'",
    "SET GLOBAL threads = 1",
    "RESET enable_external_access",
    "PRAGMA enable_external_access = true",
    "PRAGMA threads = 1",
    "CREATE TABLE t (i INTEGER)",
    "CREATE SCHEMA s",
    "CREATE OR REPLACE VIEW posts AS SELECT 1",
    "CREATE MACRO m() AS 1",
    "INSERT INTO core.meta VALUES ('a', 'b')",
    "UPDATE core.meta SET value = '2'",
    "DELETE FROM core.packed_bodies",
    "TRUNCATE core.packed_bodies",
    "DROP VIEW posts",
    "ALTER TABLE core.meta ADD COLUMN x INTEGER",
    "COMMENT ON VIEW posts IS 'mine'",
    "SELECT nothing FROM nowhere",
    "SELEC",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("reader") / "s.duckdb", RULES[0], batches()[:1])


@pytest.fixture
def reader(path: Path) -> Iterator[Reader]:
    with Reader.open(path) as opened:
        yield opened


@pytest.mark.parametrize("query", REFUSED)
def test_what_writes_or_reaches_out_is_refused(
    query: str, path: Path, reader: Reader, tmp_path: Path
) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(QueryError) as refused:
        reader.query(query.format(folder=tmp_path)).fetchall()
    assert refused.value.exit_code == 2
    assert refused.value.fix
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["secret.csv"]
    assert reader.query("SELECT count(*) FROM posts").fetchall()


def test_python_values_are_no_tables(reader: Reader) -> None:
    secrets = [{"a": 1}]
    assert secrets
    with pytest.raises(QueryError, match="secrets"):
        reader.query("FROM secrets")


def test_values_are_bound(reader: Reader) -> None:
    wanted = "x'; DROP VIEW posts; --"
    assert reader.query("SELECT $1, $1", [wanted]).fetchall() == [(wanted, wanted)]


def test_a_reader_reads_what_the_writer_wrote(path: Path) -> None:
    with Ledger.open(path) as ledger:
        wanted = ledger.digest(), ledger.summary(), ledger.positions(), ledger.verify()
    before = path.read_bytes()
    with Reader.open(path) as reader:
        assert (reader.digest(), reader.summary(), reader.positions(), reader.verify()) == wanted
        assert reader.rule == RULES[0]
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM core.packed_bodies",
        "EXPLAIN ANALYZE DELETE FROM core.packed_bodies",
        "SELECT 1; DELETE FROM core.packed_bodies",
        "CREATE TEMP TABLE t (i INTEGER)",
        "COPY posts TO '{folder}/out.csv'",
        "CALL pragma_version()",
        "SET threads = 1",
        "",
    ],
)
def test_a_writers_query_only_reads(query: str, tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", RULES[0], batches()[:1])
    with Ledger.open(path) as ledger:
        before = ledger.digest()
        with pytest.raises(QueryError, match="single SELECT"):
            ledger.query(query.format(folder=tmp_path))
        assert ledger.digest() == before
        assert ledger.query("FROM core.events").fetchall()


def test_a_pivot_is_one_query(reader: Reader) -> None:
    assert reader.query("PIVOT placements ON disposition USING count(*)").fetchall()
