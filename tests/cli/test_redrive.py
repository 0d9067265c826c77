"""`dead-letters redrive`: which letters, from where their lines come, and what is said of it."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from engine import Ledger
from tests.cli.conftest import invoke
from tests.fixtures.stores import make as fixtures

pytestmark = pytest.mark.xdist_group("letters")

VIEW = '"type":"view","occurred_at":"2024-03-05T19:00:00Z","surface":"organic","post_id":"p1"'
GOOD = f'{{"event_id":"good","actor_id":"u1",{VIEW}}}'
DEAD = [f'{{"event_id":"d{number}",{VIEW}}}' for number in range(3)]
MENDED = [line.replace('"surface"', '"actor_id":"u1","surface"') for line in DEAD]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of one good line and three that lack their actor, its store beside it."""
    log = tmp_path_factory.mktemp("letters") / "log.ndjson"
    log.write_text("\n".join([GOOD, *DEAD]) + "\n")
    assert invoke("replay", log, "--store", log.with_name("s.duckdb")).exit_code == 0
    return log


@pytest.fixture
def store(source: Path, tmp_path: Path) -> Path:
    """A store of that log, of its own for each test."""
    return Path(shutil.copyfile(source.with_name("s.duckdb"), tmp_path / "s.duckdb"))


@pytest.fixture
def redrive(run: Any, store: Path) -> Any:
    return lambda *args: run("dead-letters", "redrive", *args, "--store", store)


def file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "mended.ndjson"
    path.write_text("".join(line + "\n" for line in lines))
    return path


def listed(run: Any, store: Path) -> list[tuple[str | None, str | None]]:
    records = json.loads(run("dead-letters", "list", "--store", store, "--json").stdout)
    return [(record["outcome"], record["event_id"]) for record in records]


def log(store: Path) -> Path:
    return store.with_name(store.name + ".redriven.ndjson")


