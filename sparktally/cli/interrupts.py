"""Ctrl-C and SIGTERM: a command that only reads leaves at once, one that writes at the second time.

DuckDB answers an interrupt with a RuntimeError and then, on closing, waits for the query at hand, however
long it takes; therefore reading does not even try to close: `sparktally.__main__` sees to that.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sparktally.__main__ import STOPS
from sparktally.cli.exits import asked_to_stop, say

_SAID = {
    signal.SIGINT: "stopping; press Ctrl-C again to leave at once",
    signal.SIGTERM: "stopping after the batch at hand; once more to leave at once",
}


@contextmanager
def finishing_on_interrupt() -> Iterator[None]:
    """Within, the first signal of `STOPS` raises KeyboardInterrupt, the second ends the process."""
    before = {stop: signal.signal(stop, _finish) for stop in STOPS}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)


def _finish(number: int, _frame: FrameType | None) -> None:
    stop = signal.Signals(number)
    signal.signal(stop, signal.SIG_DFL)
    say(_SAID[stop])
    asked_to_stop(stop)
    raise KeyboardInterrupt
