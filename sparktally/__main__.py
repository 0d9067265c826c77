"""The command `sparktally`, as a console script and as `python -m sparktally`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType, ModuleType

STOPS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
"""The signals that ask for an end, and what is said then; the exit code is 128 and the signal's number."""


class NoPandas:
    """Keeps pandas out: DuckDB would load it to look at a parameter, which takes longer than a command."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /
    ) -> None:
        """No spec of any module; of pandas, that it is not there."""
        if fullname == "pandas":
            raise ModuleNotFoundError("no command needs pandas", name=fullname)


def main() -> None:
    """Load the command line and run it; Ctrl-C and SIGTERM end it quietly, also while it still loads."""
    for stop in STOPS:
        signal.signal(stop, _leave)
    sys.meta_path.insert(0, NoPandas())
    from sparktally.cli import main as run  # noqa: PLC0415 it takes a while

    run()


def stop_code(stop: signal.Signals) -> int:
    """The exit code of a process that such a signal has ended."""
    return 128 + stop


def _leave(number: int, _frame: FrameType | None) -> None:
    """At once: for commands that leave nothing behind."""
    stop = signal.Signals(number)
    sys.stderr.write(f"{STOPS[stop]}\n")
    sys.stderr.flush()
    os._exit(stop_code(stop))


if __name__ == "__main__":
    main()