def test_export_mend_redrive(run: Any, store: Path, redrive: Any, tmp_path: Path) -> None:
    out = tmp_path / "out.ndjson"
    run("dead-letters", "export", "--to", out, "--store", store)
    out.write_text(out.read_text().replace('"surface"', '"actor_id":"u1","surface"'))
    tried = redrive("--file", out, "--dry-run")
    assert (tried.exit_code, log(store).exists()) == (0, False)
    assert tried.stdout.split()[-2:] == ["valid", "3"]
    done = redrive("--file", out, "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (said["chosen"], said["accepted"], said["duplicates"], said["log"]) == (3, 3, 0, str(log(store)))
    assert listed(run, store) == [("accepted", f"d{number}") for number in range(3)]
    table = run("dead-letters", "list", "--store", store).stdout
    assert table.split()[:5] == ["letter", "where", "outcome", "reason", "line"]
    assert "accepted, event d0" in run("dead-letters", "show", "1", "--store", store).stdout
    again = json.loads(redrive("--file", out, "--json").stdout)
    assert (again["accepted"], again["stay"]) == (0, {"redriven before": 3})
    assert run("verify", "--store", store).exit_code == 0
    assert run("dead-letters", "export", "--store", store).stdout == ""
    assert run("dead-letters", "export", "--all", "--store", store).stdout.splitlines() == DEAD
    assert run("dead-letters", "export", "--letter", "2", "--store", store).stdout.splitlines() == DEAD[1:2]
    assert redrive().stdout == "no dead letters to redrive\n"
    assert "0 dead letters not redriven" in run("doctor", "--store", store).stdout


def test_a_blank_line_or_one_as_it_was_leaves_its_letter_alone(
    run: Any, store: Path, redrive: Any, tmp_path: Path
) -> None:
    said = json.loads(redrive("--file", file(tmp_path, " " + DEAD[0] + "\r", "", MENDED[2]), "--json").stdout)
    assert said["stay"] == {"still not valid": 1, "blank in the file": 1}
    assert listed(run, store) == [(None, None), (None, None), ("accepted", "d2")]
    assert len(run("dead-letters", "export", "--store", store).stdout.splitlines()) == 2


def test_a_changed_line_that_is_not_valid_stops_all(
    run: Any, store: Path, redrive: Any, tmp_path: Path
) -> None:
    wrong = MENDED[1].replace("19:00", "25:00")
    mended = file(tmp_path, MENDED[0], wrong, MENDED[2])
    result = redrive("--file", mended)
    assert result.exit_code == 1
    assert f"{mended}:2: occurred_at: " in result.stdout
    assert "(dead letter 2)" in result.stdout
    assert "nothing was redriven: 1 line of" in result.stderr
    assert listed(run, store) == [(None, None)] * 3
    assert not log(store).exists()
    (invalid,) = json.loads(redrive("--file", mended, "--json").stdout)["invalid"]
    assert (invalid["number"], invalid["letter"], invalid["reasons"][0]["path"]) == (2, 2, "occurred_at")


@pytest.mark.parametrize("lines", [[], MENDED[:2], [*MENDED, GOOD]])
def test_another_number_of_lines_is_refused(
    lines: list[str], store: Path, redrive: Any, tmp_path: Path
) -> None:
    result = redrive("--file", file(tmp_path, *lines))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "but 3 dead letters are chosen" in result.stderr
    assert "export them anew" in result.stderr
    assert not log(store).exists()


def test_lines_at_the_end_that_are_blank_are_none(redrive: Any, tmp_path: Path) -> None:
    assert redrive("--file", file(tmp_path, *MENDED, "", "  ")).exit_code == 0


def test_a_known_event_is_a_duplicate(run: Any, store: Path, redrive: Any, tmp_path: Path) -> None:
    said = json.loads(redrive("--file", file(tmp_path, GOOD), "--letter", "1", "--json").stdout)
    assert (said["chosen"], said["accepted"], said["duplicates"]) == (1, 0, 1)
    assert listed(run, store) == [("duplicate", "good"), (None, None), (None, None)]


def test_export_and_redrive_take_the_same_choice(
    run: Any, source: Path, store: Path, redrive: Any, tmp_path: Path
) -> None:
    where = ("--where", "decode(raw) LIKE '%d1%' AND 'missing' IN [r.code FOR r IN reasons]")
    assert run("dead-letters", "export", *where, "--store", store).stdout.splitlines() == [DEAD[1]]
    assert len(json.loads(run("dead-letters", "list", *where, "--json", "--store", store).stdout)) == 1
    assert redrive(*where, "--source", source, "--file", file(tmp_path, MENDED[1])).exit_code == 0
    assert listed(run, store) == [(None, None), ("accepted", "d1"), (None, None)]


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("no_such = 1", "no_such"),
        ("true; DROP VIEW posts", "syntax error"),
        ("true) UNION SELECT letter FROM dead_letters WHERE (no_such", "no_such"),
        ("raw = (SELECT content FROM read_blob('/etc/hostname'))", "disabled by configuration"),
        ("letter = 'x'", "Could not convert"),
        ("", "syntax error"),
    ],
)
def test_a_bad_condition_is_a_mistake(condition: str, why: str, redrive: Any) -> None:
    result = redrive("--where", condition)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
    assert result.stderr.startswith("error: --where: ")
    assert len(result.stderr.splitlines()) == 2


def test_a_condition_may_end_in_a_comment(redrive: Any) -> None:
    assert "still not valid   3" in " ".join(redrive("--where", "true -- all").stdout.split("\n")).replace(
        "    ", "   "
    )


def test_what_has_become_valid_counts_without_a_file(run: Any, store: Path, redrive: Any) -> None:
    """A letter as an older contract might have left it: its bytes are valid by the contract of today."""
    with Ledger.open(store) as ledger:
        ledger._con.execute(
            "UPDATE core.dead_letters SET raw = encode(?), length = ?, sha256 = sha256(?) WHERE letter = 3",
            [MENDED[2], len(MENDED[2]), MENDED[2]],
        )
    said = json.loads(redrive("--json").stdout)
    assert (said["chosen"], said["accepted"], said["stay"]) == (3, 1, {"still not valid": 2})
    assert listed(run, store) == [(None, None), (None, None), ("accepted", "d2")]
    assert run("verify", "--store", store).exit_code == 0


