"""The app: every command with its name, and the entry point."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from sparktally.cli.exits import GuardedGroup, guarded
from sparktally.cli.tables import print_line

EPILOG = (
    "Exit codes: 0 done, 1 differences found, 2 usage or bad input, "
    "3 store locked, newer, older or damaged, or no memory or disk left, 70 a bug, 130 interrupted, "
    "141 nobody reads the output."
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib import metadata  # noqa: PLC0415 it takes longer than a query

        print_line(f"sparktally {metadata.version('sparktally')}")
        raise typer.Exit


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


LOG, READ, CHECK = "Read and make logs", "Read the store", "Check and inspect"
COMMANDS: dict[str, tuple[str, str]] = {
    "replay": (LOG, "replay.replay"),
    "validate": (LOG, "validate.validate"),
    "simulate": (LOG, "simulate.simulate"),
    "posts": (READ, "posts.posts"),
    "post": (READ, "posts.post"),
    "ads": (READ, "ads.ads"),
    "ad": (READ, "ads.ad"),
    "creators": (READ, "totals.creators"),
    "campaigns": (READ, "totals.campaigns"),
    "exceptions": (READ, "insights.exceptions"),
    "boost-candidates": (READ, "insights.boost_candidates"),
    "authorizations": (READ, "insights.authorizations"),
    "lift": (READ, "insights.lift"),
    "explain": (READ, "explain.explain"),
    "log": (READ, "history.log"),
    "diff": (READ, "history.diff"),
    "export": (READ, "export.export"),
    "dead-letters": (READ, "letters.letters"),
    "verify": (CHECK, "store.verify"),
    "doctor": (CHECK, "doctor.doctor"),
    "rebuild": (CHECK, "rebuild.rebuild"),
    "sql": (CHECK, "store.sql"),
    "schema": (CHECK, "store.schema"),
    "version": (CHECK, "store.version"),
}
"""Every command in the order of the help: its panel, and where it is in `sparktally.cli.commands`."""


def app_for(arguments: Sequence[str] = ()) -> typer.Typer:
    """The app with the one command that the arguments begin with; with all where they begin with none.

    Loading a command takes longer than many of them run.
    """
    app = typer.Typer(
        name="sparktally",
        cls=GuardedGroup,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
        epilog=EPILOG,
    )
    app.callback()(sparktally_)
    for name in arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS:
        panel, place = COMMANDS[name]
        module, _, function = place.partition(".")
        command = getattr(import_module(f"sparktally.cli.commands.{module}"), function)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, rich_help_panel=panel)
        else:
            app.command(name, rich_help_panel=panel)(command)
    return app


def main() -> None:
    """Run the command that the process was started with, and leave with its exit code."""
    guarded(lambda: app_for(sys.argv[1:])(prog_name="sparktally"))
