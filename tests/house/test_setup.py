"""Setting up: a machine without a fitting Python is told what to do, and nothing is made there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]


def setup(venv: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", "scripts/setup.sh", str(venv), "requirements.lock", *options]
    return subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)


def test_without_a_fitting_python_it_says_what_to_do(tmp_path: Path) -> None:
    run = setup(tmp_path / "venv", "/bin/false")
    assert run.returncode == 1
    assert "no Python of at least 3.11" in run.stderr
    assert "make PYTHON=" in run.stderr
    assert not (tmp_path / "venv").exists()


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """An environment whose Python fits, does nothing and writes down what it is asked for."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\n', encoding="utf-8")
    python.chmod(0o755)
    return tmp_path / "venv"


def installs(venv: Path) -> list[list[str]]:
    """The words of every `pip install` so far."""
    said = (venv.parent / "asked").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in said if " install " in line]


def test_it_installs_only_what_the_lock_pins_with_its_hash(venv: Path) -> None:
    assert setup(venv).returncode == 0
    locked, own = installs(venv)
    assert "--require-hashes" in locked
    assert locked[-2:] == ["-r", "requirements.lock"]
    assert {"--no-deps", "--no-build-isolation"} < set(own)
    assert own[-2:] == ["--editable", "."]


def test_done_before_it_does_nothing(venv: Path) -> None:
    assert setup(venv).returncode == 0
    done = installs(venv)
    assert setup(venv).returncode == 0
    assert installs(venv) == done
