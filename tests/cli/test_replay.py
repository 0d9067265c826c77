import json
from pathlib import Path
from typing import Any

import pytest

from engine import RULES
from engine.store import MEMORY_LIMIT
from sparktally.cli import options
from sparktally.cli.commands.replay import Rule

LOG = Path(__file__).parent / "data" / "small.ndjson"
KEYS = [
    "lines", "accepted", "duplicates", "dead_letters", "batches", "seconds", "lines_per_second",
    "dispositions", "exceptions", "digest",
]  # fmt: skip
DISPOSITIONS = {"ad_only": 2, "organic": 7, "orphan": 1, "spark": 5, "unauthorized": 1, "unknown_ad": 1}
EXCEPTIONS = {"orphan": 1, "unauthorized": 1, "unknown_ad": 1, "unknown_timezone": 1}


def test_the_rules_to_choose_are_those_of_the_engine() -> None:
    assert tuple(rule.value for rule in Rule) == RULES


def test_the_memory_is_that_of_the_engine() -> None:
    assert options.MEMORY_LIMIT == MEMORY_LIMIT


def test_no_amount_of_memory_is_a_mistake(run: Any, tmp_path: Path) -> None:
    result = run("replay", LOG, "--store", tmp_path / "s", "--memory-limit", "lots")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: --memory-limit: ")
    assert not (tmp_path / "s").exists()


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "s.duckdb"


@pytest.fixture
def known(store: Path, fresh: Path) -> Path:
    """A store of one's own that has read the log."""
    fresh.write_bytes(store.read_bytes())
    return fresh


def test_the_summary_as_one_object(run: Any, fresh: Path) -> None:
    result = run("replay", LOG, "--store", fresh, "--json", "--strict")
    assert result.exit_code == 1, result.output
    summary = json.loads(result.stdout)
    assert list(summary) == KEYS
    assert [summary[key] for key in KEYS[:5]] == [28, 25, 1, 2, 1]
    assert summary["dispositions"] == DISPOSITIONS
    assert summary["exceptions"] == EXCEPTIONS
    assert summary["lines_per_second"] == pytest.approx(28 / summary["seconds"], rel=0.1, abs=1)


def test_the_same_again_reads_nothing_and_says_so(run: Any, known: Path) -> None:
    again = run("replay", LOG, "--store", known, "--json", "--strict")
    assert again.exit_code == 0
    assert "nothing new to read" in again.stderr
    summary = json.loads(again.stdout)
    assert [summary[key] for key in KEYS[:5]] == [0, 0, 0, 0, 0]
    assert summary["dispositions"] == DISPOSITIONS
    assert summary["exceptions"] == EXCEPTIONS


def test_dead_letters_are_pointed_to(run: Any, known: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ndjson"
    for count, said in ((1, "1 dead letter; see it with: "), (2, "2 dead letters; see them with: ")):
        bad.write_text("{}\n" * count)
        store = tmp_path / f"store {count}.duckdb"
        store.write_bytes(known.read_bytes())
        result = run("replay", bad, "--store", store, "--json")
        assert result.stderr == f"{said}sparktally dead-letters list --store '{store}'\n"
        bad.unlink()


def test_an_empty_log_is_not_a_known_one(run: Any, known: Path, tmp_path: Path) -> None:
    logs = [tmp_path / f"{number}.ndjson" for number in range(5)]
    for log in logs:
        log.write_text("\n")
    result = run("replay", logs[0], "--store", known)
    assert (result.exit_code, result.stderr) == (0, f"there are no lines in {logs[0]}\n")
    result = run("replay", *logs, "--store", tmp_path / "new.duckdb")
    named = ", ".join(map(str, logs[:3]))
    assert (result.exit_code, result.stderr) == (0, f"there are no lines in {named} and 2 files more\n")
    result = run("replay", "-", "--store", known, stdin=b"")
    assert result.stderr.splitlines()[1:] == ["there are no lines in <stdin>"]
    assert "nothing new" in run("replay", LOG, logs[0], "--store", known).stderr


def test_people_get_a_table(run: Any, known: Path) -> None:
    result = run("replay", LOG, "--store", known)
    assert result.exit_code == 0
    for word in ("dead_letters", "spark", "unauthorized", "digest "):
        assert word in result.stdout


def test_batches_do_not_change_the_digest(run: Any, known: Path, tmp_path: Path) -> None:
    whole = json.loads(run("replay", LOG, "--store", known, "--json").stdout)
    small = run("replay", LOG, "--store", tmp_path / "t.duckdb", "--batch-lines", "10", "--json")
    assert small.exit_code == 0
    summary = json.loads(small.stdout)
    assert summary["batches"] == 3
    assert summary["digest"] == whole["digest"]


def test_a_log_that_only_grew_is_read_on(run: Any, fresh: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.ndjson"
    log.write_bytes(LOG.read_bytes())
    first = run("replay", log, "--store", fresh, "--json")
    assert json.loads(first.stdout)["lines"] == 28
    with log.open("ab") as file:
        file.write(LOG.read_bytes().split(b"\n")[0] + b"\n{}\n")
    result = run("replay", log, "--store", fresh, "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert [summary[key] for key in KEYS[:4]] == [2, 0, 1, 1]


def test_another_log_beside_one_that_was_read_is_read(run: Any, known: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.ndjson"
    more.write_bytes(LOG.read_bytes().split(b"\n")[0] + b"\n{}\n")
    result = run("replay", LOG, more, "--store", known, "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert [summary[key] for key in KEYS[:4]] == [2, 0, 1, 1]


def test_the_rule_is_the_stores(run: Any, known: Path) -> None:
    other = run("replay", LOG, "--store", known, "--rule", "one_day_view")
    assert (other.exit_code, other.stdout) == (2, "")
    assert "impression" in other.stderr
    assert run("replay", LOG, "--store", known, "--rule", "impression").exit_code == 0


def test_a_rule_can_be_chosen(run: Any, fresh: Path) -> None:
    assert run("replay", LOG, "--store", fresh, "--rule", "one_day_view").exit_code == 0
    (batch,) = json.loads(run("sql", "SELECT rule FROM batches", "--store", fresh, "--json").stdout)
    assert batch == {"rule": "one_day_view"}
    assert run("replay", LOG, "--store", fresh, "--rule", "last_touch").exit_code == 2


def test_a_missing_log_makes_no_store(run: Any, fresh: Path) -> None:
    result = run("replay", "nowhere.ndjson", "--store", fresh)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere.ndjson" in result.stderr
    assert not fresh.exists()


def test_strangers_in_a_folder_are_named(run: Any, known: Path, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "a.ndjson").write_bytes(LOG.read_bytes().split(b"\n")[0])
    (logs / "cat\x1b.jpg").write_bytes(b"\xff\xd8\xff")
    result = run("replay", logs, "--store", known)
    assert result.exit_code == 0
    assert "left out: " in result.stderr
    assert "cat\\x1b.jpg" in result.stderr


def test_a_changed_file_is_refused_without_a_traceback(run: Any, known: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.ndjson"
    log.write_bytes(LOG.read_bytes())
    assert run("replay", log, "--store", known).exit_code == 0
    log.write_bytes(LOG.read_bytes().replace(b'"e01"', b'"x01"'))
    result = run("replay", log, "--store", known)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(log) in result.stderr
