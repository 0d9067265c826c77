"""A program: replay a log, and say how long each step of the batches took: `-m benchmarks.stepped LOG STORE`.

`--memory-limit 2GiB` is DuckDB's. Writes one JSON object: lines, seconds, digest, and seconds by step, with
`waiting` for lines to be read.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from datetime import UTC, datetime

from engine import Ledger
from engine.store import MEMORY_LIMIT
from streams.files import FileSource
from streams.replay import replay


class Steps:
    """Adds up what passes between steps; what comes before a step's name belongs to the one before it."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._name, self._since = "waiting", time.perf_counter()

    def __call__(self, name: str) -> None:
        """The step of that name begins."""
        now = time.perf_counter()
        self.seconds[self._name] += now - self._since
        self._name, self._since = name, now


def clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def main() -> None:
    """Replay and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log")
    parser.add_argument("store")
    parser.add_argument("--memory-limit", default=MEMORY_LIMIT)
    options = parser.parse_args()
    began = time.perf_counter()
    with Ledger.open(options.store, memory_limit=options.memory_limit) as ledger:
        steps = Steps()
        ledger.on_step = steps
        source = FileSource([options.log], clock=clock)
        result = replay(ledger, source, on_batch=lambda *_: steps("waiting"))
        steps("closing")
        digest = ledger.digest()
    steps("end")
    seconds = time.perf_counter() - began
    told = {"lines": result.lines, "seconds": seconds, "digest": digest, "steps": dict(steps.seconds)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
