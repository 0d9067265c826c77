"""Run the notebook of the documentation: `python -m scripts.notebook [--write]`.

It runs in a copy of its place in the tree, beside an example log that is built there, and says which cell's
numbers differ from those in the page. `--write` puts into the page what its cells give now: without times,
versions and names of a machine, so that the same numbers are the same file.
"""

from __future__ import annotations

import argparse
import difflib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HOME = Path(__file__).parents[1]
PAGE = HOME / "docs" / "notebook" / "analysis.ipynb"
EXAMPLE = HOME / "examples" / "kuairand"
PICTURES = ("image/svg+xml", "image/png")
TIMEOUT_SECONDS = 120


def run(page: Path = PAGE) -> Any:
    """The notebook with what its cells give now.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell fails.
    """
    with tempfile.TemporaryDirectory(prefix="sparktally-notebook-") as folder:
        example = Path(folder) / "examples" / "kuairand"
        shutil.copytree(EXAMPLE, example, ignore=shutil.ignore_patterns("log.ndjson", "__pycache__"))
        subprocess.run([sys.executable, "build.py"], cwd=example, check=True, capture_output=True)
        place = Path(folder) / "docs" / "notebook"
        place.mkdir(parents=True)
        notebook = nbformat.read(page, as_version=4)
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(place)}},
        )
        return _plain(client.execute())


def _plain(notebook: Any) -> Any:
    """The notebook without what a run or a machine adds to it."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.pop("metadata", None)
            if "data" in output:
                output.metadata = {}
    return notebook


def said(notebook: Any) -> list[str]:
    """What its cells say, line by line: texts and tables, and of a picture that it is there."""
    return [line for cell in notebook.cells for output in cell.get("outputs", []) for line in _said(output)]


def _said(output: Any) -> Iterator[str]:
    yield from output.get("text", "").splitlines()
    for kind, data in sorted(output.get("data", {}).items()):
        if kind in PICTURES:
            yield f"({kind})"
        elif "image/svg+xml" not in output.data or kind != "text/plain":
            yield from data.splitlines()


def differences(page: Path = PAGE) -> tuple[Any, str]:
    """The notebook as it is now, and a diff of what it says, empty where all holds."""
    now = run(page)
    written = nbformat.read(page, as_version=4)
    return now, "\n".join(difflib.unified_diff(said(written), said(now), str(page), "now", lineterm=""))


def main() -> int:
    """Check or rewrite the notebook; 1 when it differs and is not rewritten."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--write", action="store_true", help="rewrite the notebook")
    write: bool = options.parse_args().write
    now, diff = differences()
    if write:
        nbformat.write(now, PAGE)
    print(diff or f"{PAGE.name}: holds")
    return int(bool(diff) and not write)


if __name__ == "__main__":
    sys.exit(main())
