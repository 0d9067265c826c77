"""Every command and every option says what it is for."""

from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from scripts.cli_reference import walk
from sparktally.cli import app_for

ROOT: Any = typer.main.get_command(app_for())
COMMANDS = dict(walk(ROOT, "sparktally"))
READS = {
    "posts", "post", "ads", "ad", "creators", "campaigns", "exceptions", "dead-letters list",
    "dead-letters show", "boost-candidates", "authorizations", "lift", "sql", "explain", "log", "diff",
    "doctor", "rebuild",
}  # fmt: skip
OTHERS = {
    "replay", "validate", "export", "dead-letters export", "dead-letters redrive", "verify", "schema",
    "version", "simulate",
}  # fmt: skip
STORELESS = {"validate", "schema", "version", "simulate"}


def test_the_commands_are_those_promised() -> None:
    assert {name.removeprefix("sparktally ") for name in COMMANDS} == READS | OTHERS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert not [one.name for one in command.params if not one.help]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_works(name: str) -> None:
    result = CliRunner().invoke(app_for(), [*name.split()[1:], "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.parametrize("name", sorted(READS))
def test_every_read_command_takes_json_csv_and_store(name: str) -> None:
    options = {option for one in COMMANDS[f"sparktally {name}"].params for option in one.opts}
    assert {"--json", "--csv", "--store"} <= options
    assert ("--as-of" in options) == (name not in ("diff", "rebuild"))


@pytest.mark.parametrize("name", sorted(READS | OTHERS - STORELESS))
def test_the_store_may_come_from_the_environment(name: str) -> None:
    (store,) = [one for one in COMMANDS[f"sparktally {name}"].params if one.name == "store"]
    assert store.envvar == "SPARKTALLY_STORE"
    assert str(store.default) == "sparktally.duckdb"


def test_json_and_csv_exclude_each_other() -> None:
    result = CliRunner().invoke(app_for(), ["posts", "--json", "--csv"])
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr
