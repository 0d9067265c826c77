"""`verify`, `sql`, `schema` and `version`: the store as a whole, and what sparktally itself is."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import schemas
import sparktally
from schemas import timezones
from sparktally.cli.exits import DIFFERENCES
from sparktally.cli.listing import print_more, write_rows
from sparktally.cli.options import (
    DEFAULT_STORE,
    MEMORY_LIMIT,
    AsJson,
    MemoryLimit,
    Reading,
    Store,
    shows,
)
from sparktally.cli.output import Format, write_text
from sparktally.cli.progress import working
from sparktally.cli.tables import print_line, print_table, print_text
from sparktally.errors import UserError
from sparktally.rows import Rows, fetched
from sparktally.spill import spill_folder
from sparktally.values import json_text

if TYPE_CHECKING:
    from engine import Reader
    from engine.queries import Queries
    from engine.verify import Verification

CLOSED = (
    "disabled by configuration", "disabled through", "been locked", "read-only", "Permission Error",
    "Can only delete", "Can only update", "is not an table",
)  # fmt: skip
"""Parts of what DuckDB says where a statement would write, or reach out."""
READ_ONLY = "the store is open for reading alone: no writing, no other files, no extensions, no settings"
MACROS = {
    "boost_candidates": "boost_candidates(TIMESTAMP '2024-03-05 00:00:00')",
    "authorizations_expiring": "authorizations_expiring(TIMESTAMP '2024-03-05 00:00:00', 30)",
}
"""The public macros, each as it is called; they are no tables."""
EXPLAINED = ("explain_key", "explain_value")
LOOK = f"see what there is: sparktally sql 'SHOW TABLES', and {', '.join(MACROS.values())}"

Query = Annotated[str, typer.Argument(metavar="SELECT", help="The query; '-' reads it from standard input.")]
TYPES = sorted(schemas.ENGAGEMENT_TYPES | schemas.FACT_TYPES)


def _types(begun: str) -> list[str]:
    return [name for name in TYPES if name.startswith(begun)]


Type = Annotated[
    str | None,
    typer.Argument(
        metavar="TYPE",
        help="An event's type, such as view; without it all of them.",
        autocompletion=_types,
    ),
]


AsObject = Annotated[
    bool, typer.Option("--json", help="One JSON object: ok, digest, and checks with name, ok and detail.")
]


def verify(
    store: Store = DEFAULT_STORE, memory_limit: MemoryLimit = MEMORY_LIMIT, as_json: AsObject = False
) -> None:
    """Recompute everything from the events in the store and compare; exit 1 when something differs."""
    with _bounded(store, memory_limit) as reader, working("verifying"):
        result = reader.verify()
    checks = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in result.checks]
    if as_json:
        write_text(json_text({"ok": result.ok, "digest": result.digest, "checks": checks}) + "\n")
    else:
        _print_checks(result)
        print_line(f"digest {result.digest}")
        print_line(
            "verified" if result.ok else "NOT verified: the store differs from its own events", style="bold"
        )
    if not result.ok:
        raise typer.Exit(DIFFERENCES)


@shows
def sql(reading: Reading, query: Query) -> None:
    """Run a query on the store: read-only, without access to files, network, extensions or settings."""
    text = sys.stdin.read() if query == "-" else query
    rows_max = reading.rows_max()
    with reading.opened() as reader:
        rows = _run(reader, text, None if rows_max is None else rows_max + 1)
    more = rows_max is not None and len(rows.rows) > rows_max
    rows = Rows(rows.columns, rows.rows[:rows_max])
    if reading.format is not Format.TABLE:
        write_rows(reading.format, rows)
        return
    if rows.columns == EXPLAINED:
        for line in "\n".join(map(str, rows.column("explain_value"))).split("\n"):
            print_line(line)
    elif rows.columns:
        print_table(rows, exact=True)
    if more:
        print_more(len(rows.rows))


def schema(type_: Type = None) -> None:
    """Print the JSON Schema of one type of event, or of all."""
    if type_ is not None and type_ not in TYPES:
        raise UserError(f"no event type {type_!r}", where="TYPE", fix=f"the types are: {', '.join(TYPES)}")
    write_text(json_text(schemas.json_schema(type_), indent=2) + "\n")


def version(as_json: AsJson = False) -> None:
    """Print the versions of sparktally and of what decides its results."""
    import duckdb

    found = {
        "sparktally": sparktally.__version__,
        "duckdb": duckdb.__version__,
        "tzdata": timezones.version(),
        "python": platform.python_version(),
    }
    if as_json:
        write_text(f"[{json_text(found)}]\n")
        return
    for name, number in found.items():
        print_line(f"{name} {number}")


def _bounded(store: Path, memory_limit: str) -> Reader:
    try:
        return sparktally.Reader.open(store, memory_limit=memory_limit, spill=spill_folder(store))
    except ValueError as error:
        raise UserError(str(error), where="--memory-limit", fix="write it like 2GB") from None


def _print_checks(result: Verification) -> None:
    """A table of the checks, and below it why each of those that failed did, in full."""
    marks = [
        ("ok", check.name, check.detail) if check.ok else ("FAILED", check.name, "see below")
        for check in result.checks
    ]
    print_table(Rows(("", "check", "detail"), marks), elsewhere="--json")
    for check in result.checks:
        if not check.ok:
            print_line("")
            print_line(f"{check.name} FAILED", style="bold")
            print_text(check.detail)
            print_line("")


def _run(reader: Queries, text: str, rows_max: int | None) -> Rows:
    """Run a user's SQL.

    Raises:
        UserError: DuckDB refuses it, with its message.
    """
    import duckdb

    from engine import QueryError

    if not text.strip():
        raise UserError(
            "there is no query", where="sql", fix='write one, such as: sparktally sql "SELECT * FROM posts"'
        )
    try:
        result = reader.query(text)
        return fetched(result, rows_max) if result.description else Rows((), [])
    except (QueryError, duckdb.Error, OSError) as error:  # OSError: of a query half read, by way of Arrow
        raise _refused(error.what if isinstance(error, QueryError) else str(error)) from None


def _refused(message: str) -> UserError:
    fix = READ_ONLY if any(part in message for part in CLOSED) else LOOK
    for name, call in MACROS.items():
        if f"Table with name {name} does not exist" in message:
            fix = f'it takes a moment, in UTC: sparktally sql "SELECT * FROM {call}"'
    return UserError(message.strip() or "DuckDB refuses it", where="sql", fix=fix)
