"""Each kind of value in SQL, over a JSON token without escapes: is it surely valid, and what is its column.

A token is text in its quotes, or any other JSON as DuckDB writes it; NULL is a missing value.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from schemas.kinds import (
    ID_CHARACTERS_MAX,
    INSTANT_END,
    INSTANT_END_MS,
    INSTANT_MIN,
    INSTANT_MIN_MS,
    INTEGER_MAX,
    Id,
    Instant,
    Integer,
    Kind,
    Text,
)
from schemas.sql_text import quoted

_FEW = 16
_INTEGER = "-?[0-9]{1,19}"
_INSTANT = (
    '"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
    r'(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"'
)


def valid(kind: Kind, name: str) -> str:  # noqa: PLR0911
    """A condition that is true only of a valid token; false or NULL of any other."""
    match kind:
        case Id():
            short = f"length({name}) <= {ID_CHARACTERS_MAX + 2}"
            return f"(CASE WHEN {_is_text(name)} THEN {short} ELSE {_is_integer(name)} END)"
        case Integer(choices=choices):
            if choices:
                return _among(name, (quoted(str(choice)) for choice in choices))
            return f"({_is_integer(name)} AND try_cast({name} AS BIGINT) BETWEEN 0 AND {INTEGER_MAX})"
        case Text(choices=()):
            return _is_text(name)
        case Text(choices=choices) if len(choices) <= _FEW:
            return _among(name, (quoted(f'"{choice}"') for choice in choices))
        case Text(choices=choices):
            every = "".join(
                f'"{choice}"' for choice in choices
            )  # a token has quotes at its ends and none inside
            return f"({_is_text(name)} AND contains({quoted(every)}, {name}))"
        case Instant():
            return f"{name} >= {_moment_literal(INSTANT_MIN)} AND {name} < {_moment_literal(INSTANT_END)}"
    raise TypeError(f"no SQL for {kind!r}")


def as_column(kind: Kind | None, name: str) -> str:
    """The value of a valid token as its column has it."""
    match kind:
        case Integer():
            return f"try_cast({name} AS BIGINT)"
        case Instant():
            return name
        case Id():
            return f"CASE WHEN starts_with({name}, '\"') THEN {name}[2:-2] ELSE {name} END"
    return f"{name}[2:-2]"


def _among(name: str, literals: Iterable[str]) -> str:
    return "(" + " OR ".join(f"{name} = {literal}" for literal in literals) + ")"


def _is_text(name: str) -> str:
    return f"starts_with({name}, '\"')"


def _is_integer(name: str) -> str:
    return f"regexp_full_match({name}, '{_INTEGER}')"


def _moment_literal(moment: datetime) -> str:
    return f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'"


def moment(name: str) -> str:
    """A TIMESTAMP in UTC, or NULL of what may be no instant; shape and range come before arithmetic."""
    fraction = f"try_cast(rpad(regexp_extract({name}, '\\.([0-9]{{1,6}})', 1), 6, '0') AS BIGINT)"
    offset = f"try_cast({name}[-6:-5] AS BIGINT) * 3600000000 + try_cast({name}[-3:-2] AS BIGINT) * 60000000"
    return (
        f"CASE WHEN {_is_text(name)} THEN CASE WHEN regexp_full_match({name}, '{_INSTANT}') THEN "
        f"CASE WHEN strlen({name}) = 22 THEN try_cast({name}[2:20] AS TIMESTAMP) "
        f"ELSE make_timestamp(epoch_us(try_cast({name}[2:20] AS TIMESTAMP))"
        f" + CASE WHEN {name}[21] = '.' THEN {fraction} ELSE 0 END"
        f" - CASE {name}[-7] WHEN '+' THEN {offset} WHEN '-' THEN -({offset}) ELSE 0 END) END END "
        f"WHEN {_is_integer(name)}"
        f" AND try_cast({name} AS BIGINT) BETWEEN {INSTANT_MIN_MS} AND {INSTANT_END_MS - 1} "
        f"THEN make_timestamp(try_cast({name} AS BIGINT) * 1000) END"
    )
