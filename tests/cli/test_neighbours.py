"""Somebody's own `schemas.py`, `engine/` or `streams.py` beside sparktally: one clear error."""

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = ("schemas", "engine", "streams")


def run(code: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *code], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("form", ["{}.py", "{}/__init__.py"])
@pytest.mark.parametrize("call", [["-c", "import sparktally"], ["-m", "sparktally", "--help"]])
def test_anothers_module_of_that_name_is_named(
    tmp_path: Path, package: str, form: str, call: list[str]
) -> None:
    theirs = tmp_path / form.format(package)
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("raise RuntimeError('must not be run')\n")
    result = run(call, tmp_path)
    last = result.stderr.strip().splitlines()[-1]
    shown = theirs.parent if theirs.name == "__init__.py" else theirs
    assert result.returncode == 1
    assert last.startswith(f"ImportError: sparktally needs its own package '{package}'")
    assert str(shown) in last
    assert "Rename" in last


def test_one_that_was_imported_before_is_named(tmp_path: Path) -> None:
    (tmp_path / "engine.py").write_text("")
    result = run(["-c", "import sys; import engine; sys.path.pop(0); import sparktally"], tmp_path)
    assert "ImportError: sparktally needs its own package 'engine'" in result.stderr
    assert "has been imported already" in result.stderr


def test_a_folder_without_code_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "notes.txt").write_text("pistons")
    assert run(["-c", "import sparktally"], tmp_path).returncode == 0
