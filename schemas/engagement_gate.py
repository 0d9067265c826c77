"""The fast lane's first look: engagements written without spaces, nearly all lines of a large log.

Sound as `schemas.gate` is, and made from the same models; it checks columns, not types one by one, which
costs DuckDB less. What it leaves is looked at by that gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import resources

from schemas.event import COLUMNS, Event
from schemas.gate import (
    BITS,
    default_of,
    fields_sql,
    handed_through,
    kind_of_field,
    token_columns,
    token_length,
)
from schemas.kinds import needed_of
from schemas.reader import ENGAGEMENTS
from schemas.sql_kinds import as_column, valid
from schemas.sql_rules import kept
from schemas.sql_text import quoted

_MODELS = ENGAGEMENTS.items()
_EVERY = sum(BITS[name] for name, _ in _MODELS)


@cache
def engagement_gate_sql(relation: str, carried: Sequence[str] = ()) -> str:
    """A SELECT like that of `schemas.gate.gate_sql`, which takes engagements without spaces alone.

    Args:
        relation: a name, or a query in brackets, of `seq BIGINT, line VARCHAR` and the carried columns.
        carried: names of columns to hand through.
    """
    names = list(dict.fromkeys(name for _, model in _MODELS for name in model.model_fields))
    template = resources.files("schemas").joinpath("engagement_gate.sql").read_text(encoding="utf-8")
    return template.format(
        fields=fields_sql(relation, carried, names, indent=8),
        carried=handed_through(carried),
        bits=" ".join(f"WHEN '\"{name}\"' THEN {BITS[name]}" for name, _ in _MODELS),
        tokens=",\n".join(f"{' ' * 12}{column}" for name in names for column in token_columns(name)),
        own_length=_own_length(names),
        checks="\n".join(f"        AND {check}" for check in (*_fields(names), *_rules())),
        values=",\n".join(f"    {_value(name, names)} AS {name}" for name in COLUMNS),
    )


def _mask(of: Callable[[type[Event]], bool]) -> int:
    return sum(BITS[name] for name, model in _MODELS if of(model))


def _owners(name: str) -> int:
    return _mask(lambda model: name in model.model_fields)


def _needing(name: str) -> int:
    return _mask(lambda model: name in needed_of(model))


def _own_length(names: list[str]) -> str:
    """Bytes of the compact object of all known fields that are given."""
    parts = (
        f"{token_length(name)} + {len(name) + 4}"
        if _needing(name) == _EVERY
        else f"coalesce({token_length(name)} + {len(name) + 4}, 0)"
        for name in names
    )
    return f"1 + {' + '.join(parts)}"


def _fields(names: list[str]) -> Iterator[str]:
    for name in names:
        kind, owners, needing = kind_of_field(name), _owners(name), _needing(name)
        if kind is None:
            continue
        good = valid(kind, name)
        if needing == _EVERY:
            yield good
        elif owners == _EVERY:
            yield f"({name} IS NULL OR {good})"
        else:
            yield f"({name} IS NULL OR (bit & {owners} <> 0 AND {good}))"
            if needing:
                yield f"(bit & {needing} = 0 OR {name} IS NOT NULL)"


def _rules() -> Iterator[str]:
    """Each rule once, for the types that have it."""
    bits: dict[str, int] = {}
    for name, model in _MODELS:
        for rule in model.rules:
            condition = kept(rule, needed_of(model))
            bits[condition] = bits.get(condition, 0) | BITS[name]
    for condition, mask in bits.items():
        yield f"({condition})" if mask == _EVERY else f"(bit & {mask} = 0 OR {condition})"


def _value(name: str, names: list[str]) -> str:
    """The column: the token's value and default, NULL where no engagement owns it."""
    if name not in names:
        return f"NULL::{COLUMNS[name]}"
    kind = kind_of_field(name)
    value, default = as_column(kind, name), default_of(name)
    if kind is None or default is None:
        return value
    return f"CASE WHEN bit & {_owners(name)} <> 0 THEN coalesce({value}, {quoted(default)}) END"