def test_csv_records_count_by_json_lines_alone(run: Any, tmp_path: Path) -> None:
    store, source = tmp_path / "c.duckdb", tmp_path / "log.csv"
    names = "event_id,type,occurred_at,actor_id,surface,post_id"
    source.write_text(f'{names}\nx,view,yesterday,u,organic,p\ny,view,"a\nb",u,organic,p\n')
    run("replay", source, "--store", store)
    letters = ("dead-letters", "redrive", "--store", store, "--json")
    said = json.loads(run(*letters).stdout)
    assert said["stay"] == {"a CSV record, whose bytes say nothing without a header": 2}
    several = run(*letters, "--file", file(tmp_path, MENDED[0], MENDED[1]))
    assert several.exit_code == 2
    assert '--where "letter NOT IN (1)"' in several.stderr
    one = run(*letters, "--where", "letter NOT IN (1)", "--file", file(tmp_path, MENDED[0]))
    assert json.loads(one.stdout)["accepted"] == 1


def test_a_parquet_row_that_its_source_could_not_read_needs_a_file(run: Any, tmp_path: Path) -> None:
    row = {"event_id": "x", "type": "view", "actor_id": "u", "surface": "organic", "post_id": "p"}
    table = pa.Table.from_pylist([{**row, "occurred_at": datetime(2024, 1, 1)}])
    pyarrow.parquet.write_table(table, tmp_path / "log.parquet")
    store = tmp_path / "p.duckdb"
    run("replay", tmp_path / "log.parquet", "--store", store)
    letters = ("dead-letters", "redrive", "--store", store, "--json")
    (why,) = json.loads(run(*letters).stdout)["stay"]
    assert why.startswith("unreadable")
    assert json.loads(run(*letters, "--file", file(tmp_path, MENDED[0])).stdout)["accepted"] == 1


def test_a_store_of_the_first_schema_is_migrated_but_by_a_dry_run(run: Any, tmp_path: Path) -> None:
    store = tmp_path / "s.duckdb"
    shutil.copyfile(fixtures.HERE / "schema-1.duckdb", store)
    refused = run("dead-letters", "redrive", "--dry-run", "--store", store)
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "reading never migrates" in refused.stderr
    assert json.loads(run("dead-letters", "redrive", "--json", "--store", store).stdout)["chosen"] == 2
    assert run("verify", "--store", store).exit_code == 0


def test_without_a_store_none_is_made(run: Any, tmp_path: Path) -> None:
    result = run("dead-letters", "redrive", "--store", tmp_path / "none.duckdb")
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_export_never_replaces_the_log_of_what_was_redriven(
    run: Any, store: Path, redrive: Any, tmp_path: Path
) -> None:
    redrive("--file", file(tmp_path, *MENDED))
    before = log(store).read_bytes()
    result = run("dead-letters", "export", "--to", log(store), "--force", "--store", store)
    assert result.exit_code == 2
    assert log(store).read_bytes() == before


def test_what_was_broken_off_comes_first(store: Path, redrive: Any, tmp_path: Path) -> None:
    """Killed between the log and the commit, as a store without its last batch shows it."""
    before = store.read_bytes()
    mended = file(tmp_path, *MENDED)
    assert redrive("--file", mended).exit_code == 0
    store.write_bytes(before)
    result = redrive("--json")
    assert "3 lines of a redrive that was broken off came first" in result.stderr
    assert json.loads(result.stdout)["stay"] == {"redriven before": 3}
    store.write_bytes(before)
    said = json.loads(redrive("--file", mended, "--json").stdout)
    assert (said["accepted"], len(log(store).read_text().splitlines())) == (3, 3)
