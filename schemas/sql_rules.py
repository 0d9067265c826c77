"""Rules between fields in SQL, over tokens (`schemas.sql_kinds`): true only where a rule is surely kept."""

from __future__ import annotations

from schemas.rules import Allows, Forbids, Matches, Needs, Rule, When
from schemas.sql_kinds import quoted


def kept(rule: Rule) -> str:
    """A condition that is false, or NULL, wherever `rule.broken` finds something."""
    match rule:
        case Needs(field, when):
            return f"{_fails(when)} OR {field} IS NOT NULL"
        case Forbids(field, when):
            return f"{_fails(when)} OR {field} IS NULL"
        case Allows(field, choices, when):
            return f"{_fails(when)} OR {field} IS NULL OR {_one_of(field, choices)}"
        case Matches(first, second, table, when):
            pairs = " OR ".join(f"{_is(first, key)} AND {_one_of(second, choices)}" for key, choices in table)
            return f"{_fails(when)} OR {first} IS NULL OR {second} IS NULL OR {pairs}"
    raise TypeError(f"no SQL for {rule!r}")


def _fails(when: When) -> str:
    """Never NULL: a missing field meets no condition."""
    if when.other:
        return f"coalesce({_is(when.field, when.value)}, true)"
    return f"{when.field} IS DISTINCT FROM {_token(when.value)}"


def _is(field: str, value: str) -> str:
    return f"{field} = {_token(value)}"


def _one_of(field: str, choices: tuple[str, ...]) -> str:
    return "(" + " OR ".join(_is(field, choice) for choice in choices) + ")"


def _token(text: str) -> str:
    return quoted(f'"{text}"')
