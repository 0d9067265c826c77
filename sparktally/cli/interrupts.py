"""Ctrl-C and SIGTERM: a command that only reads leaves at once, one that writes at the second time.

A replay is not broken off just anywhere (an exception from a signal can come up in the middle of what DuckDB
or Arrow do, and get lost there): it asks between batches whether it is to stop.

DuckDB answers an interrupt with a RuntimeError and then, on closing, waits for the query at hand, however
long it takes; therefore reading does not even try to close: `sparktally.__main__` sees to that.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from sparktally.__main__ import STOPS
from sparktally.cli.exits import asked_to_stop, say

Handler = Callable[[int, FrameType | None], None]


@contextmanager
def finishing_on_interrupt() -> Iterator[None]:
    """Within, the first signal of `STOPS` raises KeyboardInterrupt, the second ends the process."""
    with _handling(_interrupt):
        yield


@contextmanager
def stopping_when_asked() -> Iterator[None]:
    """Within, the first signal of `STOPS` is remembered (`is_asked_to_stop`), the second ends the process."""
    with _handling(_ask):
        yield


@contextmanager
def _handling(handler: Handler) -> Iterator[None]:
    before = {stop: signal.signal(stop, handler) for stop in STOPS}
    try:
        yield
    finally:
        for stop, was in before.items():
            signal.signal(stop, was)


def _interrupt(number: int, frame: FrameType | None) -> None:
    _ask(number, frame)
    raise KeyboardInterrupt


def _ask(number: int, _frame: FrameType | None) -> None:
    for stop in STOPS:
        signal.signal(stop, signal.SIG_DFL)
    say("stopping; once more to leave at once")
    asked_to_stop(signal.Signals(number))
