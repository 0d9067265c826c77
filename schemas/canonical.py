"""Canonical text in SQL, made from the models: exactly `Event.canonical()`, over an event's columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from schemas.event import Event
from schemas.kinds import Id, Integer, Kind, Text, kinds_of
from schemas.reader import MODELS
from schemas.sql_text import quoted

_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}


@cache
def canonical_sql() -> str:
    """A scalar expression over `COLUMNS` (unqualified): canonical text of a row's body (SEMANTICS 1)."""
    branches = (f"WHEN {quoted(name)} THEN {_body(model)}" for name, model in MODELS.items())
    return "CASE type\n    " + "\n    ".join(branches) + "\nEND"


def _body(model: type[Event]) -> str:
    """The object of one type; members before the first that is always there end in a comma."""
    members: list[str] = []
    opened = False
    for name, default in model.body:
        always = model.model_fields[name].is_required() or name == "type"
        comma = ("", "") if always and not opened else (",", "") if opened else ("", ",")
        pieces = _member(name, kinds_of(model).get(name), comma)
        members.append(", ".join(pieces) if always else _where_given(name, default, " || ".join(pieces)))
        opened = opened or always
    return f"concat('{{', {', '.join(members)}, '}}')"


def _member(name: str, kind: Kind | None, comma: tuple[str, str]) -> list[str]:
    """The pieces of `"name":value`, with what stands before and after it."""
    before, after = comma
    head = f'{before}"{name}":'
    if kind is None or _is_closed(kind):
        return [quoted(head + '"'), name, quoted('"' + after)]
    return [quoted(head), _value(name, kind), *([quoted(after)] if after else [])]


def _where_given(name: str, default: object, member: str) -> str:
    """The member, or NULL where there is none or it has its default."""
    return member if default is None else f"CASE WHEN {name} <> {quoted(str(default))} THEN {member} END"


def _is_closed(kind: Kind) -> bool:
    """Whether a text is one of choices, none of which needs an escape."""
    return isinstance(kind, Text) and bool(kind.choices)


def _value(name: str, kind: Kind) -> str:
    match kind:
        case Integer():
            return f"{name}::VARCHAR"
        case Id():
            return f"to_json({name})::VARCHAR"  # only quotes and backslashes can need an escape here
    rare = f"""'"' || {_escaped(name)} || '"'"""
    return f"CASE WHEN regexp_matches({name}, '[\\x00-\\x1f]') THEN {rare} ELSE to_json({name})::VARCHAR END"


def _escaped(name: str) -> str:
    for character, escape in _escapes():
        name = f"replace({name}, chr({character}), {quoted(escape)})"
    return name


def _escapes() -> Iterator[tuple[int, str]]:
    """Code points and what is written for them; the backslash first, since the others bring new ones."""
    yield ord("\\"), "\\\\"
    yield ord('"'), '\\"'
    yield from ((code, _SHORT.get(code, f"\\u{code:04x}")) for code in range(0x20))
