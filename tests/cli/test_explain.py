"""`explain`, `log`, `diff` and `--as-of`: the proof of a number, and what was said before."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import DATA, invoke
from tests.cli.test_reading import COMMANDS, GOLDEN


def now() -> str:
    return datetime.now(UTC).isoformat()


def told(*args: str | Path) -> Any:
    """What a command says with `--json`."""
    result = invoke(*args, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def grown(tmp_path: Path) -> tuple[Path, Path]:
    """A store of a log that was read in two halves, its facts last, and the log."""
    lines = (DATA / "small.ndjson").read_bytes().splitlines(keepends=True)[::-1]
    log, path = tmp_path / "log.ndjson", tmp_path / "s.duckdb"
    for until in (len(lines) // 2, len(lines)):
        log.write_bytes(b"".join(lines[:until]))
        assert invoke("replay", log, "--store", path).exit_code == 0
    return path, log


@pytest.mark.parametrize("name", COMMANDS)
def test_as_of_now_is_what_there_is(read: Any, name: str) -> None:
    result = read(*COMMANDS[name], "--json", "--as-of", now())
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def test_as_of_a_moment_between_two_batches(grown: tuple[Path, Path]) -> None:
    path, _ = grown
    late, early = told("log", "--store", path)
    between = datetime.fromisoformat(late["recorded_at"]) - timedelta(microseconds=1)
    assert told("log", "--store", path, "--as-of", between.isoformat()) == [early]
    before = told("posts", "--store", path, "--as-of", between.isoformat())
    after = told("posts", "--store", path)
    moved = {
        (row["id"], row["metric"]): row
        for row in told("diff", "1", "2", "--store", path)
        if row["level"] == "post"
    }
    then = {row["post_id"]: row for row in before}
    for row in after:
        for name in ("video_views", "likes_paid", "shares_organic"):
            was = then.get(row["post_id"], {name: 0})[name]
            move = moved.get((row["post_id"], name), {"before": was, "after": was, "change": 0})
            assert (move["before"], move["after"], move["change"]) == (was, row[name], row[name] - was)
    assert told("diff", between.isoformat(), "--store", path) == told("diff", "1", "--store", path)
    assert told("diff", "2", "--store", path) == []


def test_before_the_first_batch_there_is_nothing(read: Any) -> None:
    for command in ("posts", "ads", "creators", "campaigns", "exceptions", "authorizations", "log"):
        assert json.loads(read(command, "--json", "--as-of", "2001-01-01").stdout) == []
    assert read("post", "p1", "--as-of", "2001-01-01").exit_code == 2
    assert read("dead-letters", "export", "--as-of", "2001-01-01").stdout == ""


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["posts", "--as-of", "2099-01-01"], "--as-of: 2099-01-01 has not passed yet"),
        (["posts", "--as-of", "soon"], "--as-of: 'soon' is not a moment"),
        (["diff", "7"], "SINCE: there is no batch 7"),
        (["diff", "1", "0"], "UNTIL: 0 is before 1"),
        (["explain"], "it takes one of EVENT_ID, --post and --ad"),
        (["explain", "e1", "--post", "p1"], "it takes one of"),
        (["explain", "e1", "--day", "2024-03-01"], "--metric and --day are of a post or an ad"),
        (["explain", "--post", "p1"], "it takes a counter"),
        (["explain", "--post", "p1", "--metric", "engagement_rate"], "no counter 'engagement_rate'"),
        (["explain", "--post", "p1", "--metric", "likes", "--day", "today"], "'today' is not a day"),
        (["explain", "--ad", "nobody", "--metric", "likes"], "no ad 'nobody'"),
        (["explain", "nothing"], "no event 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_said(read: Any, args: list[str], why: str) -> None:
    result = read(*args)
    assert result.exit_code == 2
    assert why in result.stderr
    assert "Traceback" not in result.output


def test_a_number_with_its_lines(grown: tuple[Path, Path]) -> None:
    path, log = grown
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    found = told("explain", "--post", "p1", "--metric", "video_views", "--store", path)
    (post,) = told("post", "p1", "--store", path)
    assert found["value"] == post["video_views"] == sum(entry["amount"] for entry in found["entries"])
    for row in [*found["entries"], *found["facts"]]:
        assert row["line"] == lines[row["line_number"] - 1]
    day = found["entries"][0]["day"]
    of_day = told("explain", "--post", "p1", "--metric", "video_views", "--day", day, "--store", path)
    assert of_day["value"] == sum(entry["amount"] for entry in found["entries"] if entry["day"] == day)
    log.unlink()
    gone = told("explain", "--post", "p1", "--metric", "video_views", "--store", path)
    assert {entry["line"] for entry in gone["entries"]} == {None}
    assert [entry["fields"] for entry in gone["entries"]] == [entry["fields"] for entry in found["entries"]]


def test_an_event_for_people(grown: tuple[Path, Path], tmp_path: Path) -> None:
    path, log = grown
    row, *_ = told("sql", "SELECT event_id FROM ledger WHERE kind = 'reversed'", "--store", path)
    result = invoke("explain", row["event_id"], "--store", path)
    assert result.exit_code == 0
    for part in (
        f"event {row['event_id']}: ",
        "placed",
        "reversed",
        "entries, oldest first",
        str(log),
        '{"event_id"',
    ):
        assert part in result.stdout
    assert "log lines" in result.stdout
    shutil.move(log, tmp_path / "elsewhere")
    assert "its line is no longer there" in invoke("explain", row["event_id"], "--store", path).stdout


def test_a_counter_without_entries_is_a_header_as_csv(read: Any) -> None:
    none = read("explain", "--post", "p1", "--metric", "stitches", "--csv").stdout
    some = read("explain", "--post", "p1", "--metric", "ads", "--csv").stdout
    assert none == some.splitlines(keepends=True)[0]


def test_candidates_of_a_past_moment_are_reckoned_from_it(read: Any) -> None:
    moment = now()
    first = read("boost-candidates", "--as-of", moment, "--json").stdout
    assert read("boost-candidates", "--as-of", moment, "--json").stdout == first


def test_entries_as_csv_and_only_some(read: Any) -> None:
    every = read("explain", "--post", "p1", "--metric", "video_views", "--csv").stdout
    header, *rows = csv.reader(io.StringIO(every, newline=""))
    assert header[:2] == ["event_id", "amount"]
    some = read("explain", "--post", "p1", "--metric", "video_views", "--limit", "1")
    assert f"the first 1 of {len(rows)}; --limit 0 shows all" in some.stdout
    assert len(rows) > 1


def test_what_moved_for_people(grown: tuple[Path, Path]) -> None:
    path, _ = grown
    shown = invoke("diff", "0", "--store", path, "--limit", "2").stdout
    assert "after batch 0 to batch 2" in shown
    assert "the first 2" in shown
    assert "nothing moved" in invoke("diff", "2", "--store", path).stdout
    assert "corrections" in invoke("log", "--store", path).stdout
