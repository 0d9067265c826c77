"""What every public relation and column means: the store's comments, and the reference page."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import duckdb

from schemas.sql_text import quoted

MACROS = ("boost_candidates", "authorizations_expiring")


@cache
def described() -> dict[str, dict[str, Any]]:
    """`columns.toml`: texts of `relations` and `columns`, and which relations share some in `families`."""
    return tomllib.loads(resources.files("engine").joinpath("columns.toml").read_text(encoding="utf-8"))


def description(relation: str, column: str) -> str:
    """A column's text: the relation's own, else its family's, else the one for all.

    Raises:
        KeyError: nothing describes it.
    """
    texts: dict[str, str] = described()["columns"]
    families = [name for name, members in described()["families"].items() if relation in members]
    own = (texts.get(f"{name}.{column}") for name in (relation, *families))
    return next(filter(None, own), None) or texts[column]


def public(con: duckdb.DuckDBPyConnection) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each public view with its columns and their types, by name; macros are not in it."""
    rows = con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' "
        "AND NOT internal AND database_name = current_database() ORDER BY table_name, column_index"
    ).fetchall()
    views: dict[str, list[tuple[str, str]]] = {}
    for view, column, kind in rows:
        views.setdefault(view, []).append((column, kind))
    return sorted(views.items())


def comment(con: duckdb.DuckDBPyConnection) -> None:
    """Writes the texts of all public relations into the open store."""
    relations = described()["relations"]
    said = [f"COMMENT ON MACRO TABLE {macro} IS {quoted(relations[macro])};" for macro in MACROS]
    for view, columns in public(con):
        said.append(f"COMMENT ON VIEW {view} IS {quoted(relations[view])};")
        said += [
            f"COMMENT ON COLUMN {view}.{name} IS {quoted(description(view, name))};" for name, _ in columns
        ]
    con.execute("\n".join(said))
