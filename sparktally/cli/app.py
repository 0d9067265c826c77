"""The app: every command with its name, and the entry point."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from typing import Annotated

import typer

from sparktally.cli.commands import (
    ads,
    doctor,
    explain,
    export,
    history,
    insights,
    posts,
    rebuild,
    redrive,
    replay,
    simulate,
    store,
    totals,
    validate,
)
from sparktally.cli.commands.letters import letters
from sparktally.cli.exits import GuardedGroup, guarded
from sparktally.cli.tables import print_line

EPILOG = (
    "Exit codes: 0 done, 1 differences found, 2 usage or bad input, "
    "3 store locked, newer, older or damaged, or no memory or disk left, 70 a bug, 130 interrupted, "
    "141 nobody reads the output."
)

app = typer.Typer(
    name="sparktally",
    cls=GuardedGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=EPILOG,
)


def _print_version(asked: bool) -> None:
    if asked:
        print_line(f"sparktally {metadata.version('sparktally')}")
        raise typer.Exit


@app.callback()
def sparktally_(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Split organic from paid: roll Spark Ads engagement up into the post, provable to the log line."""
    del version


LOG_COMMANDS: dict[str, Callable[..., None]] = {
    "replay": replay.replay,
    "validate": validate.validate,
    "simulate": simulate.simulate,
}
READ_COMMANDS: dict[str, Callable[..., None]] = {
    "posts": posts.posts,
    "post": posts.post,
    "ads": ads.ads,
    "ad": ads.ad,
    "creators": totals.creators,
    "campaigns": totals.campaigns,
    "exceptions": insights.exceptions,
    "boost-candidates": insights.boost_candidates,
    "authorizations": insights.authorizations,
    "lift": insights.lift,
    "explain": explain.explain,
    "log": history.log,
    "diff": history.diff,
    "export": export.export,
}
CHECK_COMMANDS: dict[str, Callable[..., None]] = {
    "verify": store.verify,
    "doctor": doctor.doctor,
    "rebuild": rebuild.rebuild,
    "sql": store.sql,
    "schema": store.schema,
    "version": store.version,
}


def _register(commands: dict[str, Callable[..., None]], panel: str) -> None:
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)


_register(LOG_COMMANDS, "Read and make logs")
_register(READ_COMMANDS, "Read the store")
letters.command("redrive")(redrive.redrive)
app.add_typer(letters, name="dead-letters", rich_help_panel="Read the store")
_register(CHECK_COMMANDS, "Check and inspect")


def main() -> None:
    """Run the command that the process was started with, and leave with its exit code."""
    guarded(lambda: app(prog_name="sparktally"))
