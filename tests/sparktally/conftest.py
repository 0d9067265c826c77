"""One small store, replayed once by the library, and labels for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import sparktally

SMALL = Path(__file__).parents[1] / "cli" / "data" / "small.ndjson"
LABELS = """kind,id,title,handle,link
post,p1,"Salt, and pepper",,https://example.com/p1
creator,c1,,@ada,
ad,a1,Spring sale,,
campaign,g1,Launch,,
post,nowhere,No such post,,
"""


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the small log."""
    file = tmp_path_factory.mktemp("library") / "small.duckdb"
    sparktally.open(file).replay(SMALL)
    return file


@pytest.fixture
def store(path: Path) -> sparktally.Store:
    return sparktally.open(path)


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    file = tmp_path / "labels.csv"
    file.write_text(LABELS, encoding="utf-8")
    return file
