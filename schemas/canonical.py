"""Canonical text in SQL, made from the models: exactly `Event.canonical()` of any event, over its columns."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.event import Event, kinds_of
from schemas.kinds import Id, Integer, Kind, Text
from schemas.reader import MODELS
from schemas.sql_kinds import quoted

_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}


def canonical_sql() -> str:
    """A scalar expression over `COLUMNS` (unqualified): the canonical text of the row's body (SEMANTICS 1)."""
    branches = (f"WHEN {quoted(name)} THEN {_body(model)}" for name, model in MODELS.items())
    return "CASE type\n    " + "\n    ".join(branches) + "\nEND"


def _body(model: type[Event]) -> str:
    """The object of one type; members before the first that is always there end in a comma, later ones begin with one."""
    members: list[str] = []
    opened = False
    for name, default in model.body:
        always = model.model_fields[name].is_required() or name == "type"
        before, after = (",", "") if opened else ("", "" if always else ",")
        members.append(_member(name, kinds_of(model).get(name), default, always, before, after))
        opened = opened or always
    return f"concat('{{', {', '.join(members)}, '}}')"


def _member(name: str, kind: Kind | None, default: object, always: bool, before: str, after: str) -> str:
    head = f'{before}"{name}":'
    if kind is None or _is_closed(kind):
        pieces = [quoted(head + '"'), name, quoted('"' + after)]
    else:
        pieces = [quoted(head), _value(name, kind), *([quoted(after)] if after else [])]
    if always:
        return ", ".join(pieces)
    joined = " || ".join(pieces)
    return joined if default is None else f"CASE WHEN {name} <> {quoted(str(default))} THEN {joined} END"


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
