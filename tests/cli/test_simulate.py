"""`simulate`: a whole file or none, knobs as options, mistakes in words."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from sparktally.cli.progress import writing_progress
from sparktally.simulate.knobs import Knobs, option

TIMEOUT_SECONDS = 60


def test_every_knob_is_an_option_that_says_its_default(run: Any) -> None:
    said = run("simulate", "--help", env={"COLUMNS": "200"}).stdout
    for knob in fields(Knobs):
        assert option(knob.name) in said
    assert "default: 2025-03-01" in said


def test_knobs_reach_the_log_and_the_same_give_the_same_bytes(run: Any, tmp_path: Path) -> None:
    logs = [tmp_path / f"{number}.ndjson" for number in range(3)]
    for log, seed in zip(logs, ("4", "4", "5"), strict=True):
        told = run("simulate", "--to", log, "--lines", "3000", "--seed", seed, "--start", "2030-05-06")
        assert (told.exit_code, told.stdout) == (0, ""), told.output
        assert told.stderr == f"{log}: 3,000 lines\n"
    first, again, other = (log.read_bytes() for log in logs)
    assert first == again != other
    assert first.count(b"\n") == 3000
    assert b'"occurred_at":"2030-05-06T' in first


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--paid-share", "2"), "--paid-share: 2.0 is out of bounds"),
        (("--lines", "10"), "--lines: 10 is out of bounds"),
        (("--lines", "many"), "--lines"),
        (("--start", "soon"), "'soon' is not a day"),
        (("--facts", "never"), "--facts"),
        (("--posts", "9999"), "too few for the"),
    ],
)
def test_bad_knobs_end_with_2_and_leave_no_file(
    run: Any, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    result = run("simulate", "--to", tmp_path / "log.ndjson", "--lines", "3000", *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_no_logs_is_refused(run: Any, tmp_path: Path) -> None:
    result = run("simulate", "--to", tmp_path / "log.csv", "--lines", "1000")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "what to write" in result.stderr


def test_a_file_that_is_there_is_replaced_only_when_asked(run: Any, tmp_path: Path) -> None:
    log = tmp_path / "log.ndjson"
    log.write_text("mine")
    kept = run("simulate", "--to", log, "--lines", "1000")
    assert kept.exit_code == 2
    assert "--force" in kept.stderr
    assert log.read_text() == "mine"
    assert run("simulate", "--to", log, "--lines", "1000", "--force").exit_code == 0
    assert log.read_bytes().count(b"\n") == 1000


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_log_is_not_there(stop: signal.Signals, code: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sparktally", "simulate", "--to", "log.ndjson", "--lines", "20000000"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + TIMEOUT_SECONDS
        while not any(path.stat().st_size for path in tmp_path.iterdir()) and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(stop)
        _, said = process.communicate(timeout=TIMEOUT_SECONDS)
    assert process.returncode == code, said
    assert list(tmp_path.iterdir()) == []


def test_progress_says_how_far_and_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    clock = iter([0.0, 0.0, 1.0, 10.0, 11.0])
    with writing_progress("log.ndjson", 4_000, lambda: next(clock)) as wrote:
        for lines in (100, 1_000, 1_100):
            wrote(lines)
    assert capsys.readouterr().err == "log.ndjson: 1,000 of 4,000 lines, 100 lines/s, about 30 s left\n"
