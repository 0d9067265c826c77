"""From paths to files: globs, directories, links, strangers, and what is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import os
import tarfile
from pathlib import Path

import pytest

from streams.discover import discover
from streams.errors import SourceFormat, SourceMissing
from streams.files import FileSource
from tests.streams.helpers import clock, lines_of, read_all


def _tar() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("log.ndjson"), io.BytesIO())
    return held.getvalue()


TAR = _tar()


def touch(folder: Path, *names: str, text: str = '{"x":1}\n') -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(errors="surrogateescape"))


def names(folder: Path, *paths: str) -> list[str]:
    found = discover([str(folder / path) for path in paths])
    return [os.path.relpath(log.path, folder) for log in found.logs]


def test_a_directory_gives_its_logs_sorted_at_any_depth(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "b.ndjson",
        "a/2.jsonl",
        "a/1.csv",
        "c.log",
        ".hidden.ndjson",
        ".git/x.ndjson",
        "z.txt",
        "d.json",
    )
    assert names(tmp_path, ".") == ["a/1.csv", "a/2.jsonl", "b.ndjson", "c.log", "d.json", "z.txt"]


def test_strangers_that_start_as_logs_are_read_and_others_are_told(tmp_path: Path) -> None:
    touch(tmp_path, "a.ndjson", "a.ndjson.1", "events.2026-01-01")
    touch(tmp_path, "README.md", text="# hello")
    touch(tmp_path, "_SUCCESS", text="")
    (tmp_path / "old.1").write_bytes(gzip.compress(b'\n {"x":1}\n'))
    (tmp_path / "data.zip").write_bytes(b"PK\x03\x04rest")
    (tmp_path / "photo").write_bytes(bytes(range(256)))
    (tmp_path / "half").write_bytes(b"\x1f\x8b")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "nowhere").symlink_to("missing")
    found = discover([str(tmp_path)])
    assert [Path(log.path).name for log in found.logs] == [
        "a.ndjson",
        "a.ndjson.1",
        "events.2026-01-01",
        "old.1",
    ]
    assert {Path(stranger.path).name: stranger.why for stranger in found.strangers} == {
        "README.md": "neither a log's ending nor a log's start",
        "_SUCCESS": "empty",
        "data.zip": "a zip archive",
        "half": "starts as gzip and holds nothing that can be decompressed",
        "nowhere": "there is no such file",
        "photo": "neither a log's ending nor a log's start",
        "pipe": "not a regular file",
    }


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.ndjson", "sub/b.ndjson")
    (tmp_path / "link.ndjson").symlink_to("a.ndjson")
    (tmp_path / "hard.ndjson").hardlink_to(tmp_path / "a.ndjson")
    (tmp_path / "sub/loop").symlink_to(tmp_path)
    spelled = [
        str(tmp_path / name)
        for name in ("sub/../a.ndjson", "link.ndjson", "hard.ndjson", "a.ndjson", "*.ndjson")
    ]
    assert [Path(log.path).name for log in discover(spelled).logs] == ["a.ndjson"]
    assert len(discover([str(tmp_path), str(tmp_path), str(tmp_path / "sub")]).logs) == 2
    assert lines_of(spelled) == [b'{"x":1}']


def test_a_file_is_resumed_under_any_spelling(tmp_path: Path) -> None:
    touch(tmp_path, "a.ndjson", "sub/b.ndjson")
    (tmp_path / "link.ndjson").symlink_to("a.ndjson")
    _, positions = read_all([str(tmp_path / "link.ndjson")])
    assert list(positions) == [str((tmp_path / "a.ndjson").resolve())]
    assert read_all([str(tmp_path / "sub/../a.ndjson")], positions)[0] == []


def test_globs(tmp_path: Path) -> None:
    touch(tmp_path, "b1.ndjson", "b2.ndjson", "a/b3.ndjson", "b[1].ndjson")
    assert names(tmp_path, "b?.ndjson") == ["b1.ndjson", "b2.ndjson"]
    assert names(tmp_path, "**/b3*") == ["a/b3.ndjson"]
    assert names(tmp_path, "b[1].ndjson") == ["b[1].ndjson"]


def test_standard_input_is_named_once() -> None:
    assert [log.path for log in discover(["-", "-"]).logs] == ["<stdin>"]


@pytest.mark.parametrize("path", ["missing.ndjson", "*.ndjson", "empty"])
def test_paths_that_lead_nowhere_are_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    touch(tmp_path, "empty/photo.png", text="png")
    with pytest.raises(SourceMissing) as caught:
        discover([str(tmp_path / path)])
    assert caught.value.where == str(tmp_path / path)
    assert caught.value.fix
    assert caught.value.exit_code == 2


def test_no_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.ndjson")

    def refuse(path: str) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("streams.discover.first_bytes", refuse)
    with pytest.raises(SourceMissing, match="no permission"):
        discover([str(tmp_path)])


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.ndjson", b"PK\x03\x04", "a zip archive"),
        ("a.xz", b"\xfd7zXZ\x00", "an xz file"),
        ("empty.bz2", bz2.compress(b""), "a bzip2 file"),
        ("a.json", b"\xef\xbb\xbf \n[\n  {}\n]\n", "a JSON array"),
        ("a.gz", b"hello", "named as gzip"),
        ("a.csv.zst", b"hello", "named as zstd"),
        ("a.json", '{"x":1}'.encode("utf-16"), "UTF-16 text"),
        ("a.json", b'[{"x":1},{"x":2}]', "a JSON array"),
        ("a.json", b'{\n  "x": 1\n}\n', "JSON objects over many lines"),
        ("a.json", b'[{"x":1},\n{"x":2}]\n', "a JSON array"),
        ("a.json", b'[{"x":' * 600, "a JSON array"),
        ("a.json", b'[{"x":1},\n{"x":2}\n]\n', "a JSON array"),
        ("a.json", b'[{\n"x":1\n},\n{}\n]\n', "a JSON array"),
        ("a.tar", TAR, "a tar archive"),
        ("a.tar.gz", gzip.compress(TAR, mtime=0), "gzip that holds a tar archive"),
        ("a.ndjson.gz", gzip.compress(b'[{"x":1}]', mtime=0), "gzip that holds a JSON array"),
        ("a.ndjson", b'type,"event_id",occurred_at,actor_id\n', "this is CSV"),
        ("a.log.gz", gzip.compress(b"event_id\ttype\toccurred_at\n", mtime=0), "this is CSV"),
    ],
    ids=itertools.count(),
)
def test_files_that_are_no_logs_are_refused(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceFormat, match=why):
        discover([str(tmp_path / name)])


VALID = '{"columns":["v","event_id","type","occurred_at","w"],"event_id":"e"}\n'
ODD = [
    "[1]\n{}\n",
    "[]\n{}\n",
    '[{"a":1}]\n' + VALID,
    "{\n" + VALID,
    "{ }\n{\n",
    VALID,
    '{"note":"' + "c" * 248 + 'ustard"}\n' + VALID,
    '[{"a":1}]\n' + "[" * 3000 + "\n" + VALID,
    '[{"a":1}, {"b":2\n' + VALID + VALID,
    '[{"a":"\udcff"}]\n' + VALID + VALID,
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_first_lines_are_lines(tmp_path: Path, text: str) -> None:
    assert "ustar" not in text or text.index("ustar") == TAR.index(b"ustar")
    touch(tmp_path, "a.ndjson", text=text)
    assert lines_of([str(tmp_path / "a.ndjson")]) == text.encode(errors="surrogateescape").splitlines()


def test_one_path_needs_no_list(tmp_path: Path) -> None:
    touch(tmp_path, "a.ndjson")
    for given in (tmp_path, str(tmp_path / "a.ndjson"), [tmp_path / "a.ndjson"]):
        assert [log.path for log in FileSource(given, clock=clock).logs] == [str(tmp_path / "a.ndjson")]


def test_a_fifo_is_refused_with_a_way_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceFormat, match="not a regular file"):
        discover([str(tmp_path / "pipe")])


def test_any_named_file_is_read_as_ndjson(tmp_path: Path) -> None:
    touch(tmp_path, "notes.md", text="hello\n")
    assert lines_of([str(tmp_path / "notes.md")]) == [b"hello"]


def test_a_name_that_is_no_utf8_is_read_and_shown(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.ndjson")
    Path(path).write_bytes(b"a\n")
    batches, positions = read_all([path])
    shown = f"{tmp_path}/\\xff.ndjson"
    assert list(positions) == batches[0].lines["source"].to_pylist() == [shown]
    assert read_all([path], positions)[0] == []
    with pytest.raises(SourceMissing) as caught:
        discover([path + "x"])
    assert caught.value.where == shown + "x"


def test_two_names_are_never_one_source(tmp_path: Path) -> None:
    bytes_of_it = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.ndjson")
    spelled_out = str(tmp_path / "\\xff.ndjson")
    for path in (bytes_of_it, spelled_out):
        Path(path).write_bytes(b"a\n")
    assert len(read_all([bytes_of_it, spelled_out])[1]) == 2


def test_a_line_that_only_starts_like_an_archive_is_a_line(tmp_path: Path) -> None:
    touch(tmp_path, "odd.ndjson", text="BZh oops\n{}\n")
    assert lines_of([str(tmp_path / "odd.ndjson")]) == [b"BZh oops", b"{}"]
