import errno
from pathlib import Path
from typing import ClassVar

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from engine.connecting import told
from engine.errors import StoreError
from schemas.errors import SparktallyError
from sparktally.cli.exits import BUG, PIPE_CLOSED, STORE, USAGE, GuardedGroup


class LockedError(SparktallyError):
    exit_code: ClassVar[int] = 3


def _of_a_store(error: duckdb.Error) -> StoreError:
    with pytest.raises(StoreError) as said, told(Path("x.duckdb")):
        raise error
    return said.value


ERRORS: dict[str, tuple[BaseException, int, str]] = {
    "user": (
        SparktallyError("is bad", where="a.log:3", fix="mend it"),
        USAGE,
        "error: a.log:3: is bad\n  mend it\n",
    ),
    "memory": (
        MemoryError(),
        STORE,
        "error: out of memory\n  free some, or read smaller batches (replay --batch-lines)\n",
    ),
    "memory of DuckDB": (
        duckdb.OutOfMemoryException("failed to pin a block"),
        STORE,
        "error: out of memory: failed to pin a block\n",
    ),
    "memory of a store": (
        _of_a_store(duckdb.OutOfMemoryException("failed to pin a block")),
        STORE,
        "error: x.duckdb: there is no room: failed to pin a block\n",
    ),
    "store": (LockedError("held by 12", where="x.duckdb"), 3, "error: x.duckdb: held by 12\n"),
    "hostile": (SparktallyError("a\x1b[2Jb"), USAGE, "error: a\\x1b[2Jb\n"),
    "os": (
        PermissionError(errno.EACCES, "Permission denied", "f.txt"),
        USAGE,
        "error: f.txt: Permission denied\n",
    ),
    "interrupt": (KeyboardInterrupt(), 130, "interrupted\n"),
    "pipe": (BrokenPipeError(errno.EPIPE, "Broken pipe"), PIPE_CLOSED, ""),
    "bug": (KeyError("x"), BUG, "error: this is a bug in sparktally: KeyError: 'x'\n"),
}


def failing_app() -> typer.Typer:
    app = typer.Typer(cls=GuardedGroup, pretty_exceptions_enable=False)

    @app.callback()
    def root() -> None:
        """Fail."""

    @app.command()
    def fail(name: str) -> None:
        if name == "exit":
            raise typer.Exit(1)
        raise ERRORS[name][0]

    return app


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_has_its_message_and_code(name: str) -> None:
    _, code, message = ERRORS[name]
    result = CliRunner().invoke(failing_app(), ["fail", name])
    assert result.exit_code == code
    assert result.stderr.startswith(message)
    assert "Traceback" not in result.output
    assert bool(result.stderr) == bool(message)


def test_a_bug_says_how_to_get_its_traceback() -> None:
    result = CliRunner().invoke(failing_app(), ["fail", "bug"])
    assert "SPARKTALLY_DEBUG=1" in result.stderr
    debug = CliRunner(env={"SPARKTALLY_DEBUG": "1"}).invoke(failing_app(), ["fail", "bug"])
    assert "Traceback" in debug.stderr
    assert debug.exit_code == BUG


def test_a_command_may_leave_with_its_own_code() -> None:
    assert CliRunner().invoke(failing_app(), ["fail", "exit"]).exit_code == 1


def test_a_wrong_call_is_usage() -> None:
    result = CliRunner().invoke(failing_app(), ["nope"])
    assert result.exit_code == USAGE
    assert "nope" in result.stderr
