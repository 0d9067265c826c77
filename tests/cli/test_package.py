"""`import sparktally`: the few names that it gives."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import engine.errors
import schemas.errors
import streams.errors
from streams.files import FileSource
from streams.replay import replay
from streams.validate import validate

sparktally = importlib.import_module("sparktally")


def test_the_public_names_are_those_of_the_packages() -> None:
    assert sparktally.Ledger is engine.Ledger
    assert sparktally.Reader is engine.Reader
    assert sparktally.SparktallyError is schemas.errors.SparktallyError
    for name in ("LINE_SCHEMA", "Batch", "BatchResult", "Position"):
        assert getattr(sparktally, name) is getattr(engine, name)
    assert sparktally.FileSource is FileSource
    assert sparktally.replay is replay
    assert sparktally.validate is validate
    for name in (
        "Check",
        "Summary",
        "Verification",
        *(name for name in engine.__all__ if name.startswith("Store")),
    ):
        assert getattr(sparktally, name) is getattr(engine, name)
    for errors in (engine.errors, streams.errors):
        names = {name for name, error in vars(errors).items() if isinstance(error, type)}
        assert names <= set(sparktally.__all__)
        assert all(getattr(sparktally, name) is getattr(errors, name) for name in names)
    assert sparktally.ReplayResult is streams.replay.ReplayResult
    assert sparktally.Report is streams.validate.Report
    assert sparktally.__version__ == engine.__version__
    assert set(sparktally.__all__) <= set(dir(sparktally))


def test_there_are_no_others() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        _ = sparktally.nope
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        _ = streams.nope


QUICK = """
import sys
from pathlib import Path
import sparktally.cli
try:
    sparktally.cli.app_for(sys.argv[1:])(sys.argv[1:])
finally:
    print({"duckdb", "numpy", "pyarrow"} & set(sys.modules))
"""


@pytest.mark.parametrize(
    ("asked", "said"), [("--version", f"sparktally {engine.__version__}\n"), ("--help", "Exit codes: ")]
)
def test_what_needs_no_store_loads_no_database(asked: str, said: str) -> None:
    command = [sys.executable, "-c", QUICK, asked]
    out = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert said in out
    assert out.endswith("set()\n")


ASKING = """
import sys
from pathlib import Path
from sparktally.__main__ import main
try:
    main()
finally:
    found = {name for name, module in sys.modules.items() if module is not None}
    libraries = {"duckdb", "hashlib", "importlib.metadata", "pandas", "pyarrow", "rich", "tomllib"}
    print((libraries | {"schemas.event", "streams"}) & found, file=sys.stderr)
"""


@pytest.mark.parametrize("asked", [["posts"], ["post", "p1"], ["ads"]])
def test_a_question_loads_neither_models_nor_arrow_nor_what_surrounds_duckdb(
    store: Path, asked: list[str]
) -> None:
    command = [sys.executable, "-c", ASKING, *asked, "--json", "--store", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("[{")
    assert done.stderr == "set()\n"
