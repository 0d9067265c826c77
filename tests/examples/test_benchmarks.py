"""The benchmarks: a generator with one log a seed, every line valid but the spoiled; a section in a page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from schemas import ENGAGEMENT_TYPES, FACT_TYPES, read_line
from tests.oracle import oracle

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LINES = 20_000


def command(*options: str) -> list[str]:
    return [sys.executable, str(BENCHMARKS / "generate.py"), *options]


def generate(out: Path, *options: str) -> bytes:
    run = command("--lines", str(LINES), "--ads", "60", "--out", str(out), *options)
    subprocess.run(run, capture_output=True, check=True)
    return out.read_bytes()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return generate(tmp_path_factory.mktemp("generated") / "log.ndjson")


def test_one_seed_gives_one_log_and_another_another(log: bytes, tmp_path: Path) -> None:
    assert generate(tmp_path / "again.ndjson") == log
    assert generate(tmp_path / "other.ndjson", "--seed", "2") != log


def test_as_many_lines_as_asked_for_of_every_type_and_few_of_them_dead(log: bytes) -> None:
    outcomes = [read_line(line) for line in log.splitlines()]
    assert len(outcomes) == LINES
    types = {event.type for event in outcomes if not isinstance(event, tuple)}
    assert types == ENGAGEMENT_TYPES | FACT_TYPES
    dead = sum(isinstance(outcome, tuple) for outcome in outcomes)
    assert LINES * 0.0003 < dead < LINES * 0.003


def test_the_log_has_its_cases(log: bytes) -> None:
    result = oracle.run(oracle.split(log), "one_day_view")
    counts = result.disposition_counts
    assert {"organic", "spark", "ad_only", "unauthorized", "redundant", "orphan"} <= set(counts)
    assert result.duplicates > LINES * 0.003
    assert counts["unauthorized"] < counts["spark"] * 0.2


def test_knobs_turn_dirt_and_duplicates_off(tmp_path: Path) -> None:
    off = [option for name in ("dirt", "duplicate", "conflict") for option in (f"--{name}-share", "0")]
    result = oracle.run(oracle.split(generate(tmp_path / "log.ndjson", *off)), "impression")
    assert result.counts == {"lines": LINES, "accepted": LINES, "duplicates": 0, "dead_letters": 0}


def test_parquet_holds_as_many_rows(tmp_path: Path) -> None:
    generate(tmp_path / "log.parquet")
    assert pq.ParquetFile(tmp_path / "log.parquet").metadata.num_rows == LINES


def test_too_few_lines_are_refused_in_words(tmp_path: Path) -> None:
    few = command("--lines", "5", "--out", str(tmp_path / "log.ndjson"))
    run = subprocess.run(few, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "at least" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_section_is_replaced_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Title\n\nBefore.\n", encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; import replay; replay.write(Path(sys.argv[1]), sys.argv[2])"
    )
    for section in ("one", "two"):
        subprocess.run([sys.executable, "-c", program, str(page), section], cwd=BENCHMARKS, check=True)
    text = page.read_text(encoding="utf-8")
    assert text == "# Title\n\nBefore.\n\n<!-- replay: begin -->\ntwo\n<!-- replay: end -->\n"
