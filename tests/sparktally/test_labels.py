"""Names for people: beside ids wherever those are, never in what is counted."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sparktally
from tests.cli.conftest import invoke


def test_lists_and_frames_have_them_beside_the_ids(path: Path, labels: Path) -> None:
    store = sparktally.open(path, labels=labels)
    first = store.posts().rows()[0]
    assert list(first)[:5] == ["post_id", "post_title", "post_link", "creator_id", "creator_handle"]
    assert (first["post_title"], first["creator_handle"]) == ("Salt, and pepper", "@ada")
    assert store.ads().df()["ad_title"].dropna().tolist() == ["Spring sale"]
    assert store.post("p2")["post_title"] is None
    assert store.campaigns().rows()[0]["campaign_title"] == "Launch"
    assert "Salt, and pepper" in repr(store.posts())


def test_nothing_that_is_counted_knows_them(path: Path, labels: Path) -> None:
    named, plain = sparktally.open(path, labels=labels), sparktally.open(path)
    assert named.summary() == plain.summary()
    assert [
        {name: row[name] for name in plain.posts().columns} for row in named.posts()
    ] == plain.posts().rows()


@pytest.mark.parametrize(
    "command", [["posts"], ["post", "p1"], ["ads"], ["ad", "a1"], ["creators"], ["campaigns"]]
)
def test_commands_show_them_only_where_asked(path: Path, labels: Path, command: list[str]) -> None:
    store = ["--store", str(path)]
    bare = json.loads(invoke(*command, *store, "--json").stdout)
    named = json.loads(invoke(*command, *store, "--json", "--labels", labels).stdout)
    more = set(named[0]) - set(bare[0])
    assert more
    assert [{name: row[name] for name in bare[0]} for row in named] == bare
    assert all(name.endswith(("_title", "_handle", "_link")) for name in more)
    by_environment = invoke(*command, *store, "--json", env={"SPARKTALLY_LABELS": str(labels)})
    assert json.loads(by_environment.stdout) == named
    texts = [text for text in ("Salt, and pepper", "@ada", "Launch") if text in str(named)]
    table = invoke(*command, *store, "--labels", labels).stdout
    assert texts
    assert any(text in table for text in texts)


def test_what_a_terminal_would_obey_is_written_out(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text('kind,id,title\npost,p1,"a\x1b[31m\u202eb\nc"\n', encoding="utf-8")
    for command in (["posts"], ["post", "p1"], ["ads"]):
        out = invoke(*command, "--store", path, "--labels", file).stdout
        assert out.replace("\n", "").isprintable()
        assert "a\\x1b[31m\\u202eb\\nc" in out
    assert sparktally.open(path, labels=file).post("p1")["post_title"] == "a\x1b[31m\u202eb\nc"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "the columns are"),
        ("kind,id\n", 1, "the columns are"),
        ("kind,id,tilte\n", 1, "unknown column 'tilte'"),
        ("kind,id,title,title\n", 1, "the columns are"),
        ("kind,id,title\npost,p1,x\npots,p1,x\n", 3, "no kind of thing 'pots'"),
        ("kind,id,title\npost,,x\n", 2, "there is no id"),
        ("kind,id,title\npost,p1,x,y\n", 2, "4 cells under 3 columns"),
        ('kind,id,title\npost,p1,"a\nb"\npost,p1,x\n', 4, "has labels already, in line 2"),
        ('kind,id,title\npost,p1,"a\n', 2, "unexpected end"),
        ("kind,id,title\npost,p1,\xff\n", 2, "not UTF-8"),
    ],
)
def test_a_bad_file_is_told_by_its_line(path: Path, tmp_path: Path, text: str, line: int, words: str) -> None:
    file = tmp_path / "labels.csv"
    file.write_bytes(text.encode("latin-1"))
    result = invoke("posts", "--store", path, "--labels", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{file}:{line}: " in result.stderr
    assert words in result.stderr
    with pytest.raises(sparktally.UserError, match=words):
        sparktally.open(path, labels=file)


def test_a_missing_file_is_named(path: Path, tmp_path: Path) -> None:
    result = invoke("posts", "--store", path, "--labels", tmp_path / "no.csv")
    assert result.exit_code == 2
    assert "no.csv: No such file" in result.stderr


def test_parquet_says_the_same_and_ids_may_be_integers(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "labels.parquet"
    pq.write_table(pa.table({"kind": ["post"], "id": ["p1"], "title": ["Salt"]}), file)
    assert sparktally.open(path, labels=file).post("p1")["post_title"] == "Salt"
    pq.write_table(pa.table({"kind": ["post"], "id": [7], "title": ["Seven"]}), file)
    assert sparktally.open(path, labels=file).posts().rows()[0]["post_title"] is None
    pq.write_table(pa.table({"kind": ["post"], "id": [7.5], "title": ["x"]}), file)
    with pytest.raises(sparktally.UserError, match=rf"{file}:1: 7.5 is no text"):
        sparktally.open(path, labels=file)
    file.write_bytes(b"PAR1 and no more")
    with pytest.raises(sparktally.UserError, match="no Parquet file"):
        sparktally.open(path, labels=file)
