"""The engine's SQL: one step a file, each opening with what goes in and what comes out.

Relations by prefix: `core.` is stored; `f_` are standing facts of the connection; `b_` belong to the batch
being applied, or to the last one that needed them (`b_codes_now` to a verification too), `r_` to a
resolution, `v_` to a verification, `past_` to a past moment; `arrow_` are registered for one statement. All
but `core.` are temporary. The variable `batch` holds the batch's number.
May not live here: Python but for loading and running the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@cache
def text(name: str) -> str:
    """The text of a file, by its path below this folder without `.sql`, such as `resolve/base`."""
    from importlib import resources  # noqa: PLC0415 a question needs no file

    return resources.files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def fill(name: str, **parts: str) -> str:
    """A file's statements with `$parts` filled in; parts are SQL from the repository, never data."""
    from string import Template  # noqa: PLC0415 likewise

    lines = (line for line in text(name).splitlines() if not line.lstrip().startswith("--"))
    statements = "\n".join(lines).strip().removesuffix(";")
    return Template(statements).substitute(parts) if parts else statements


def run(con: duckdb.DuckDBPyConnection, name: str, **parts: str) -> duckdb.DuckDBPyConnection:
    """Runs all statements of a file; the result is the last one's."""
    return con.execute(fill(name, **parts))


@contextmanager
def registered(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    """An Arrow table under a name of the connection, for as long as the block runs."""
    con.register(name, table)
    try:
        yield
    finally:
        con.unregister(name)


def any_row(con: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """Whether a relation has any row."""
    return bool(one(con, f"SELECT EXISTS (FROM {relation})")[0])


def one(con: duckdb.DuckDBPyConnection, query: str, params: Sequence[object] = ()) -> tuple[Any, ...]:
    """The one row of a query that surely has one."""
    row: tuple[Any, ...] | None = con.execute(query, list(params)).fetchone()
    assert row is not None, query
    return row
