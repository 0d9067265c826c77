"""A process that applies one batch and dies at a step of it: no unwinding, no rollback, no closing.

Run as `python -m tests.engine.dying STORE RULE BATCH STEP`; it dies with 9; with 7 if it never came there.
"""

from __future__ import annotations

import os
import sys

from engine import Ledger
from tests.engine.logs import batches


def main(store: str, rule: str, turn: str, step: str) -> None:
    """Applies the log's batch of that turn, and exits without a word at the step, or after it returned."""
    ledger = Ledger.open(store, rule)
    ledger.on_step = lambda name: os._exit(9) if name == step else None
    ledger.apply(batches()[int(turn)])
    os._exit(9 if step == "returned" else 7)


if __name__ == "__main__":
    main(*sys.argv[1:])
