"""What does not fit into memory goes where no other process has anything, and does not stay."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Reader
from sparktally import spill

MUCH = "SELECT count(*), max(x) FROM (SELECT DISTINCT range || repeat('x', 80) AS x FROM range(400_000))"


@pytest.fixture
def elsewhere() -> Iterator[None]:
    """The folder of this process is made anew, and goes after the test."""
    spill._elsewhere.cache_clear()
    yield
    spill._elsewhere().cleanup()
    spill._elsewhere.cache_clear()


def test_it_is_beside_the_store_and_no_other_process_has_it(tmp_path: Path) -> None:
    folder = spill.spill_folder(tmp_path / "s.duckdb")
    assert folder.parent == tmp_path
    assert folder == spill.spill_folder(tmp_path / "s.duckdb")
    assert folder != spill.spill_folder(tmp_path / "t.duckdb")
    asked = "import sys, pathlib, sparktally.spill as s; print(s.spill_folder(pathlib.Path(sys.argv[1])))"
    other = subprocess.run(
        [sys.executable, "-c", asked, tmp_path / "s.duckdb"], capture_output=True, text=True, check=True
    )
    assert Path(other.stdout.strip()) != folder
    assert Path(other.stdout.strip()).parent == tmp_path


@pytest.mark.usefixtures("elsewhere")
def test_where_nothing_can_be_written_it_is_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    folder = spill.spill_folder(tmp_path / "s.duckdb")
    assert tmp_path not in folder.parents
    assert folder.parent.stat().st_mode & 0o077 == 0


def test_what_does_not_fit_goes_there_and_is_gone_afterwards(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "spill"
    with Reader.open(path, memory_limit="40MB", spill=folder) as reader:
        assert reader.query(MUCH).fetchall()[0][0] == 400_000
        assert folder.exists()
        assert reader.verify().ok
    assert not folder.exists()
    assert [each for each in path.parent.iterdir() if each.suffix == ".tmp"] == []
