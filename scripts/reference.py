"""The reference pages that are made from the program: `python -m scripts.reference [docs]`.

`tables.md` from the comments of a new store, `events.md` from the models, `store.md` from the SQL of its
tables, `python.md` from docstrings; in `explanation/semantics.md` the list of choices that the oracle keeps.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import TypeGuard

from pydantic.fields import FieldInfo

from engine import Ledger, Reader
from engine.columns import MACROS, described, description
from schemas import CODES, FACT_TYPES, MODELS
from schemas.event import ENVELOPE, Event
from schemas.kinds import Id, Instant, Integer, Text, kind_of
from schemas.rules import Allows, Forbids, Matches, Needs, Rule, When
from scripts import python_reference

HOME = Path(__file__).parents[1]
HEADS = {
    "tables": """# Tables

Made by `make reference`; do not edit.

Every view and macro of a store, by stable names. Instants are `TIMESTAMP` in UTC without a zone, ids text,
rates shares of 1. The same texts stand in the store as comments: `SELECT * FROM duckdb_columns()`.
""",
    "events": """# Events

Made by `make reference`; do not edit.

A line of a log is one JSON object in UTF-8. What is missing may be left out, `null` or `""`. Fields that a
type does not have are ignored, but where one is forbidden. An *id* is text of 1 to 128 characters without
control characters, or an integer; an *instant* is RFC 3339 text with an offset, or integer epoch
milliseconds; an *integer* has no sign and no fraction, and is at most 2^53. The same as JSON Schema:
[schemas/](schemas/), or `sparktally schema TYPE`. The rules in full:
[semantics](../explanation/semantics.md#1-lines-and-events).
""",
    "store": """# Inside the store

Made by `make reference`; do not edit.

The tables in schema `core` are what the engine writes. They are no public surface: they change with the
store's version, and [the views](tables.md) stay. How they work together:
[architecture](../explanation/architecture.md).
""",
}
GROUPS = {
    "Posts and creators": ("post_totals", "post_daily", "posts", "creator_totals"),
    "Ads": ("ad_metrics", "ad_daily", "ads", "campaign_metrics", "adgroup_metrics", "advertiser_metrics"),
    "Where everything went": ("placements", "ledger", "exceptions", "dead_letters", "batches"),
    "Codes, candidates, lift": (
        "authorizations",
        "authorizations_expiring",
        "boost_candidates",
        "spark_lift",
    ),
}
CALLS = {
    "boost_candidates": "boost_candidates(TIMESTAMP '2024-01-01')",
    "authorizations_expiring": "authorizations_expiring(TIMESTAMP '2024-01-01', 7)",
}
CHOICES = ("<!-- choices: begin -->", "<!-- choices: end -->")


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(heads), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def tables() -> str:
    """The page of every public view and macro, as a new store describes them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.duckdb"
        Ledger.open(path).close()
        with Reader.open(path) as reader:
            columns = {view: _described(reader, view) for view in _views(reader)}
            columns |= {macro: _described(reader, CALLS[macro]) for macro in MACROS}
    named = [name for names in GROUPS.values() for name in names]
    if sorted(named) != sorted(columns):
        raise KeyError(f"not in GROUPS, or not in the store: {set(named) ^ set(columns)}")
    parts = [HEADS["tables"]]
    for group, names in GROUPS.items():
        parts.append(f"## {group}\n")
        parts += [_relation(name, columns[name]) for name in names]
    return "\n".join(parts)


def _views(reader: Reader) -> list[str]:
    found = reader.query("SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal")
    return [str(row[0]) for row in found.fetchall()]


def _described(reader: Reader, relation: str) -> list[tuple[str, str]]:
    rows = reader.query(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return [(str(row[0]), str(row[1])) for row in rows]


def _relation(name: str, columns: list[tuple[str, str]]) -> str:
    rows = [(f"`{column}`", kind, description(name, column)) for column, kind in columns]
    return f"### `{name}`\n\n{described()['relations'][name]}\n\n{table(('column', 'type', 'meaning'), rows)}"


def events() -> str:
    """The page of every type of event: fields, what they may hold, what is required, why a line is dead."""
    parts = [HEADS["events"], "## Every event\n", _fields(MODELS["view"], ENVELOPE)]
    for heading, facts in (("Engagements", False), ("Facts", True)):
        parts.append(f"## {heading}\n")
        parts += [_event(name) for name in MODELS if (name in FACT_TYPES) is facts]
    parts.append("## Why a line is a dead letter\n")
    parts.append(table(("code", "meaning"), [(f"`{code}`", text) for code, text in sorted(CODES.items())]))
    return "\n".join(parts)


def _event(name: str) -> str:
    model = MODELS[name]
    fields = [field for field in model.model_fields if field not in ENVELOPE]
    said = " ".join((model.__doc__ or "").split())
    rules = "".join(f"- {_rule(rule)}\n" for rule in model.rules if _applies(rule, model))
    return f"### `{name}`\n\n{said}\n\n{_fields(model, fields)}" + (f"\n{rules}" if rules else "")


def _applies(rule: Rule, model: type[Event]) -> bool:
    """Whether a rule says what the fields' own choices do not, and its condition can hold."""
    if isinstance(rule, Allows) and rule.when.field == "type":
        return False
    choices = _choices(model, rule.when.field)
    return rule.when.other or not choices or rule.when.value in choices


def _choices(model: type[Event], name: str) -> tuple[object, ...]:
    """What a field of a type can hold, where it is one of a few; a rule on the type alone may leave fewer."""
    match kind_of(model.model_fields[name]):
        case Integer(choices=choices) | Text(choices=choices, listed=True) if choices:
            narrowed = [set(rule.choices) for rule in model.rules if _of_the_type(rule, name)]
            return tuple(choice for choice in choices if all(choice in each for each in narrowed))
        case _:
            return ()


def _of_the_type(rule: Rule, name: str) -> TypeGuard[Allows]:
    return isinstance(rule, Allows) and rule.when.field == "type" and rule.field == name


def _rule(rule: Rule) -> str:
    match rule:
        case Needs(field, when):
            return f"`{field}` is required when {_when(when)}."
        case Forbids(field, when):
            return f"`{field}` is forbidden when {_when(when)}."
        case Allows(field, choices, when):
            return f"`{field}` is one of {_listed(choices)} when {_when(when)}."
        case Matches(first, second, pairs, when):
            goes = "; ".join(f"`{key}`: {_listed(values)}" for key, values in pairs)
            return f"`{second}` goes with `{first}` when {_when(when)}: {goes}."


def _when(when: When) -> str:
    return f"`{when.field}` is {'not ' if when.other else ''}`{when.value}`"


def _listed(values: Iterable[object]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _fields(model: type[Event], names: Iterable[str]) -> str:
    rows = []
    for name in names:
        field = model.model_fields[name]
        needed = "required" if field.is_required() or name == "type" else _default(field)
        holds = _listed(_choices(model, name)) or _kind(field)
        rows.append((f"`{name}`", holds, needed, (field.description or "")))
    return table(("field", "holds", "", "meaning"), rows)


def _default(field: FieldInfo) -> str:
    return "" if field.default is None else f"default `{field.default}`"


def _kind(field: FieldInfo) -> str:
    match kind_of(field):
        case Id():
            return "id"
        case Instant():
            return "instant"
        case Integer():
            return "integer"
        case _:
            return "text"


def store() -> str:
    """The page of the store's own tables, from the SQL that makes them and what is said above each."""
    sql = resources.files("engine").joinpath("sql/store/tables.sql").read_text(encoding="utf-8")
    parts = [HEADS["store"]]
    found = re.finditer(
        r"((?:^--[^\n]*\n)*)CREATE TABLE (core\.\w+) \((.*?)\);", sql, re.DOTALL | re.MULTILINE
    )
    for comment, name, body in (each.groups() for each in found):
        said = " ".join(line.removeprefix("--").strip() for line in comment.splitlines())
        rows = [(f"`{column}`", kind) for column, kind in _columns(body)]
        parts.append(
            "\n\n".join(part for part in (f"## `{name}`", said, table(("column", "type"), rows)) if part)
        )
    return "\n".join(parts)


def _columns(body: str) -> Iterator[tuple[str, str]]:
    depth, part, parts = 0, "", []
    for character in body:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            parts.append(part)
            part = ""
        else:
            part += character
    for each in [*parts, part]:
        name, _, kind = " ".join(each.split()).partition(" ")
        yield name, kind


def semantics(page: str) -> str:
    """The page of the rules with the choices as `tests/oracle/CHOICES.md` has them now."""
    choices = (HOME / "tests/oracle/CHOICES.md").read_text(encoding="utf-8")
    rows = choices[choices.index("| #") :].strip()
    before, _, rest = page.partition(CHOICES[0])
    _, _, after = rest.partition(CHOICES[1])
    return f"{before}{CHOICES[0]}\n{rows}\n{CHOICES[1]}{after}"


def pages(docs: Path) -> dict[Path, str]:
    """Every made page under `docs/` with its text."""
    rules = docs / "explanation/semantics.md"
    return {
        docs / "reference/tables.md": tables(),
        docs / "reference/events.md": events(),
        docs / "reference/store.md": store(),
        docs / "reference/python.md": python_reference.page(),
        rules: semantics(rules.read_text(encoding="utf-8")),
    }


def main() -> None:
    """Write every page."""
    for path, text in pages(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME / "docs").items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
