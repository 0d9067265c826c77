"""The notebook of the documentation runs, and its numbers are those of today."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from scripts import notebook

MACHINE = re.compile(r"/(?:tmp|root|home|Users|var)/|[A-Z]:\\\\|<dc:date>")


def test_its_numbers_are_current() -> None:
    now, diff = notebook.differences()
    assert not diff, f"{diff}\nif that is right: .venv/bin/python -m scripts.notebook --write"
    written = nbformat.read(notebook.PAGE, as_version=4)
    assert [cell.source for cell in written.cells] == [cell.source for cell in now.cells]


def test_it_says_its_licence_and_nothing_of_a_machine() -> None:
    text = notebook.PAGE.read_text(encoding="utf-8")
    written = nbformat.read(notebook.PAGE, as_version=4)
    assert "CC BY-SA 4.0" in written.cells[0].source
    assert not MACHINE.search(text)
    assert set(written.metadata) == {"kernelspec", "language_info"}
    assert notebook.PAGE.stat().st_size < 300_000
    assert notebook.said(written).count("(image/svg+xml)") == 3


def test_another_number_is_a_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = nbformat.read(notebook.PAGE, as_version=4)
    page = tmp_path / "analysis.ipynb"
    changed = nbformat.from_dict(written)
    changed.cells[1].outputs[0].text = changed.cells[1].outputs[0].text.replace("82,161", "82,160")
    nbformat.write(changed, page)
    monkeypatch.setattr(notebook, "run", lambda _: written)
    _, diff = notebook.differences(page)
    assert "-82,160 lines" in diff
    assert "+82,161 lines" in diff
