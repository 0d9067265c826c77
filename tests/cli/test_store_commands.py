"""`verify`, `sql`, `schema` and `version`."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

import schemas
from engine import columns
from sparktally.cli import tables as drawing
from sparktally.cli.commands.store import MACROS


def test_verify_says_what_it_checked(read: Any) -> None:
    result = read("verify", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert set(report) == {"ok", "digest", "checks"}
    assert report["ok"] is True
    assert report["checks"]
    assert all(set(check) == {"name", "ok", "detail"} and check["ok"] for check in report["checks"])
    plain = read("verify")
    assert plain.exit_code == 0
    assert f"digest {report['digest']}" in plain.stdout


def test_no_amount_of_memory_is_a_mistake(read: Any) -> None:
    result = read("verify", "--memory-limit", "lots")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --memory-limit: ")


def copied(store: Path, folder: Path) -> Path:
    target = folder / "copy.duckdb"
    target.write_bytes(store.read_bytes())
    return target


def test_verify_finds_a_corrupted_store(
    run: Any, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = copied(store, tmp_path)
    with duckdb.connect(str(bad)) as con:
        tables = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE table_name LIKE '%reach%' "
            "AND estimated_size > 0"
        ).fetchall()
        assert tables
        for (table,) in tables:
            con.execute(f"DELETE FROM {table}")
    result = run("verify", "--store", bad, "--json")
    assert result.exit_code == 1, result.output
    assert json.loads(result.stdout)["ok"] is False
    plain = run("verify", "--store", bad)
    assert plain.exit_code == 1
    assert "FAILED" in plain.stdout
    failed = [check for check in json.loads(result.stdout)["checks"] if not check["ok"]]
    assert failed
    monkeypatch.setattr(drawing, "room", lambda: 100)
    narrow = run("verify", "--store", bad).stdout
    assert "more column" not in narrow
    for check in failed:
        assert f"{check['name']} FAILED" in narrow
        below = narrow.split(f"{check['name']} FAILED")[1].partition("\n\n")[0]
        assert below.split()[:3] == check["detail"].split()[:3]  # the examples behind are any
        assert len(below.split()) == len(check["detail"].split())


def test_sql_shows_numbers_as_they_are(read: Any) -> None:
    out = read("sql", "SELECT 1234567 a, 0.000012345::DOUBLE b, 1234.5678::DECIMAL(10, 4) c").stdout
    assert out.splitlines()[-1].split() == ["1234567", "1.2345e-05", "1234.5678"]


FORBIDDEN = [
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY posts TO '{folder}/out.parquet' (FORMAT parquet)",
    "EXPORT DATABASE '{folder}/out'",
    "SELECT * FROM read_csv('/etc/hostname')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_blob('/etc/*')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM '/etc/hostname'",
    "ATTACH '{folder}/other.duckdb'",
    "ATTACH ':memory:' AS m; CREATE TABLE m.t AS SELECT 1",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '1GB'",
    "SET enable_external_access = true",
    "SET GLOBAL lock_configuration = false",
    "PRAGMA threads = 2",
    "PRAGMA database_size; SET threads = 1",
    "CREATE TABLE t (i INTEGER)",
    "DROP VIEW posts",
    "DELETE FROM core.meta",
    "UPDATE core.meta SET value = 'x'",
    "INSERT INTO core.meta VALUES ('a', 'b')",
    "SELEC 1",
    "SELECT nope FROM posts",
    "SELECT error('no')",
    "",
    "   ",
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_sql_only_reads(read: Any, store: Path, tmp_path: Path, query: str) -> None:
    before = store.read_bytes()
    result = read("sql", query.format(folder=tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: sql: ")
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert store.read_bytes() == before


def test_the_macros_are_the_stores() -> None:
    assert set(MACROS) == set(columns.MACROS)


@pytest.mark.parametrize("name", MACROS)
def test_sql_says_how_a_macro_is_called(read: Any, name: str) -> None:
    result = read("sql", f"SELECT * FROM {name}")
    assert result.exit_code == 2
    assert MACROS[name] in result.stderr
    assert read("sql", f"SELECT * FROM {MACROS[name]}").exit_code == 0


def test_sql_from_standard_input(read: Any) -> None:
    result = read("sql", "-", "--json", stdin=b"SELECT count(*) AS n FROM posts")
    assert json.loads(result.stdout) == [{"n": 4}]


def test_sql_gives_every_type(read: Any) -> None:
    select = "SELECT 1 a, 2 a, NULL n, 'x'::BLOB b, TIMESTAMPTZ '2024-01-01 00:00:00+01' z, [1] l"
    (record,) = json.loads(read("sql", select, "--json").stdout)
    assert record == {"a": 1, "a_2": 2, "n": None, "b": "eA==", "z": "2023-12-31T23:00:00Z", "l": [1]}


def test_a_plan_is_drawn_as_it_is(read: Any) -> None:
    lines = read("sql", "EXPLAIN SELECT 1").stdout.splitlines()
    assert len(lines) > 5
    assert lines[0].startswith("┌")


def test_sql_limits_a_table_but_not_json(read: Any) -> None:
    assert "the first 50" in read("sql", "FROM range(60)").stdout
    assert len(json.loads(read("sql", "FROM range(60)", "--json").stdout)) == 60
    assert len(json.loads(read("sql", "FROM range(60)", "--json", "--limit", "3").stdout)) == 3


def test_schema_is_json_schema(run: Any) -> None:
    whole = run("schema")
    assert whole.exit_code == 0, whole.output
    assert json.loads(whole.stdout) == schemas.json_schema(None)
    assert json.loads(run("schema", "view").stdout) == schemas.json_schema("view")
    wrong = run("schema", "vew")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "authorization_granted" in wrong.stderr


def test_version(run: Any) -> None:
    (found,) = json.loads(run("version", "--json").stdout)
    assert set(found) == {"sparktally", "duckdb", "tzdata", "python"}
    assert f"sparktally {found['sparktally']}" in run("version").stdout
    assert run("--version").stdout == f"sparktally {found['sparktally']}\n"


def test_a_file_that_is_no_store(run: Any, tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_text("not a database, but longer than a header " * 200)
    result = run("posts", "--store", tmp_path / "x.duckdb")
    assert (result.exit_code, result.stdout) == (3, "")
    with duckdb.connect(str(tmp_path / "y.duckdb")) as con:
        con.execute("CREATE TABLE t (i INTEGER)")
    assert run("posts", "--store", tmp_path / "y.duckdb").exit_code == 3


def test_a_newer_store_is_refused(run: Any, store: Path, tmp_path: Path) -> None:
    newer = copied(store, tmp_path)
    with duckdb.connect(str(newer)) as con:
        con.execute("UPDATE core.meta SET value = '999' WHERE key = 'schema_version'")
    result = run("posts", "--store", newer)
    assert result.exit_code == 3
    assert "upgrade" in result.stderr
