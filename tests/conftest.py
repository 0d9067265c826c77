"""Settings of the whole run."""

from __future__ import annotations

import os

import pytest

from engine import connecting, lines


def pytest_configure(config: pytest.Config) -> None:
    """Workers that share the cores give each store one thread; the long proofs leave the choice to DuckDB."""
    if os.environ.get("PYTEST_XDIST_WORKER") and config.getoption("-m") == "not prove":
        connecting.ALONE["threads"] = 1


@pytest.fixture
def gated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate takes few lines too, as those of a large batch."""
    monkeypatch.setattr(lines, "GATED_LINES_MIN", 0)
