"""Rules between fields in SQL, over tokens (`schemas.sql_kinds`): true only where a rule is surely kept."""

from __future__ import annotations

from collections.abc import Container, Iterator

from schemas.rules import Allows, Forbids, Matches, Needs, Rule, When
from schemas.sql_text import quoted


def kept(rule: Rule, needed: Container[str]) -> str:
    """A condition that is false, or NULL, wherever `rule.broken` finds something.

    Args:
        rule: of the type whose branch this is.
        needed: fields that the type needs, which are held to be there beside it.
    """
    match rule:
        case Needs(field, when):
            ways = (*_fails(when, needed), f"{field} IS NOT NULL")
        case Forbids(field, when):
            ways = (*_fails(when, needed), f"{field} IS NULL")
        case Allows(field, choices, when):
            ways = (*_fails(when, needed), *_missing(field, needed), _one_of(field, choices))
        case Matches(first, second, table, when):
            pairs = (f"{_is(first, key)} AND {_one_of(second, choices)}" for key, choices in table)
            missing = (*_missing(first, needed), *_missing(second, needed))
            ways = (*_fails(when, needed), *missing, *pairs)
        case _:
            raise TypeError(f"no SQL for {rule!r}")
    return " OR ".join(ways)


def _fails(when: When, needed: Container[str]) -> Iterator[str]:
    """True where the condition is surely not met, as by a missing field; nothing where the type meets it."""
    if when.field == "type":
        return
    if when.field in needed:
        yield f"{when.field} {'=' if when.other else '<>'} {_token(when.value)}"
    elif when.other:
        yield f"coalesce({_is(when.field, when.value)}, true)"
    else:
        yield f"{when.field} IS DISTINCT FROM {_token(when.value)}"


def _missing(field: str, needed: Container[str]) -> Iterator[str]:
    if field not in needed:
        yield f"{field} IS NULL"


def _is(field: str, value: str) -> str:
    return f"{field} = {_token(value)}"


def _one_of(field: str, choices: tuple[str, ...]) -> str:
    return "(" + " OR ".join(_is(field, choice) for choice in choices) + ")"


def _token(text: str) -> str:
    return quoted(f'"{text}"')
