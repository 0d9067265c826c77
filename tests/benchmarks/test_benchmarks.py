"""The benchmarks on small logs: what they say, and where they write it; never how long something took."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.__main__ import ROWS, main
from benchmarks.batches import WARM
from benchmarks.history import history, knobs_of
from benchmarks.instead import PROGRAMS, differences
from benchmarks.logs import EXAMPLE, simulated
from benchmarks.row import Sizes, Verdict
from benchmarks.timing import run
from engine import Ledger
from scripts import figures
from sparktally.simulate.knobs import Knobs
from streams.files import FileSource
from streams.replay import replay
from tests.support import MOMENT

pytestmark = pytest.mark.xdist_group("benchmarks")

HOME = Path(__file__).parents[2]
LINES = 3_000
HISTORY = (1_000, 3_000)
BATCH_LINES, BATCHES = 100, 2


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def measured(cache: Path, *options: str) -> int:
    sizes = {
        "--lines": LINES, "--pairs": 1, "--batch-lines": BATCH_LINES, "--batches": BATCHES, "--cache": cache,
        "--history": ",".join(map(str, HISTORY)),
    }  # fmt: skip
    return main([*(str(part) for each in sizes.items() for part in each), *options])


def test_the_section_is_replaced_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    file.write_text("# Title\n\nBefore.\n", encoding="utf-8")
    for section in ("one", "two"):
        page.write(file, "replay", section)
    text = file.read_text(encoding="utf-8")
    assert text == "# Title\n\nBefore.\n\n<!-- replay: begin -->\ntwo\n<!-- replay: end -->\n"


def test_every_row_has_its_place_on_the_page() -> None:
    text = (HOME / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert re.findall(r"^<!-- ([a-z-]+): begin -->$", text, re.MULTILINE) == list(ROWS)
    assert re.findall(r"^<!-- ([a-z-]+): end -->$", text, re.MULTILINE) == list(ROWS)


def test_the_replay_is_timed_and_its_figures_are_those_that_the_readme_takes(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "benchmarks.md"
    assert measured(cache, "replay", "--write", str(file), "--only-tell") == 0
    text = file.read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip() in text
    assert text.startswith("# Benchmarks\n\n<!-- replay: begin -->\n3,000 generated lines (")
    assert len(re.findall(r"^\|.*\|$", text, re.MULTILINE)) == 5
    assert re.search(r"takes\n(9\d|100)\.\d\d% of the lines, alone at [\d,]+ lines/s", text)
    assert ("of the example's" in text) == EXAMPLE.exists()
    assert "must be <= 4x" in text
    assert figures.sentence(text).startswith("A replay of 3,000 lines (")


def test_a_missed_must_ends_with_1_and_a_failed_run_with_2(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measured(cache, "fast-lane") == 0
    monkeypatch.setattr("benchmarks.gate.MUST", 100.01)
    assert measured(cache, "fast-lane") == 1
    assert "must be >= 100.01%: **missed**" in capsys.readouterr().out
    assert measured(cache, "fast-lane", "--only-tell") == 0
    monkeypatch.setattr("benchmarks.steps.simulated", lambda *_: HOME)
    monkeypatch.setattr("benchmarks.steps.warm", lambda *_: None)
    assert measured(cache, "steps") == 2


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict("a", 1.5, "x", 4, 2), "**a: 1.50x**; must be <= 4x: met; aim <= 2x: met."),
        (Verdict("a", 2.5, "x", 4, 2), "**a: 2.50x**; must be <= 4x: met; aim <= 2x: **missed**."),
        (Verdict("a", 250, " ms", 200), "**a: 250 ms**; must be <= 200 ms: **missed**."),
        (Verdict("a", 95, "%", 90, 98, True), "**a: 95.00%**; must be >= 90%: met; aim >= 98%: **missed**."),
    ],
)
def test_a_verdict_says_what_is_met(verdict: Verdict, said: str) -> None:
    assert verdict.told() == said


def test_a_process_is_not_charged_for_what_its_parent_holds(tmp_path: Path) -> None:
    held = b"x" * (300 << 20)
    small = run([sys.executable, "-c", "print(1)"], tmp_path / "out.txt")
    large = run([sys.executable, "-c", "x = b'x' * (200 << 20)"], tmp_path / "out.txt")
    assert small.peak_bytes < 100 << 20 < large.peak_bytes < len(held)
    with pytest.raises(subprocess.CalledProcessError):
        run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "out.txt")


def test_a_history_is_the_start_of_a_log_and_batches_go_on_behind_it(cache: Path, tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    for _ in range(2):
        assert measured(cache, "memory", "batches", "--write", str(file), "--only-tell") == 0
    text = file.read_text(encoding="utf-8")
    assert "![What a batch costs](batch-cost.svg)" in text
    assert "| `commit` |" in text
    assert (tmp_path / "batch-cost.svg").read_text(encoding="utf-8").startswith("<?xml")
    sizes = Sizes(history=HISTORY, batch_lines=BATCH_LINES, batches=BATCHES, cache=cache)
    held = HISTORY[-1] + 2 * (WARM + BATCHES) * (BATCH_LINES + BATCH_LINES // 10)
    whole = simulated(knobs_of(sizes), cache).read_bytes().splitlines(keepends=True)
    part = tmp_path / "log.ndjson"
    part.write_bytes(b"".join(whole[:held]))
    with Ledger.open(tmp_path / "once.duckdb") as ledger:
        replay(ledger, FileSource([str(part)], clock=lambda: MOMENT))
        once = ledger.summary()
    with Ledger.open(history(sizes, HISTORY[-1]).store) as ledger:
        grown = ledger.summary()
    assert (grown.lines, grown.digest) == (held, once.digest)


def test_a_history_that_has_nothing_left_is_said_so(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.history.RUNS_MAX", 0)
    assert measured(cache, "batches", "--history", "1000,1200") == 2
    assert "no lines are left" in capsys.readouterr().err


def test_a_contender_counts_what_the_store_does_where_it_is_well_defined(cache: Path, tmp_path: Path) -> None:
    log = simulated(Knobs(lines=LINES), cache)
    out, store = tmp_path / "totals.csv", tmp_path / "store.duckdb"
    subprocess.run([sys.executable, PROGRAMS / "dictionary.py", log, out], check=True)
    with Ledger.open(store) as ledger:
        replay(ledger, FileSource([str(log)], clock=lambda: MOMENT))
    off = differences(store, out)
    assert off["video_views_organic"] == off["shares_organic"] == 0
    assert off["likes_organic"] > 0
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[1][1] = "99"
    with out.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(RuntimeError, match="video_views are not"):
        differences(store, out)
