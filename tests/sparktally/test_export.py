"""Exports: exact in each kind of file, whole or not at all, in bounded memory."""

from __future__ import annotations

import csv
import json
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sparktally
from sparktally import export
from sparktally.cli.commands.export import TABLES
from sparktally.values import csv_cell
from tests.cli.conftest import invoke

pytestmark = pytest.mark.xdist_group("export")

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "1234567890123456789",
    "007",
    "1e5",
    '"q",\r\nx'.replace("\r\n", " "),
    "_x0041_",
    "true",
)
BIG = 2**53


def lines() -> list[bytes]:
    """Views of posts whose ids a spreadsheet would read as something else, one watched for very long."""
    view = {"type": "view", "occurred_at": "2024-03-01T09:00:00.123456Z", "actor_id": "u1"}
    organic = [
        view | {"surface": "organic", "event_id": f"e{n}", "post_id": post} for n, post in enumerate(HOSTILE)
    ]
    ad = {"event_id": "f1", "type": "ad_created", "occurred_at": "2024-03-01T00:00:00Z", "ad_id": "a1",
          "advertiser_id": "v1", "identity_type": "CUSTOMIZED_USER"}  # fmt: skip
    paid = [
        view | {"surface": "paid", "event_id": f"w{n}", "ad_id": "a1", "watch_ms": watch}
        for n, watch in ((1, BIG), (2, 1))
    ]
    return [json.dumps(each).encode() for each in [*organic, ad, *paid]]


@pytest.fixture
def hostile(tmp_path: Path) -> sparktally.Store:
    log = tmp_path / "log.ndjson"
    log.write_bytes(b"\n".join(lines()) + b"\n")
    store = sparktally.open(tmp_path / "s.duckdb")
    assert store.replay(log).dead_letters == 0
    return store


def test_the_command_names_all_tables() -> None:
    assert tuple(export.TABLES) == TABLES


@pytest.mark.parametrize("what", TABLES)
def test_every_table_in_every_kind_says_the_same(store: sparktally.Store, tmp_path: Path, what: str) -> None:
    files = [tmp_path / f"x.{kind}" for kind in ("parquet", "csv", "xlsx")]
    counts = {store.export(what, file) for file in files}
    table = pq.read_table(files[0])
    assert counts == {table.num_rows}
    with files[1].open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    assert header == table.column_names
    wanted = [list(row.values()) for row in table.to_pylist()]
    assert [[plain(cell) for cell in row] for row in rows] == [
        [plain(csv_cell(value)) for value in row] for row in wanted
    ]
    sheet = openpyxl.load_workbook(files[2]).active
    assert sheet is not None
    first, *others = sheet.iter_rows(values_only=True)
    assert list(first) == header
    assert len(others) == len(rows)


def plain(cell: str) -> object:
    """A cell's number where it is one: 1.0 and 1 are the same."""
    try:
        return float(cell)
    except ValueError:
        return cell


def test_ids_stay_what_they_are(hostile: sparktally.Store, tmp_path: Path) -> None:
    files = [tmp_path / f"x.{kind}" for kind in ("parquet", "csv", "xlsx")]
    for file in files:
        hostile.export("posts", file)
    with files[1].open(encoding="utf-8", newline="") as text:
        assert {row["post_id"] for row in csv.DictReader(text)} == set(HOSTILE)
    assert set(pq.read_table(files[0])["post_id"].to_pylist()) == set(HOSTILE)
    sheet = openpyxl.load_workbook(files[2]).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {openpyxl.utils.escape.unescape(str(cell.value)) for cell in cells} == set(HOSTILE)


