"""The benchmarks on small logs: what they say, and where they write it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import replay
from scripts import figures

HOME = Path(__file__).parents[2]
EXAMPLE = HOME / "examples" / "kuairand" / "log.ndjson"
LINES = 20_000
SHARE = r"\S+: (?P<share>\S+)% of (?P<lines>[\d,]+) lines, [\d,]+ lines/s"


def test_the_section_is_replaced_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Title\n\nBefore.\n", encoding="utf-8")
    for section in ("one", "two"):
        replay.write(page, section)
    text = page.read_text(encoding="utf-8")
    assert text == "# Title\n\nBefore.\n\n<!-- replay: begin -->\ntwo\n<!-- replay: end -->\n"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


def measured(program: str, cache: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A benchmark on a small log; what it says of times is never looked at."""
    small = [sys.executable, "-m", program, "--lines", str(LINES), "--cache", str(cache)]
    return subprocess.run([*small, *options], cwd=HOME, capture_output=True, text=True, check=False)


def test_the_replay_is_timed_and_its_figures_are_those_that_the_readme_takes(
    cache: Path, tmp_path: Path
) -> None:
    page = tmp_path / "benchmarks.md"
    run = measured("benchmarks.replay", cache, "--pairs", "1", "--ratio-max", "1000000", "--write", str(page))
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
    run = measured("benchmarks.gate", cache)
    assert run.returncode == 0, run.stderr
    said = [re.fullmatch(SHARE, line) for line in run.stdout.splitlines()]
    assert said
    for each in said:
        assert each
        assert float(each["share"]) >= 95
    assert said[0]["lines"] == f"{LINES:,}"
    assert measured("benchmarks.gate", cache, "--share-min", "1.01").returncode == 1
