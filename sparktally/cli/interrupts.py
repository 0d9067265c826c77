"""Ctrl-C: a command that only reads leaves at once, one that writes at the second time.

DuckDB answers an interrupt with a RuntimeError and then, on closing, waits for the query at hand, however
long it takes; therefore reading does not even try to close: `sparktally.__main__` sees to that.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sparktally.cli.exits import say


@contextmanager
def finishing_on_interrupt() -> Iterator[None]:
    """Within, the first Ctrl-C raises KeyboardInterrupt, the second ends the process."""
    before = signal.signal(signal.SIGINT, _finish)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _finish(_signal: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    say("stopping; press Ctrl-C again to leave at once")
    raise KeyboardInterrupt
