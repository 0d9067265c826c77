"""Exit codes and how errors are said, in one place.

| code | when |
|---|---|
| 0 | done |
| 1 | done, and differences were found: a failed check, a dead line (`validate`, `replay --strict`) |
| 2 | usage or bad input |
| 3 | the store is locked, newer, older or damaged, or memory or disk ran out; what was committed stays |
| 70 | a bug in sparktally |
| 130 | interrupted (Ctrl-C); what was committed stays |
| 141 | the reader of the output went away |
| 143 | terminated (SIGTERM); what was committed stays |
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, TextIO

import typer
from typer.core import TyperGroup

from schemas.errors import SparktallyError
from sparktally.__main__ import STOPS, stop_code
from sparktally.visible import visible

DIFFERENCES = 1
USAGE = 2
STORE = 3
BUG = 70
PIPE_CLOSED = 141
FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says where a disk, or one's share of it, has no room."""


class GuardedGroup(TyperGroup):
    """The command group that turns every error of a command into a message and an exit code."""

    def make_context(self, *args: Any, **given: Any) -> Any:
        """Read the command line; the help and the version are written here already.

        Raises:
            typer.Exit: they could not be written.
        """
        try:
            return super().make_context(*args, **given)
        except OSError as error:
            raise typer.Exit(report(error)) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command; see `report` for what becomes of errors.

        Raises:
            typer.Exit: with the code, after the message was written to stderr.
        """
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (SparktallyError, KeyboardInterrupt, OSError, MemoryError) as error:
            raise typer.Exit(report(error)) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if hasattr(error, "format_message"):  # the parser's own errors: it prints them and leaves with 2
                raise
            raise typer.Exit(report(error)) from None
        return result


def guarded(run: Callable[[], object]) -> None:
    """Run the app so that a reader that went away is never taken for an end of the command's own.

    Whatever writes last, a table, the help or the flush at the end: the exit code is `PIPE_CLOSED`.
    """
    try:
        try:
            run()
        finally:
            sys.stdout.flush()
    except OSError as error:
        sys.exit(report(error))
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            # rich leaves with 1, which here is an answer, where it cannot write
            sys.exit(report(end.__context__))
        raise


_ASKED: list[signal.Signals] = []
"""The signals that asked for an end: DuckDB tells of an interrupt without saying which it was."""


def asked_to_stop(stop: signal.Signals) -> None:
    """Remember which signal it was that an interrupt comes from."""
    _ASKED.append(stop)


def is_asked_to_stop() -> bool:
    """Whether a signal has asked for an end."""
    return bool(_ASKED)


def stopped() -> tuple[str, int]:
    """After an interrupt: what to say of it, and its exit code."""
    stop = _ASKED[-1] if _ASKED else signal.SIGINT
    return STOPS[stop], stop_code(stop)


def is_interrupt(error: BaseException) -> bool:
    """Whether an error is Ctrl-C or SIGTERM, as Python or as DuckDB tells it."""
    said = str(error)
    lost = said == "Query interrupted" or said.startswith("KeyboardInterrupt")
    return isinstance(error, KeyboardInterrupt) or lost


def report(error: BaseException) -> int:
    """Say the error on stderr and give the exit code."""
    try:
        code = _reported(error)
    except BrokenPipeError:
        code = PIPE_CLOSED
    _silence(sys.stdout)
    _silence(sys.stderr)
    return code


def _reported(error: BaseException) -> int:
    if os.environ.get("SPARKTALLY_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, BrokenPipeError):
        return PIPE_CLOSED
    if is_interrupt(error):
        said, code = stopped()
        say(said)
        return code
    message, code = _said(error)
    say(f"error: {message}")
    return code


def say(message: str) -> None:
    """Write a message for people to stderr, line by line, with nothing hidden in it."""
    for line in message.split("\n"):
        sys.stderr.write(visible(line) + "\n")
    sys.stderr.flush()


def _said(error: BaseException) -> tuple[str, int]:
    if isinstance(error, SparktallyError):
        return str(error), error.exit_code
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror}", STORE if error.errno in FULL else USAGE
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        said = f"out of memory: {error}" if str(error) else "out of memory"
        return f"{said}\n  free some, or read smaller batches (replay --batch-lines)", STORE
    kind = f"{type(error).__name__}: {error}".partition("\n")[0]
    return (
        f"this is a bug in sparktally: {kind}\n"
        "  run it again with SPARKTALLY_DEBUG=1 to see the traceback, and please report it",
        BUG,
    )


def _silence(stream: TextIO) -> None:
    """Where writing no longer works, send what is still buffered nowhere, so that leaving stays quiet."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
