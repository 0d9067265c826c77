"""The command `sparktally`, as a console script and as `python -m sparktally`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

INTERRUPTED = 130


def main() -> None:
    """Load the command line and run it; Ctrl-C ends the process quietly, also while it still loads."""
    signal.signal(signal.SIGINT, _leave)
    from sparktally.cli import main as run  # noqa: PLC0415 it takes a while

    run()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """At once: for commands that leave nothing behind."""
    sys.stderr.write("interrupted\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
