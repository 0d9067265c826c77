"""Tables as people's Parquet files hold them: every type of column, and dirt of every kind in some cells."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

import pyarrow as pa

from schemas.reader import MODELS
from tests.engine.scanner.plain_lines import UUIDS, plain_engagements
from tests.schemas.valid_lines import valid_lines

Row = dict[str, Any]
Making = Callable[[list[Any], random.Random], Any]
_INSTANTS = ("occurred_at",)
_INTEGERS = ("watch_ms", "video_duration_ms", "duration_days", "schema_version")
_IDS = (
    "event_id", "actor_id", "post_id", "ad_id", "creator_id", "comment_id", "new_post_id", "advertiser_id",
    "auth_code", "campaign_id", "adgroup_id",
)  # fmt: skip
_DIRT = (
    "", " ", "é", "帖子", "\x7f", "\x00", "\t", 'a"b', "a\\b", "x" * 128, "x" * 129, "x" * 5_000, "0", "007",
    "-5", "+1", "1.0", "9" * 19, "9" * 20, "9" * 128, str(2**53), str(2**53 + 1), str(2**63 - 1), str(2**63),
    "1709632800001", "0001709632800001", "01709632800001", "946684799999", "4102444800000", "4102444799999",
    "2024-03-05T10:00:00Z", "2024-03-05 10:00:00.1234567+05:30", "2024-03-05T10:00:00", "2024-03-05",
    "view", "like", "add", "remove", "paid", "organic", "cta", "null", "true", "{}", *UUIDS[:5],
)  # fmt: skip
_SECONDS = (
    946_684_799, 946_684_800, 4_102_444_799, 4_102_444_800, 0, -1, 1, -2_208_988_801, 4_134_067_200,
    1_709_632_800,
)  # fmt: skip
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_ZONES = ("UTC", "Europe/Berlin", "America/New_York", "+05:30")


def table(rows: int, seed: int, *, plain: bool = False) -> pa.Table:
    """Engagements and facts, most of them valid; of `plain` columns all are text, integers and instants."""
    turn = random.Random(seed)  # noqa: S311 -- the same table for the same seed
    lines = [json.loads(line) for line in plain_engagements(rows, seed)]
    lines += [json.loads(line) for line in islice(valid_lines(rows, seed), rows - len(lines))]
    for line in lines:
        line.pop("schema_version", None)
    turn.shuffle(lines)
    names = sorted(
        {*MODELS["view"].model_fields, *(name for line in lines for name in line)} - {"schema_version"}
    )
    turn.shuffle(names)
    columns = {name: _column(name, [line.get(name) for line in lines], turn, plain=plain) for name in names}
    if not plain:
        columns |= {name: make(len(lines), turn) for name, make in _STRANGE.items() if turn.random() < 0.15}
    return pa.table(columns)


def _column(name: str, values: list[Any], turn: random.Random, *, plain: bool) -> Any:
    choice: tuple[Making, ...] = (_text, _text, _large, _few)
    if name in _INSTANTS:
        choice = (_text, _stamps, _stamps, _stamps, _integers)
    elif name in _INTEGERS:
        choice = (_text, _integers, _integers)
    elif name in _IDS:
        choice = (*choice, _integers)
    if not plain and turn.random() < 0.12:
        choice = (
            _views,
            _bytes,
            _uuids,
            _naive,
            _floats,
            _decimals,
            _few_integers,
            _broken,
            _nothing,
            _lists,
        )
    return turn.choice(choice)(values, turn)


def _dirty(values: list[Any], turn: random.Random) -> list[str | None]:
    return [
        turn.choice(_DIRT) if turn.random() < 0.01 else None if value is None else str(value)
        for value in values
    ]


def _text(values: list[Any], turn: random.Random) -> Any:
    return pa.array(_dirty(values, turn), pa.string())


def _large(values: list[Any], turn: random.Random) -> Any:
    return pa.array(_dirty(values, turn), pa.large_string())


def _few(values: list[Any], turn: random.Random) -> Any:
    return pa.array(_dirty(values, turn), turn.choice((pa.string(), pa.large_string()))).dictionary_encode()


def _views(values: list[Any], turn: random.Random) -> Any:
    return pa.array(_dirty(values, turn), pa.string_view())


def _numbers(values: list[Any], turn: random.Random) -> list[int | None]:
    """Each value as a number, some of them of any size."""
    return [
        None
        if value is None
        else turn.choice((0, 1, -1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 1_709_632_800_001))
        if turn.random() < 0.02
        else int(value)
        if str(value).isdecimal() and int(value) < 2**63
        else 1_709_632_800_000 + turn.randrange(10**6)
        for value in values
    ]


def _integers(values: list[Any], turn: random.Random) -> Any:
    numbers = _numbers(values, turn)
    if turn.random() < 0.2:
        huge = [None if n is None else 2**64 - 1 if turn.random() < 0.1 else abs(n) for n in numbers]
        return pa.array(huge, pa.uint64())
    if turn.random() < 0.2:
        return pa.array([None if n is None else n % 251 - 3 for n in numbers], pa.int16())
    return pa.array(numbers, pa.int64())


def _stamps(values: list[Any], turn: random.Random) -> Any:
    unit = turn.choice(tuple(_PER_SECOND))
    return _counts(values, turn, unit).cast(pa.timestamp(unit, turn.choice(_ZONES)))


def _naive(values: list[Any], turn: random.Random) -> Any:
    return _counts(values, turn, "us").cast(pa.timestamp("us"))


def _counts(values: list[Any], turn: random.Random, unit: str) -> Any:
    """Instants counted in a unit, some at the bounds, some nonsense."""

    def count() -> int | None:
        if turn.random() < 0.03:
            second = turn.choice(_SECONDS)
            return second * _PER_SECOND[unit] + turn.choice((0, _PER_SECOND[unit] - 1))
        if turn.random() < 0.01:
            return turn.choice((None, *((2**62, -(2**62)) if unit != "s" else ())))  # which is kept as ms
        return turn.randrange(1_700_000_000 * _PER_SECOND[unit], 1_720_000_000 * _PER_SECOND[unit])

    return pa.array([count() for _ in values], pa.int64())


def _bytes(values: list[Any], turn: random.Random) -> Any:
    return pa.array([None if text is None else text.encode() for text in _dirty(values, turn)], pa.binary())


def _uuids(values: list[Any], turn: random.Random) -> Any:
    some = [None if v is None else UUID(int=turn.getrandbits(128)).bytes for v in values]
    return pa.array(some, pa.uuid())


def _floats(values: list[Any], turn: random.Random) -> Any:
    return pa.array([None if value is None else turn.choice((1.0, 1.5, float("nan"))) for value in values])


def _decimals(values: list[Any], turn: random.Random) -> Any:
    some = [None if value is None else Decimal(turn.randrange(10**6)) for value in values]
    return pa.array(some, pa.decimal128(20, 0))


def _few_integers(values: list[Any], turn: random.Random) -> Any:
    return pa.array(_numbers(values, turn), pa.int64()).dictionary_encode()


def _broken(values: list[Any], turn: random.Random) -> Any:
    """Text that is no UTF-8 in places."""
    some = [None if v is None else b"a\xff" if turn.random() < 0.05 else str(v).encode() for v in values]
    held = pa.array(some, pa.binary())
    return pa.Array.from_buffers(pa.string(), len(held), held.buffers())


def _nothing(values: list[Any], _turn: random.Random) -> Any:
    return pa.nulls(len(values))


def _lists(values: list[Any], turn: random.Random) -> Any:
    return pa.array(
        [None if value is None or turn.random() < 0.5 else [value] for value in map(_said, values)]
    )


def _said(value: Any) -> str | None:
    return None if value is None else str(value)


_STRANGE: dict[str, Callable[[int, random.Random], Any]] = {
    "note": lambda count, turn: pa.array(turn.choices(("", "seen", None), (5, 1, 5), k=count), pa.string()),
    "Type": lambda count, turn: pa.array(turn.choices(("view", None), (1, 9), k=count), pa.string()),
    "schema_version": lambda count, turn: pa.array(turn.choices((1, 2, None), (3, 1, 9), k=count)),
    "redrive_of": lambda count, turn: pa.array(turn.choices(({"a": [1]}, None), (1, 9), k=count)),
    "tags": lambda count, turn: pa.array(turn.choices((["a", None], [], None), (1, 1, 9), k=count)),
    "day": lambda count, turn: pa.array(turn.choices((date(2024, 1, 2), None), (1, 9), k=count)),
    "seen": lambda count, turn: pa.array(turn.choices((True, None), (1, 9), k=count)),
    "at": lambda count, turn: pa.array(
        turn.choices((datetime(2024, 1, 2, tzinfo=UTC), None), (1, 9), k=count), pa.timestamp("us", "UTC")
    ),
    "map": lambda count, turn: pa.array(
        turn.choices(([("k", 1)], None), (1, 9), k=count), pa.map_(pa.string(), pa.int64())
    ),
    "none": lambda count, _: pa.nulls(count),
    "é\u2028": lambda count, turn: pa.array(turn.choices(("", None, "x"), (3, 9, 1), k=count)),
}
"""Columns of names that no engagement has."""
