import json
from pathlib import Path
from typing import Any

LOG = Path(__file__).parent / "data" / "small.ndjson"


def test_counts_reasons_and_places(run: Any) -> None:
    result = run("validate", LOG, "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["lines"], report["valid"], report["dead"]) == (28, 26, 2)
    assert report["types"]["view"] == 9
    assert sum(report["types"].values()) == 26
    places = {example["where"].rpartition("/")[2] for example in report["examples"]}
    assert places == {"small.ndjson:27", "small.ndjson:28"}
    assert set(report["reasons"]) == {example["reason"] for example in report["examples"]}


def test_people_read_the_same(run: Any) -> None:
    result = run("validate", LOG)
    assert result.exit_code == 1
    assert "small.ndjson:28: occurred_at: " in result.stdout
    assert "2 lines are dead" in result.stdout
    assert result.stdout.replace("\n", "").isprintable()


def test_one_dead_line_is_one(run: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ndjson"
    bad.write_text("{}\n")
    assert "\n1 line is dead\n" in run("validate", bad).stdout


def test_a_clean_log_is_valid(run: Any, tmp_path: Path) -> None:
    clean = tmp_path / "clean.ndjson"
    clean.write_bytes(b"\n".join(LOG.read_bytes().split(b"\n")[:26]))
    result = run("validate", clean)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "every line is valid" in result.stdout


def test_examples_are_as_many_as_asked_for(run: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ndjson"
    bad.write_text("{}\n" * 9)
    for count in (0, 3):
        report = json.loads(run("validate", bad, "--examples", str(count), "--json").stdout)
        assert report["dead"] == 9
        for code in report["reasons"]:
            assert sum(example["reason"] == code for example in report["examples"]) == count


def test_nothing_is_made(run: Any, tmp_path: Path) -> None:
    result = run("validate", LOG, env={"SPARKTALLY_STORE": str(tmp_path / "x.duckdb")})
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []
    assert run("validate", tmp_path / "none.ndjson").exit_code == 2


def test_an_empty_log_is_not_called_valid(run: Any, tmp_path: Path) -> None:
    empty = tmp_path / "empty.ndjson"
    empty.touch()
    result = run("validate", empty)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"there are no lines in {empty}"
