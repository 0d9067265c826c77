"""Nothing in the engine or the contract reads the clock, chance, the network or the environment."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = sorted(path for folder in ("engine", "schemas") for path in (ROOT / folder).rglob("*.py"))
QUERIES = sorted((ROOT / "engine").rglob("*.sql"))
MODULES = {
    "aiohttp", "asyncio", "ftplib", "getpass", "glob", "http", "httpx",
    "os", "platform", "random", "requests",
    "secrets", "select", "signal", "smtplib", "socket", "ssl", "subprocess", "time", "urllib",
    "urllib3", "uuid",
}  # fmt: skip
CALLS = {
    "now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "getenv", "environ", "urandom", "uuid4",
    "random",
    "default_rng", "Thread", "Timer", "ThreadPoolExecutor", "input", "print", "localtime", "gmtime",
}  # fmt: skip
CLOCK = re.compile(
    r"\b(now|today|get_current_timestamp|get_current_time|transaction_timestamp|random|setseed|uuid|gen_random_uuid|"
    r"uuidv4|uuidv7|getenv|read_csv|read_csv_auto|read_json|read_json_auto|read_text|read_blob|read_parquet|glob)"
    r"\s*\(|\b(current_timestamp|current_date|current_time|localtime|localtimestamp)\b"
    r"|\b(ATTACH|INSTALL|LOAD|COPY|USING SAMPLE|TABLESAMPLE)\b",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.AST) -> set[str]:
    """The top names of what a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def read(tree: ast.AST) -> set[str]:
    """Names and attributes that are read or called."""
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return attributes | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def statements(tree: ast.AST) -> list[str]:
    """The texts in a module that are no docstrings: SQL may be among them."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [text for text in texts if text not in docs and re.search(r"\bSELECT\b|\bINSERT\b", text)]


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_python_reads_no_clock_chance_or_network(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not imported(tree) & MODULES
    assert not read(tree) & CALLS
    assert not [text for text in statements(tree) if CLOCK.search(text)]


@pytest.mark.parametrize("path", QUERIES, ids=name_of)
def test_sql_reads_no_clock_chance_or_file(path: Path) -> None:
    code = "\n".join(line.split("--")[0] for line in path.read_text(encoding="utf-8").splitlines())
    assert not CLOCK.search(code)


def test_there_is_something_to_look_at() -> None:
    assert len(PYTHON) > 30
    assert len(QUERIES) > 30
    assert {"ledger.py", "reader.py"} <= {path.name for path in PYTHON}


@pytest.mark.parametrize(
    "code", ["import time", "from random import choice", "x = datetime.now()", "date.today()"]
)
def test_what_is_forbidden_is_found(code: str) -> None:
    tree = ast.parse(code)
    assert imported(tree) & MODULES or read(tree) & CALLS


@pytest.mark.parametrize(
    "code", ["SELECT now()", "SELECT current_date", "FROM read_csv('x')", "SELECT random ( )"]
)
def test_forbidden_sql_is_found(code: str) -> None:
    assert CLOCK.search(code)
