"""The fast lane: SQL made from the models that reads the lines which are surely valid, and their canonical text.

Sound above all: a line that the gate calls ok is one that `read_line` accepts, and its columns are those of `row()`.
The gate may leave any line to the models; it must raise on none.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from schemas.event import COLUMNS, Event, kinds_of
from schemas.json_text import LINE_BYTES_MAX
from schemas.kinds import Kind
from schemas.reader import MODELS
from schemas.rules import Forbids
from schemas.sql_kinds import as_column, quoted, token, valid
from schemas.sql_rules import kept

_SPACE = r"[ \t\r]*"
_PLAIN_TEXT = r'"[^"\\\x00-\x1f\x7f]*"'
_INTEGER = r"0|-?[1-9][0-9]{0,17}|[1-9][0-9]{18}"
_MEMBER = rf"{_SPACE}{_PLAIN_TEXT}{_SPACE}:{_SPACE}(?:{_PLAIN_TEXT}|{_INTEGER}|null|true|false){_SPACE}"
_FLAT_OBJECT = rf"\{{{_MEMBER}(?:,{_MEMBER})*\}}"  # 19 digits fit an unsigned 64-bit integer, 18 a signed one
_WHITE_SPACE = (" ", "\t", "\r", "\n")

_BITS = {name: 1 << index for index, name in enumerate(MODELS)}
_EVERY_TYPE = sum(_BITS.values())


def gate_sql(relation: str) -> str:
    """A SELECT over a relation of `seq BIGINT, line VARCHAR`: `seq`, `ok BOOLEAN`, then `COLUMNS`; one row a line.

    Args:
        relation: a name, or a query in brackets.
    """
    names = _known_names()
    template = resources.files("schemas").joinpath("gate.sql").read_text(encoding="utf-8")
    return template.format(
        relation=relation,
        bytes_max=LINE_BYTES_MAX,
        flat=_FLAT_OBJECT,
        hidden=" OR ".join(_hidden()),
        shape="{" + ",".join(f'"{name}":"JSON"' for name in names) + "}",
        bits=" ".join(f"WHEN '\"{name}\"' THEN {bit}" for name, bit in _BITS.items()),
        lengths="\n".join(
            f"            WHEN '\"{name}\"' THEN {_length(model)}" for name, model in MODELS.items()
        ),
        tokens=",\n".join(
            f"        {token(next(iter(_kinds(name)), None), name)} AS {name}" for name in names
        ),
        checks="\n".join(
            f"            WHEN {_BITS[name]} THEN {_check(model)}" for name, model in MODELS.items()
        ),
        values=",\n".join(f"    {_value(name)} AS {name}" for name in COLUMNS),
    )


def _hidden() -> Iterator[str]:
    """What minifying would hide: white space before the end (a comma may stand before it), and a minus zero."""
    yield "contains(plain, ':-0')"
    for space in _WHITE_SPACE:
        yield f"contains(plain, {_character(space)} || '-0')"
        yield f"ends_with(plain, {_character(space)} || '}}')"


def _character(character: str) -> str:
    return f"chr({ord(character)})"


def _length(model: type[Event]) -> str:
    """Bytes of the minified object that has exactly the type's own fields which have a token; NULL without a needed one."""
    fields = model.model_fields
    needed = [name for name, field in fields.items() if field.is_required() or name == "type"]
    constant = 1 + sum(len(name) + 4 for name in needed)
    parts = [f"strlen({name}::VARCHAR)" for name in needed]
    parts += [
        f"coalesce(strlen({name}::VARCHAR) + {len(name) + 4}, 0)" for name in fields if name not in needed
    ]
    return f"{constant} + {' + '.join(parts)}"


def _known_names() -> list[str]:
    """Every field that some type owns or forbids."""
    owned = dict.fromkeys(name for model in MODELS.values() for name in model.model_fields)
    forbidden = (rule.field for model in MODELS.values() for rule in model.rules if isinstance(rule, Forbids))
    return list(dict.fromkeys([*owned, *forbidden]))


def _kinds(name: str) -> dict[Kind, int]:
    """The kinds that a field has in the types that own it, with those types' bits."""
    kinds: dict[Kind, int] = {}
    for type_name, model in MODELS.items():
        kind = kinds_of(model).get(name)
        if kind is not None:
            kinds[kind] = kinds.get(kind, 0) | _BITS[type_name]
    return kinds


def _value(name: str) -> str:
    """The column: the token's value and default for the types that own it, else NULL."""
    if name == "type":
        return as_column(None, name)
    kinds = _kinds(name)
    mask = sum(kinds.values())
    value = as_column(next(iter(kinds)), name)
    default = next((d for model in MODELS.values() if (d := _default(model, name)) is not None), None)
    if default is not None:
        value = f"coalesce({value}, {quoted(default)})"
    return value if mask == _EVERY_TYPE else f"CASE WHEN bit & {mask} <> 0 THEN {value} END"


def _default(model: type[Event], name: str) -> str | None:
    field = model.model_fields.get(name)
    return None if field is None or field.is_required() else field.default


def _check(model: type[Event]) -> str:
    return " AND ".join(f"({condition})" for condition in _conditions(model))


def _conditions(model: type[Event]) -> Iterator[str]:
    for name, kind in kinds_of(model).items():
        required = model.model_fields[name].is_required()
        yield valid(kind, name) if required else f"{name} IS NULL OR {valid(kind, name)}"
    for rule in model.rules:
        yield kept(rule)
