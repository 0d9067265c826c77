"""Ledgers find what they look for by indexes from their second batch on, and by scans in the first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import ledger


@pytest.fixture(autouse=True, scope="module")
def _soon() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "SMALL_BATCHES", 1)
        patch.setattr(ledger, "LINES", 0)
        yield
