"""Setting up: a machine without a fitting Python is told what to do, and nothing is made there."""

from __future__ import annotations

import subprocess
from pathlib import Path

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


def test_it_installs_only_what_the_lock_pins_with_its_hash() -> None:
    script = (HOME / "scripts/setup.sh").read_text(encoding="utf-8")
    installs = [line for line in script.splitlines() if line.startswith("pip install")]
    assert installs == [
        'pip install --quiet --require-hashes -r "$lock"',
        "pip install --quiet --no-deps --no-build-isolation --editable .",
    ]
