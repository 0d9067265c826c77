import json
from pathlib import Path
from typing import Any

import pytest

LOG = Path(__file__).parent / "data" / "small.ndjson"
KEYS = [
    "lines", "accepted", "duplicates", "dead_letters", "batches", "seconds", "lines_per_second",
    "dispositions", "exceptions", "digest",
]  # fmt: skip


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "s.duckdb"


def test_the_summary_as_one_object(run: Any, fresh: Path) -> None:
    result = run("replay", LOG, "--store", fresh, "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert list(summary) == KEYS
    assert (summary["lines"], summary["accepted"]) == (28, 25)
    assert (summary["duplicates"], summary["dead_letters"], summary["batches"]) == (1, 2, 1)
    assert summary["exceptions"] == {
        "orphan": 1,
        "unauthorized": 1,
        "unknown_ad": 1,
        "unknown_timezone": 1,
    }
    assert sum(summary["dispositions"].values()) == 17
    assert summary["digest"] == json.loads(run("verify", "--store", fresh, "--json").stdout)["digest"]


def test_the_same_again_reads_nothing_and_says_so(run: Any, fresh: Path) -> None:
    first = json.loads(run("replay", LOG, "--store", fresh, "--json").stdout)
    again = run("replay", LOG, "--store", fresh, "--json")
    assert again.exit_code == 0
    assert "nothing new to read" in again.stderr
    summary = json.loads(again.stdout)
    assert [summary[key] for key in KEYS[:5]] == [0, 0, 0, 0, 0]
    assert [summary[key] for key in KEYS[7:]] == [first[key] for key in KEYS[7:]]
    assert "nothing new to read" in run("replay", LOG, "--store", fresh).stderr


def test_batches_do_not_change_the_digest(run: Any, fresh: Path, tmp_path: Path) -> None:
    whole = json.loads(run("replay", LOG, "--store", fresh, "--json").stdout)
    small = run("replay", LOG, "--store", tmp_path / "t.duckdb", "--batch-lines", "5", "--json")
    summary = json.loads(small.stdout)
    assert summary["batches"] == 6
    assert summary["digest"] == whole["digest"]


def test_people_get_a_table(run: Any, fresh: Path) -> None:
    result = run("replay", LOG, "--store", fresh)
    for word in ("dead_letters", "spark", "unauthorized", "digest "):
        assert word in result.stdout


def test_dead_letters_matter_only_when_asked(run: Any, fresh: Path) -> None:
    assert run("replay", LOG, "--store", fresh, "--strict").exit_code == 1
    assert run("replay", LOG, "--store", fresh, "--strict").exit_code == 0


def test_the_rule_is_the_stores(run: Any, fresh: Path) -> None:
    assert run("replay", LOG, "--store", fresh, "--rule", "one_day_view").exit_code == 0
    other = run("replay", LOG, "--store", fresh, "--rule", "impression")
    assert other.exit_code == 2
    assert "one_day_view" in other.stderr
    assert run("replay", LOG, "--store", fresh).exit_code == 0


def test_a_missing_log_makes_no_store(run: Any, fresh: Path) -> None:
    result = run("replay", "nowhere.ndjson", "--store", fresh)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere.ndjson" in result.stderr
    assert not fresh.exists()


def test_strangers_in_a_folder_are_named(run: Any, fresh: Path, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "a.ndjson").write_bytes(LOG.read_bytes())
    (logs / "cat\x1b.jpg").write_bytes(b"\xff\xd8\xff")
    result = run("replay", logs, "--store", fresh)
    assert result.exit_code == 0
    assert "left out: " in result.stderr
    assert "cat\\x1b.jpg" in result.stderr


def test_a_changed_file_is_refused_without_a_traceback(run: Any, fresh: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.ndjson"
    log.write_bytes(LOG.read_bytes())
    assert run("replay", log, "--store", fresh).exit_code == 0
    log.write_bytes(LOG.read_bytes().replace(b'"e01"', b'"x01"'))
    result = run("replay", log, "--store", fresh)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(log) in result.stderr
