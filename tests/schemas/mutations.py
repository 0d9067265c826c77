"""Seeded damage to valid lines: in their bytes, in their members, in their tokens."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from schemas.event import COLUMNS

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null|[{}:,]')

TOKENS: tuple[str, ...] = tuple(
    json.loads((Path(__file__).parent / "tokens.json").read_text(encoding="utf-8"))
)
"""JSON tokens, and what is almost one, to put in place of a value."""

KEYS = (
    *COLUMNS,
    "schema_version",
    "display_name",
    "ad_text",
    "x",
    "",
    "Type",
    "event_id ",
    "nul\x00",
    "\\u0074ype",
    "é",
)
TYPES = (
    "view",
    "like",
    "share",
    "follow",
    "comment",
    "click",
    "impression",
    "post_published",
    "ad_created",
    "stitch",
)
_SPACES = (
    " ",
    "  ",
    "\t",
    "\r",
    "\n",
    "\x0b",
    "\x0c",
    "\u00a0",
    "\u2028",
    "\ufeff",
    ",",
    ",,",
    "{",
    "}",
    "[",
    "]",
    "\x00",
)

Mutation = Callable[[random.Random, str], str]


def mutated(line: str, rng: random.Random) -> bytes:
    """The line after one to three mutations; now and then bits are flipped last, and may leave no UTF-8."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        line = rng.choice(_MUTATIONS)(rng, line)
    data = line.encode("utf-8", "surrogatepass")
    return _flipped(rng, data) if rng.random() < 0.05 else data


def _flipped(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _members(line: str) -> list[tuple[str, str]]:
    """The members as written, where the line is still a flat object; else none."""
    tokens = _TOKEN.findall(line)
    if tokens[:1] != ["{"] or tokens[-1:] != ["}"] or len(tokens) % 4 != 1:
        return []
    inner = [*tokens[1:-1], ","]
    return [(inner[i], inner[i + 2]) for i in range(0, len(inner), 4)]


def _written(rng: random.Random, members: list[tuple[str, str]]) -> str:
    comma, colon = rng.choice(((",", ":"), (", ", ": "), (",", ": "), (" ,", " :"), (",\t", ":\r")))
    return "{" + comma.join(f"{key}{colon}{value}" for key, value in members) + "}"


def _any_member(change: Callable[[random.Random, list[tuple[str, str]], int], None]) -> Mutation:
    def mutate(rng: random.Random, line: str) -> str:
        members = _members(line)
        if not members:
            return line
        change(rng, members, rng.randrange(len(members)))
        return _written(rng, members)

    return mutate


def _new_value(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    members[at] = (members[at][0], rng.choice(TOKENS))


def _other_quotes(_rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    key, value = members[at]
    members[at] = (key, value[1:-1] if value.startswith('"') else f'"{value}"')


def _removed(_rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    del members[at]


def _repeated(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    key, value = members[at]
    members.insert(rng.randrange(len(members) + 1), (key, rng.choice((value, "null", rng.choice(TOKENS)))))


def _added(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    key = rng.choice(KEYS)
    written = f'"{key}"' if "\\" in key else json.dumps(key, ensure_ascii=False)
    members.insert(at, (written, rng.choice(TOKENS)))


def _reordered(rng: random.Random, members: list[tuple[str, str]], _at: int) -> None:
    rng.shuffle(members)


def _swapped(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    other = rng.randrange(len(members))
    (key, value), (other_key, other_value) = members[at], members[other]
    members[at], members[other] = (key, other_value), (other_key, value)


def _retyped(rng: random.Random, members: list[tuple[str, str]], _at: int) -> None:
    for index, (key, _) in enumerate(members):
        if key == '"type"':
            members[index] = (key, f'"{rng.choice(TYPES)}"')


def _recased(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    key, value = members[at]
    members[at] = rng.choice(((key, value.swapcase()), (key.swapcase(), value), (key, value.title())))


def _nested(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    depth = rng.choice((1, 2, 62, 63, 64, 65, 300))
    members.insert(at, ('"deep"', "[" * depth + "]" * depth))


def _inserted(rng: random.Random, line: str) -> str:
    at = rng.randrange(len(line) + 1)
    return line[:at] + rng.choice((*_SPACES, *TOKENS)) + line[at:]


def _cut(rng: random.Random, line: str) -> str:
    at = rng.randrange(len(line) + 1)
    return line[:at] + line[at + rng.choice((1, 1, 2, 10)) :]


def _replaced(rng: random.Random, line: str) -> str:
    at = rng.randrange(len(line) + 1)
    return line[:at] + chr(rng.choice((rng.randrange(128), rng.randrange(0x800), 0x1F600))) + line[at + 1 :]


def _surrounded(rng: random.Random, line: str) -> str:
    return (
        rng.choice((*_SPACES, "1", '"')) + line
        if rng.random() < 0.5
        else line + rng.choice((*_SPACES, "1", "{}"))
    )


def _last_comma(rng: random.Random, line: str) -> str:
    return line[:-1] + rng.choice((",", ", ", ",\t", ",,", ",null")) + "}"


_MUTATIONS: tuple[Mutation, ...] = (
    *(_any_member(_new_value),) * 6,
    *(_any_member(_repeated),) * 2,
    *(_any_member(_added),) * 3,
    *map(_any_member, (_other_quotes, _removed, _reordered, _swapped, _retyped, _recased, _nested)),
    *(_inserted, _cut, _replaced, _surrounded, _last_comma),
)
