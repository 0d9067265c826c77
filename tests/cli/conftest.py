"""One small store, replayed once from `data/small.ndjson`, and a way to run the command on it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sparktally.cli import app_for

DATA = Path(__file__).parent / "data"
Run = Callable[..., Any]


def invoke(*args: str | Path, env: dict[str, str] | None = None, stdin: bytes | None = None) -> Any:
    """The command, in this process; stdout and stderr apart."""
    return CliRunner().invoke(
        app_for([str(arg) for arg in args]), [str(arg) for arg in args], env=env, input=stdin
    )


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "small.duckdb"
    result = invoke("replay", DATA / "small.ndjson", "--store", path)
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def run() -> Run:
    """Run the command without a store of its own."""
    return invoke


@pytest.fixture
def read(store: Path) -> Run:
    """Run a command on the small store."""
    return lambda *args, **given: invoke(*args, env={"SPARKTALLY_STORE": str(store)}, **given)


@pytest.fixture
def run_here() -> Run:
    """Like `run`, for modules that have a `run` of their own."""
    return invoke
