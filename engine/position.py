"""Where a source stands: what the ledger keeps of each, and a batch brings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Where a source stands after a batch.

    Args:
        source: the same text as in `LINE_SCHEMA`.
        kind: `file`, `stdin` or `kafka`.
        position: the next byte, row or offset to read.
        number: lines passed so far, blank ones counted.
        state: JSON text that the source alone understands (fingerprints and the like).
    """

    source: str
    kind: str
    position: int
    number: int
    state: str = "{}"
