"""What the scanner has to say of lines, from the models alone: which it takes, and each as a packed row."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from engine.scanner.contract import FIELDS
from engine.scanner.kernel import LINE_BYTES_MAX
from engine.scanner.scan import scan
from schemas import COLUMNS, ENGAGEMENT_TYPES, Event, read_line
from tests.support import batch

Row = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile("[1-9][0-9]{0,18}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BIGINT_MAX = 2**63 - 1
_DIGITS_MAX = 19
_ORDER = (
    "event_id", "occurred_at", "type", "actor_id", "surface", "post_id", "ad_id", "creator_id", "comment_id",
    "new_post_id", "action", "element", "watch_ms", "video_duration_ms", "channel",
)  # fmt: skip


class _Number(str):
    """A number as it is written."""


def check(lines: Sequence[bytes]) -> int:
    """Asserts that the scanner is right about lines that stand in one buffer; how many it took."""
    found = scan(batch(lines).lines).to_pylist()
    assert [row["row"] for row in found] == sorted({row["row"] for row in found})
    taken = {row["row"]: row for row in found}
    for at, line in enumerate(lines):
        event = read_line(line)
        if at in taken:
            assert isinstance(event, Event), line
            assert taken[at] == {"row": at} | packed(event), line
        elif isinstance(event, Event):
            assert not is_plain(line, event), line
    return len(found)


def takes(line: bytes) -> bool:
    """Whether the scanner takes a line, about which it is right."""
    return check([line]) == 1


def is_plain(line: bytes, event: Event) -> bool:
    """Whether an event's line is one that the scanner has to take."""
    if (
        event.type not in ENGAGEMENT_TYPES
        or len(line) > LINE_BYTES_MAX
        or not line.isascii()
        or b"\\" in line
        or b"\x7f" in line
    ):
        return False
    members = json.loads(line, object_pairs_hook=list, parse_int=_Number)
    names = [name for name, _ in members]
    own = set(FIELDS) & {*type(event).model_fields, "type"}
    return (
        set(names) <= own and len(set(names)) == len(names) and all(_is_plain(value) for _, value in members)
    )


def _is_plain(value: object) -> bool:
    if isinstance(value, _Number):
        return value.isdigit() and len(value) <= _DIGITS_MAX
    return isinstance(value, str) and value != ""


def packed(event: Event) -> Row:
    """An engagement as the scanner gives it."""
    row: Row = {name: value for name, value in event.row().items() if name in FIELDS}
    assert not {name for name, value in event.row().items() if value is not None} - set(FIELDS)
    name = row["event_id"]
    row["event_uuid"] = UUID(name) if _UUID.fullmatch(name) else None
    row["event_id"] = None if row["event_uuid"] else name
    row["actor_id"], row["actor_name"] = packed_id(row["actor_id"])
    digest = hashlib.md5(_body(event).encode(), usedforsecurity=False).digest()
    row["body_low"], row["body_high"] = (int.from_bytes(half, "little") for half in (digest[:8], digest[8:]))
    row["id_hash"] = int.from_bytes(hashlib.md5(name.encode(), usedforsecurity=False).digest()[8:], "little")
    return row


def packed_id(text: str | None) -> tuple[int | None, str | None]:
    """An id as a number where it is just what the number is written as, else as text."""
    if text is not None and _NUMBER.fullmatch(text) and int(text) <= _BIGINT_MAX:
        return int(text), None
    return None, text


def _body(event: Event) -> str:
    """As `engine/sql/store/body.sql` spells it."""
    row = event.row() | {"occurred_at": _micros(event.row()["occurred_at"])}
    assert {name for name in COLUMNS if row[name] is not None} <= set(_ORDER)
    return "\x1f".join("" if row[name] is None else str(row[name]) for name in _ORDER)


def _micros(moment: Any) -> object:
    return (moment.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
