"""The logs that a command is given: the argument, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sparktally.cli.exits import say
from sparktally.values import counted

if TYPE_CHECKING:
    from streams.files import FileSource

STRANGERS_SAID_MAX = 5
NAMED_MAX = 3

Logs = Annotated[
    list[str],
    typer.Argument(
        metavar="LOG",
        help="Files, globs or directories (NDJSON, CSV, Parquet; .gz and .zst too); '-': NDJSON on stdin.",
    ),
]


def no_lines(source: FileSource) -> str:
    """Say that the logs are empty, and which they are."""
    names = [log.source for log in source.logs[:NAMED_MAX]]
    more = len(source.logs) - len(names)
    return f"there are no lines in {', '.join(names)}" + (
        f" and {counted(more, 'file')} more" if more else ""
    )


def say_beforehand(source: FileSource, *, resumes: bool = True) -> None:
    """What a reader of logs should know first: standard input, files left out."""
    if source.reads_stdin and resumes:
        say("standard input has no position: it is read anew, and what the store knows is a duplicate")
    for stranger in source.strangers[:STRANGERS_SAID_MAX]:
        say(f"left out: {stranger.path} ({stranger.why})")
    if len(source.strangers) > STRANGERS_SAID_MAX:
        say(f"left out: {counted(len(source.strangers) - STRANGERS_SAID_MAX, 'file')} more")
