"""The benchmarks: a generator with one log a seed, every line valid but the spoiled; a section in a page."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from schemas import ENGAGEMENT_TYPES, FACT_TYPES, read_line
from scripts import figures
from tests.oracle import oracle

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
EXAMPLE = BENCHMARKS.parent / "examples" / "kuairand" / "log.ndjson"
LINES = 20_000
SHARE = r"\S+: (?P<share>\S+)% of (?P<lines>[\d,]+) lines, [\d,]+ lines/s"


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


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


def measured(program: str, cache: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A benchmark on a small log; what it says of times is never looked at."""
    small = [sys.executable, str(BENCHMARKS / program), "--lines", str(LINES), "--cache", str(cache)]
    return subprocess.run([*small, *options], capture_output=True, text=True, check=False)


def test_the_replay_is_timed_and_its_figures_are_those_that_the_readme_takes(
    cache: Path, tmp_path: Path
) -> None:
    page = tmp_path / "benchmarks.md"
    run = measured("replay.py", cache, "--pairs", "1", "--ratio-max", "1000000", "--write", str(page))
    assert run.returncode == 0, run.stderr
    text = page.read_text(encoding="utf-8")
    assert run.stdout.strip() in text
    assert text.startswith("# Benchmarks\n\n<!-- replay: begin -->\n20,000 generated lines (")
    assert len(re.findall(r"^\|.*\|$", text, re.MULTILINE)) == 5
    shares = r"The fast lane takes\s+9\d\.\d\d% of the lines, alone at [\d,]+ lines/s"
    also = r", and 9\d\.\d\d% of the example's" if EXAMPLE.exists() else ""
    assert re.search(rf"{shares}{also}\.$", text, re.MULTILINE)
    assert figures.sentence(text).startswith("A replay of 20,000 lines (")


def test_the_gate_is_timed_and_a_low_share_is_told(cache: Path) -> None:
    run = measured("gate.py", cache)
    assert run.returncode == 0, run.stderr
    said = [re.fullmatch(SHARE, line) for line in run.stdout.splitlines()]
    assert said
    for each in said:
        assert each
        assert float(each["share"]) >= 95
    assert said[0]["lines"] == f"{LINES:,}"
    assert measured("gate.py", cache, "--share-min", "1.01").returncode == 1