def test_numbers_are_exact_and_instants_whole(hostile: sparktally.Store, tmp_path: Path) -> None:
    hostile.export("ads", tmp_path / "x.parquet")
    assert pq.read_table(tmp_path / "x.parquet")["watch_ms_sum"].to_pylist() == [BIG + 1]
    hostile.export("ads", tmp_path / "x.csv")
    assert f",{BIG + 1}," in (tmp_path / "x.csv").read_text(encoding="utf-8")
    hostile.export("ads", tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    head, row = sheet.iter_rows(values_only=True)
    assert row[head.index("watch_ms_sum")] == str(BIG + 1)
    hostile.export("ledger", tmp_path / "l.csv")
    assert '"2024-03-01T09:00:00.123456Z"' in (tmp_path / "l.csv").read_text(encoding="utf-8")
    hostile.export("post_daily", tmp_path / "d.xlsx")
    days = openpyxl.load_workbook(tmp_path / "d.xlsx").active
    assert days is not None
    assert days["B2"].value == datetime(2024, 3, 1)
    assert days["B2"].number_format == "yyyy-mm-dd"


def test_the_command_writes_as_of_a_moment_and_with_labels(path: Path, labels: Path, tmp_path: Path) -> None:
    before = sparktally.open(path).log().rows()[0]["recorded_at"] - timedelta(seconds=1)
    to = tmp_path / "x.csv"
    result = invoke("export", "posts", "--to", to, "--store", path, "--labels", labels)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"4 rows written to {to}" in result.stderr
    assert b'"p1","Salt, and pepper","https://example.com/p1","c1","@ada",' in to.read_bytes()
    again = invoke("export", "posts", "--to", to, "--store", path, "--as-of", before.isoformat())
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert b"Salt" in to.read_bytes()
    assert invoke("export", "posts", "--to", to, "--store", path, "--as-of", before, "--force").exit_code == 0
    assert to.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["views", "--to", "x.csv"], "there is no table 'views'"),
        (["posts", "--to", "x.json"], "no kind of file is called '.json'"),
        (["posts", "--to", "csv"], "no kind of file is called 'csv'"),
        (["posts", "--to", "no/x.csv"], "no such folder"),
    ],
)
def test_mistakes_write_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke("export", *args, "--store", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert not list(tmp_path.iterdir())


def test_the_store_is_never_replaced(tmp_path: Path) -> None:
    store = tmp_path / "s.csv"
    sparktally.open(store).replay(Path(__file__).parents[1] / "cli" / "data" / "small.ndjson")
    result = invoke("export", "posts", "--to", store, "--store", store, "--force")
    assert result.exit_code == 2
    assert "the store itself" in result.stderr


def test_more_rows_than_a_sheet_are_refused_before_anything_is_written(
    store: sparktally.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "SHEET_ROWS_MAX", 5)
    assert store.export("posts", tmp_path / "fits.xlsx") == 4
    with pytest.raises(sparktally.UserError, match="17 rows do not fit into a sheet"):
        store.export("ledger", tmp_path / "x.xlsx")
    assert [file.name for file in tmp_path.iterdir()] == ["fits.xlsx"]


def test_a_label_too_long_for_a_cell_is_told(path: Path, tmp_path: Path) -> None:
    labels, to = tmp_path / "labels.csv", tmp_path / "out"
    to.mkdir()
    labels.write_text(f"kind,id,title\npost,p1,{'x' * 32_768}\n", encoding="utf-8")
    with pytest.raises(sparktally.UserError, match="too long for a cell"):
        sparktally.open(path, labels=labels).export("posts", to / "x.xlsx")
    assert not list(to.iterdir())


def test_without_its_library_a_sheet_says_what_to_install(
    store: sparktally.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(sparktally.UserError, match=r"pip install 'sparktally\[xlsx\]'"):
        store.export("posts", tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a ledger of 100,000 entries."""
    folder = tmp_path_factory.mktemp("long")
    log, file = folder / "log.ndjson", folder / "s.duckdb"
    line = (
        '{{"event_id":"e{0}","type":"view","occurred_at":"2024-03-01T09:00:00Z","actor_id":"u{0}",'
        '"surface":"organic","post_id":"p{1}"}}\n'
    )
    log.write_text("".join(line.format(n, n % 97) for n in range(100_000)), encoding="utf-8")
    sparktally.open(file).replay(log)
    return file


def exporting(store: Path, to: Path, limit: int | None = None) -> subprocess.Popen[bytes]:
    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "sparktally", "export", "ledger", "--to", str(to), "--store", str(store)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=limited)  # noqa: PLW1509


@pytest.mark.parametrize("kind", ["parquet", "csv", "xlsx"])
def test_where_the_disk_has_no_room_nothing_is_left(long: Path, tmp_path: Path, kind: str) -> None:
    process = exporting(long, tmp_path / f"x.{kind}", limit=100_000)
    _, said = process.communicate(timeout=120)
    assert process.returncode in (2, 3), said
    assert b"too large" in said.lower()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_when_told_to_stop_nothing_is_left(long: Path, tmp_path: Path, stop: signal.Signals) -> None:
    to = tmp_path / "x.xlsx"
    process = exporting(long, to)
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(stop)
    process.communicate(timeout=120)
    assert process.returncode == 128 + stop
    assert not list(tmp_path.iterdir())


def test_it_is_read_and_written_in_pieces(long: Path, tmp_path: Path) -> None:
    to = tmp_path / "x.parquet"
    assert sparktally.open(long).export("ledger", to) == 100_000
    file = pq.ParquetFile(to)
    assert file.num_row_groups > 1
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert pa.types.is_timestamp(file.schema_arrow.field("occurred_at").type)
    assert date(2024, 3, 1) == file.read()["day"][0].as_py()
    assert datetime(2024, 3, 1, 9, tzinfo=UTC).replace(tzinfo=None) == file.read()["occurred_at"][0].as_py()
