"""The fast lane: SQL made from the models that reads the lines which are surely valid.

Sound above all: a line that the gate calls ok is one that `read_line` accepts, and its columns are those of
`row()`.
The gate may leave any line to the models; it must raise on none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import resources

from schemas.event import COLUMNS, Event
from schemas.json_text import LINE_BYTES_MAX
from schemas.kinds import Instant, Kind, kinds_of, needed_of
from schemas.reader import MODELS
from schemas.rules import Forbids
from schemas.sql_kinds import as_column, moment, valid
from schemas.sql_rules import kept
from schemas.sql_text import quoted

_SPACE = r"[ \t\r]*"
_PLAIN_TEXT = r'"[^"\\\x00-\x1f\x7f]*"'
_INTEGER = r"0|-?[1-9][0-9]{0,17}|[1-9][0-9]{18}"
_MEMBER = rf"{_SPACE}{_PLAIN_TEXT}{_SPACE}:{_SPACE}(?:{_PLAIN_TEXT}|{_INTEGER}|null|true|false){_SPACE}"
_FLAT_OBJECT = rf"\{{{_MEMBER}(?:,{_MEMBER})*\}}"  # 19 digits fit an unsigned 64-bit integer, 18 a signed one

BITS = {name: 1 << index for index, name in enumerate(MODELS)}
"""A bit for each type, for masks of types."""
_EVERY_TYPE = sum(BITS.values())


@cache
def gate_sql(relation: str, carried: Sequence[str] = ()) -> str:
    """A SELECT giving `seq`, the carried columns, `ok BOOLEAN`, then `COLUMNS`; one row a line.

    Args:
        relation: a name, or a query in brackets, of `seq BIGINT, line VARCHAR` and the carried columns.
        carried: names of columns to hand through.
    """
    names = _known_names()
    template = resources.files("schemas").joinpath("gate.sql").read_text(encoding="utf-8")
    return template.format(
        relation=relation,
        carried=_handed_through(carried),
        bytes_max=LINE_BYTES_MAX,
        shape="{" + ",".join(f'"{name}":"JSON"' for name in names) + "}",
        flat=_FLAT_OBJECT,
        hidden=" OR ".join(_hidden()),
        bits=" ".join(f"WHEN '\"{name}\"' THEN {bit}" for name, bit in BITS.items()),
        tokens=",\n".join(f"{' ' * 16}{column}" for name in names for column in _token_columns(name)),
        own_lengths=_by_type(_own_length),
        missing_lengths=_by_type(_missing_length),
        checks=_by_type(_check),
        values=",\n".join(f"    {_value(name)} AS {name}" for name in COLUMNS),
    )


def _by_type(render: Callable[[type[Event]], str]) -> str:
    """Branches of a CASE over the type's bit."""
    return "\n".join(f"            WHEN {BITS[name]} THEN {render(model)}" for name, model in MODELS.items())


def _handed_through(carried: Sequence[str]) -> str:
    """The columns after another one."""
    return "".join(f" {name}," for name in carried)


def _token_columns(name: str) -> Iterator[str]:
    """What is kept of a raw JSON value: its token, NULL where missing; of an instant moment and length."""
    if isinstance(kind_of_field(name), Instant):
        yield f"{moment(f'({name}::VARCHAR)')} AS {name}"
        yield f"strlen({name}::VARCHAR) AS {name}_length"
    else:
        yield f"nullif({name}::VARCHAR, '\"\"') AS {name}"


def _hidden() -> Iterator[str]:
    """What minifying would hide: a comma before the end, a minus zero, and what could stand around either."""
    yield "NOT ends_with(plain, '}')"
    yield from (f"contains(plain, '{before}-0')" for before in (":", " "))
    yield from (f"ends_with(plain, '{last}}}')" for last in (",", " "))
    yield from (f"contains(plain, chr({ord(space)}))" for space in ("\t", "\r", "\n"))


def _own_length(model: type[Event]) -> str:
    """Bytes of the minified object of the type's own given fields; NULL where it lacks a needed one."""
    needed = needed_of(model)
    constant = 1 + sum(len(name) + 4 for name in needed)
    parts = [_token_length(name) for name in needed]
    optional = (name for name in model.model_fields if name not in needed)
    parts += [f"coalesce({_token_length(name)} + {len(name) + 4}, 0)" for name in optional]
    return f"{constant} + {' + '.join(parts)}"


def _token_length(name: str) -> str:
    """Bytes of the token as it was written."""
    return f"{name}_length" if isinstance(kind_of_field(name), Instant) else f"strlen({name})"


def _missing_length(model: type[Event]) -> str:
    """Bytes that the type's own fields take in the minified text as null or empty, each counted once.

    Without backslashes, a field's name in quotes before a colon can only be its key.
    """
    needed = needed_of(model)
    parts = (
        f"CASE WHEN {name} IS NOT NULL THEN 0 WHEN contains(minified, '\"{name}\":null') THEN {len(name) + 8}"
        f' WHEN contains(minified, \'"{name}":""\') THEN {len(name) + 6} ELSE 0 END'
        for name in model.model_fields
        if name not in needed
    )
    return " + ".join(parts)


def _known_names() -> list[str]:
    """Every field that some type owns or forbids."""
    owned = dict.fromkeys(name for model in MODELS.values() for name in model.model_fields)
    forbidden = (rule.field for model in MODELS.values() for rule in model.rules if isinstance(rule, Forbids))
    return list(dict.fromkeys([*owned, *forbidden]))


def kind_of_field(name: str) -> Kind | None:
    """A field's kind; types that share a field may differ in its choices alone."""
    return next(iter(_kinds(name)), None)


def _kinds(name: str) -> dict[Kind, int]:
    """The kinds that a field has in the types that own it, with those types' bits."""
    kinds: dict[Kind, int] = {}
    for type_name, model in MODELS.items():
        kind = kinds_of(model).get(name)
        if kind is not None:
            kinds[kind] = kinds.get(kind, 0) | BITS[type_name]
    return kinds


def _value(name: str) -> str:
    """The column: the token's value and default for the types that own it, else NULL."""
    if name == "type":
        return as_column(None, name)
    kinds = _kinds(name)
    mask = sum(kinds.values())
    value = as_column(kind_of_field(name), name)
    default = default_of(name)
    if default is not None:
        value = f"coalesce({value}, {quoted(default)})"
    return value if mask == _EVERY_TYPE else f"CASE WHEN bit & {mask} <> 0 THEN {value} END"


def default_of(name: str) -> str | None:
    """A column's default, which all types that own it share."""
    fields = (field for model in MODELS.values() if (field := model.model_fields.get(name)) is not None)
    return next((field.default for field in fields if not field.is_required() and field.default), None)


def _check(model: type[Event]) -> str:
    return " AND ".join(f"({condition})" for condition in _conditions(model))


def _conditions(model: type[Event]) -> Iterator[str]:
    for name, kind in kinds_of(model).items():
        required = model.model_fields[name].is_required()
        yield valid(kind, name) if required else f"{name} IS NULL OR {valid(kind, name)}"
    for rule in model.rules:
        yield kept(rule, needed_of(model))
