"""Seeded damage to valid lines: in their bytes, in their members, in their tokens."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

from schemas.event import COLUMNS

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null|[{}:,]')

TOKENS = (
    *(
        "null",
        "true",
        "false",
        '""',
        "[]",
        "{}",
        '{"a":1}',
        '{"a":1,"a":1}',
        "[1, 2]",
        "[[1],{}]",
        "NaN",
        "Infinity",
    ),
    *(
        "0",
        "1",
        "-0",
        "-1",
        "-0.0",
        "1.0",
        "1.5",
        "2e3",
        "1E5",
        "1e400",
        "1e-7",
        "01",
        "+1",
        ".5",
        "1.",
        "0x10",
        "-",
    ),
    *(
        "9007199254740992",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
    ),
    *(
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        "9" * 128,
        "9" * 129,
        "-" + "9" * 127,
    ),
    *(
        "-" + "9" * 128,
        "100000.0",
        "1e15",
        "1e16",
        "1e20",
        "12345678901234567890.5",
        "123456789012345678901234567890",
    ),
    *(
        '"x"',
        '"add"',
        '"remove"',
        '"ADD"',
        '"organic"',
        '"paid"',
        '"Paid"',
        '"public"',
        '"1"',
        '"7"',
        '"cta"',
        "7",
        "30",
    ),
    *(
        '"true"',
        '"null"',
        '"a\\u0062"',
        '"\\/"',
        '"\\n"',
        '"\\u0000"',
        '"\\u001F"',
        '"\\u007f"',
        '"\x7f"',
        '"a\tb"',
    ),
    *(
        '"\x01"',
        '"\\ud83d\\ude00"',
        '"\\ud83d"',
        '"\\ude00"',
        '"\\ude00\\ud83d"',
        '"\\\\ud83d"',
        '"\\ud83dx"',
        '"\u2028"',
    ),
    *(
        '"😀"',
        '"\ufffe"',
        '"\ufeff"',
        '"é"',
        '"' + "é" * 128 + '"',
        '"' + "é" * 129 + '"',
        '"' + "x" * 129 + '"',
    ),
    *(
        '"' + "😀" * 128 + '"',
        '"a\\"b"',
        '"a\\\\b"',
        "'x'",
        '"x',
        'x"',
        '" "',
        '"-0"',
        '" -0"',
        '"a,}"',
        '": null"',
    ),
    *(
        '"2000-01-01T00:00:00Z"',
        '"1999-12-31T23:59:59.999999Z"',
        '"2099-12-31T23:59:59.9999999Z"',
        '"infinity"',
        '"epoch"',
    ),
    *(
        '"2100-01-01T00:00:00Z"',
        '"2100-01-01T00:59:59+01:00"',
        '"1999-12-31T23:00:00-01:00"',
        '"2024-02-30T00:00:00Z"',
    ),
    *('"2024-02-29T00:00:00Z"', '"2023-02-29T00:00:00Z"', '"2024-03-05t10:00:00z"', '"2024-03-05 10:00:00Z"'),
    *(
        '"2024-03-05T10:00:60Z"',
        '"2024-03-05T24:00:00Z"',
        '"2024-03-05T10:00:00"',
        '"2024-03-05"',
        '"2024-03-05T10:00Z"',
    ),
    *(
        '"2024-03-05T10:00:00.Z"',
        '"2024-03-05T10:00:00+0100"',
        '"2024-03-05T10:00:00+01"',
        '"2024-03-05T10:00:00 Z"',
    ),
    *(
        '"2024-03-05T10:00:00+23:59"',
        '"2024-03-05T10:00:00-23:59"',
        '"2024-03-05T10:00:00+24:00"',
        '"0000-01-01T00:00:00Z"',
    ),
    *(
        '"2024-03-05T10:00:00.1234567890123456789012345Z"',
        '"2024-03-05T10:00:00.1+05:30"',
        '"2024-03-05T10:00:00,5Z"',
    ),
    *('"2024-03-05T10:00:00.999999999-00:00"', '"9999-12-31T23:59:59-23:59"', '"0001-01-01T00:00:00+23:59"'),
    *(
        "946684800000",
        "946684799999",
        "4102444799999",
        "4102444800000",
        "1709632800",
        "1709632800000000",
        '"1709632800000"',
    ),
    *(
        '"٢024-03-05T10:00:00Z"',
        '"2024-03-05T10:00:00UTC"',
        '"TT_USER"',
        '"AUTH_CODE"',
        '"CUSTOMIZED_USER"',
        '"AUCTION"',
    ),
    *(
        '"RESERVATION_RF"',
        '"REACH"',
        '"TRAFFIC"',
        '"ads_only"',
        '"UTC"',
        '"utc"',
        '"Factory"',
        '"Europe/Berlin "',
    ),
)
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
    """The line after one to three mutations; now and then bytes are flipped last, which may leave no UTF-8."""
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
    inner = tokens[1:-1] + [","]
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


def _other_quotes(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    key, value = members[at]
    members[at] = (key, value[1:-1] if value.startswith('"') else f'"{value}"')


def _removed(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    del members[at]


def _repeated(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    key, value = members[at]
    members.insert(rng.randrange(len(members) + 1), (key, rng.choice((value, "null", rng.choice(TOKENS)))))


def _added(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    key = rng.choice(KEYS)
    written = f'"{key}"' if "\\" in key else json.dumps(key, ensure_ascii=False)
    members.insert(at, (written, rng.choice(TOKENS)))


def _reordered(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    rng.shuffle(members)


def _swapped(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
    other = rng.randrange(len(members))
    (key, value), (other_key, other_value) = members[at], members[other]
    members[at], members[other] = (key, other_value), (other_key, value)


def _retyped(rng: random.Random, members: list[tuple[str, str]], at: int) -> None:
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
