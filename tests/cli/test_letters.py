import base64
import json
from pathlib import Path
from typing import Any

import pytest

from sparktally.cli import tables
from sparktally.cli.commands import letters

LOG = Path(__file__).parent / "data" / "small.ndjson"
LINES = LOG.read_bytes().split(b"\n")
DEAD = LINES[26:28]


def test_the_list_says_where_and_why(read: Any) -> None:
    result = read("dead-letters", "list")
    assert result.exit_code == 0
    assert "small.ndjson:27" in result.stdout
    assert " : " not in result.stdout
    assert '{"event_id": "dead", "type": "view", "post_id": "[b]\\x1b' in result.stdout
    assert result.stdout.replace("\n", "").isprintable()


def test_json_holds_every_reason_and_the_bytes(read: Any) -> None:
    records = json.loads(read("dead-letters", "list", "--json").stdout)
    assert [base64.b64decode(record["raw"]) for record in records] == DEAD
    assert [record["line_number"] for record in records] == [27, 28]
    assert len(records[1]["reasons"]) == 3
    assert set(records[1]["reasons"][0]) == {"path", "code", "message", "value"}


@pytest.mark.parametrize("number", [0, 1])
def test_one_is_shown_whole_and_harmless(read: Any, number: int) -> None:
    letter = json.loads(read("dead-letters", "list", "--json").stdout)[number]
    result = read("dead-letters", "show", str(letter["letter"]))
    assert result.exit_code == 0
    assert result.stdout.replace("\n", "").isprintable()
    for reason in letter["reasons"]:
        assert reason["path"] in result.stdout
        assert reason["code"] in result.stdout
    (same,) = json.loads(read("dead-letters", "show", str(letter["letter"]), "--json").stdout)
    assert same == letter


def test_export_is_byte_for_byte(read: Any, tmp_path: Path) -> None:
    expected = b"".join(line + b"\n" for line in DEAD)
    assert read("dead-letters", "export").stdout_bytes == expected
    target = tmp_path / "dead.ndjson"
    result = read("dead-letters", "export", "--to", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 dead letters written" in result.stderr
    assert target.read_bytes() == expected


def test_csv_records_are_exported_with_what_their_header_was(run: Any, tmp_path: Path) -> None:
    log, store, out = tmp_path / "log.csv", tmp_path / "s.duckdb", tmp_path / "out.csv"
    log.write_text("event_id;type;occurred_at;actor_id;surface;post_id\nx;view;yesterday;u;organic;p\n")
    assert run("replay", log, LOG, "--store", store).exit_code == 0
    result = run("dead-letters", "export", "--to", out, "--source", log, "--store", store)
    assert out.read_text() == "x;view;yesterday;u;organic;p\n"
    assert result.stderr.splitlines()[-2:] == [
        "CSV records mean nothing without a header: put the first line of the file on top",
        f"  {log}",
    ]
    both = run("dead-letters", "export", "--store", store)
    assert "export those of each file alone (--source), and put" in both.stderr
    header = log.read_text().split("\n")[0]
    out.write_text(header + "\n" + out.read_text().replace("yesterday", "2024-01-01T00:00:00Z"))
    again = run("replay", out, "--store", store, "--json")
    assert json.loads(again.stdout)["accepted"] == 1
    others = run("dead-letters", "export", "--source", LOG, "--store", store)
    assert "CSV" not in others.stderr


def test_a_dash_is_standard_output(read: Any) -> None:
    plain = read("dead-letters", "export").stdout_bytes
    assert read("dead-letters", "export", "--to", "-").stdout_bytes == plain != b""


def test_one_can_be_exported(read: Any, tmp_path: Path) -> None:
    letter = json.loads(read("dead-letters", "list", "--json").stdout)[1]["letter"]
    assert read("dead-letters", "export", "--letter", str(letter)).stdout_bytes == DEAD[1] + b"\n"
    said = read("dead-letters", "export", "--letter", str(letter), "--to", str(tmp_path / "one")).stderr
    assert said.startswith("1 dead letter written")
    missing = read("dead-letters", "export", "--letter", "99")
    assert (missing.exit_code, missing.stdout) == (2, "")


def test_export_refuses_a_terminal(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sparktally.cli.commands.letters.to_terminal", lambda: True)
    result = read("dead-letters", "export")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--to FILE" in result.stderr


def test_export_replaces_a_file_only_when_told(read: Any, tmp_path: Path) -> None:
    log = tmp_path / "log.ndjson"
    log.write_bytes(b"kept")
    result = read("dead-letters", "export", "--to", log)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--force" in result.stderr
    assert log.read_bytes() == b"kept"
    assert read("dead-letters", "export", "--to", log, "--force").exit_code == 0
    assert log.read_bytes().split(b"\n")[:2] == DEAD
    assert read("dead-letters", "export", "--to", tmp_path, "--force").exit_code == 2


@pytest.mark.parametrize("name", ["s.duckdb", "s.duckdb.wal", "linked", "hard", "folder/../s.duckdb"])
def test_export_never_replaces_the_store(run: Any, store: Path, tmp_path: Path, name: str) -> None:
    mine = tmp_path / "s.duckdb"
    mine.write_bytes(store.read_bytes())
    (tmp_path / "folder").mkdir()
    (tmp_path / "linked").symlink_to(mine)
    (tmp_path / "hard").hardlink_to(mine)
    result = run("dead-letters", "export", "--store", mine, "--to", tmp_path / name, "--force")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the store itself" in result.stderr
    assert mine.read_bytes() == store.read_bytes()
    assert not (tmp_path / "s.duckdb.wal").exists()


def test_by_source(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Path(__file__).parent / "data" / "small.ndjson"
    monkeypatch.chdir(log.parent.parent)
    for name in (str(log), "data/small.ndjson", "../cli/data/small.ndjson"):
        records = json.loads(read("dead-letters", "list", "--source", name, "--json").stdout)
        assert len(records) == len(DEAD)
        assert read("dead-letters", "export", "--source", name).stdout_bytes == b"\n".join([*DEAD, b""])


@pytest.mark.parametrize("verb", ["list", "export"])
def test_a_source_that_was_never_read_is_a_mistake(read: Any, verb: str) -> None:
    result = read("dead-letters", verb, "--source", "elsewhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nothing was read from 'elsewhere'" in result.stderr


def test_the_list_has_room_for_the_reason_and_the_line(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "room", lambda: 100)
    monkeypatch.chdir(Path(__file__).parent)
    lines = read("dead-letters", "list").stdout.splitlines()
    assert lines[0].split() == ["letter", "where", "reason", "line"]
    assert "   data/small.ndjson:27   byte 56 of" in lines[2]
    assert "…" in lines[3]
    assert max(map(len, lines)) <= 100
    monkeypatch.chdir("/")
    monkeypatch.setattr(letters, "room", lambda: 70)
    assert "data/small.ndjson:27" in read("dead-letters", "list").stdout.splitlines()[2]
    monkeypatch.setattr(letters, "_place", lambda _: "/long" * 40 + "/small.ndjson:27")
    lines = read("dead-letters", "list").stdout.splitlines()
    assert lines[0].split() == ["letter", "where", "reason", "line"]
    assert "g/small.ndjson:27" in lines[2]
