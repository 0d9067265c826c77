"""What is built and what is locked: four packages and nothing else, pinned with hashes, no address."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("engine", "schemas", "sparktally", "streams")
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(lock: str) -> dict[tuple[str, str], str]:
    """By name and marker, the version that a lock pins."""
    lines = (HOME / lock).read_text(encoding="utf-8").splitlines()
    found = [pin.groups() for pin in map(PIN.match, lines) if pin]
    return {(name, (marker or "").strip()): version for name, version, marker in found}


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w-]", each)[0].lower() for each in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_pins_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (HOME / lock).read_text(encoding="utf-8").splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        assert PIN.match(line) or HASH.match(line) or line.startswith("#"), line
        assert not PIN.match(before) or HASH.match(line), f"{before} has no hash"


def test_the_locks_agree_and_hold_what_the_project_needs() -> None:
    small, large = pins("requirements.lock"), pins("requirements-dev.lock")
    assert small.items() <= large.items()
    names = {name for name, _ in small}
    assert named(PROJECT["project"]["dependencies"]) <= names
    assert named(PROJECT["dependency-groups"]["build"]) <= names
    assert named(PROJECT["project"]["optional-dependencies"]["dev"]) <= {name for name, _ in large}


def test_every_dependency_has_its_reason() -> None:
    page = (HOME / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([a-z0-9, -]+) \|", page, re.MULTILINE)
    told = {name for cell in cells for name in cell.split(", ")} - {"package", "---"}
    needed = named(PROJECT["project"]["dependencies"]) | named(
        PROJECT["project"]["optional-dependencies"]["dev"]
    )
    assert told == needed


def test_every_import_is_a_dependency() -> None:
    needed = named(PROJECT["project"]["dependencies"]) | {"pydantic-core"}
    pattern = re.compile(r"^(?:from|import) (\w+)", re.MULTILINE)
    for package in PACKAGES:
        for path in (HOME / package).rglob("*.py"):
            for module in pattern.findall(path.read_text(encoding="utf-8")):
                known = module in sys.stdlib_module_names or module in PACKAGES
                distribution = module.lstrip("_").replace("_", "-")  # `_duckdb` comes with duckdb
                assert known or distribution in needed, f"{path}: {module}"


def test_the_wheel_holds_the_four_packages_whole(tmp_path: Path) -> None:
    skip = shutil.ignore_patterns(
        ".git", ".venv", ".*_cache", ".hypothesis", "build", "dist", "*.duckdb", "*.ndjson"
    )
    tree = shutil.copytree(HOME, tmp_path / "tree", ignore=skip)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=tree, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {
        str(path.relative_to(HOME))
        for package in PACKAGES
        for path in (HOME / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == wanted
    assert {f"{package}/py.typed" for package in PACKAGES} <= held
    assert {Path(name).suffix for name in held} == {".py", ".sql", ".toml", ".typed"}


def test_the_licence_is_whole() -> None:
    text = (HOME / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert all(f"   {number}. " in text for number in range(1, 10))


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A `make` that writes down what it is asked for, and fails where `FAILS` says so."""
    fake = tmp_path / "make"
    fake.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\n[ "$1" != "$FAILS" ]\n', encoding="utf-8")
    fake.chmod(0o755)
    return fake


def asked(gate: Path, fails: str) -> tuple[int, list[str]]:
    """How the gate ended, and the tasks that it asked for."""
    environment = {**os.environ, "PATH": f"{gate.parent}:{os.environ['PATH']}", "FAILS": fails}
    ended = subprocess.run([HOME / ".ci/run"], env=environment, cwd=gate.parent, check=False).returncode
    return ended, (gate.parent / "asked").read_text(encoding="utf-8").splitlines()


def test_the_gate_of_changes_runs_the_tests_of_the_readme(gate: Path) -> None:
    ended, tasks = asked(gate, "")
    assert ended == 0
    assert {"test", "lint", "types", "build", "demo"} <= set(tasks)


@pytest.mark.parametrize("task", ["test", "lint", "types", "build", "demo"])
def test_the_gate_of_changes_ends_with_what_fails(task: str, gate: Path) -> None:
    ended, tasks = asked(gate, task)
    assert ended != 0
    assert tasks[-1] == task


def test_make_alone_lists_the_tasks() -> None:
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    (tasks,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    told = subprocess.run(["make"], cwd=HOME, capture_output=True, text=True, check=True).stdout
    listed = re.findall(r"^  make ([a-z-]+) +\S", told, re.MULTILINE)
    assert {*listed, "setup-run"} == set(tasks.split())
