"""What the tests of sources share: a fixed clock, a naive splitter, and readers of whole sources."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from engine.batch import LINE_SCHEMA, Batch
from engine.position import Position
from streams.files import FileSource

BOM = b"\xef\xbb\xbf"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def clock() -> datetime:
    return MOMENT


def seeded(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311


def naive_lines(data: bytes) -> list[tuple[int, int, bytes]]:
    """(position, number, line) of every line that is not blank, the slow and plain way."""
    position = len(BOM) if data.startswith(BOM) else 0
    out = []
    for number, line in enumerate(data[position:].split(b"\n"), start=1):
        text = line.strip(b" \t\r")
        if text:
            out.append((position, number, text))
        position += len(line) + 1
    return out


def read_all(
    paths: Sequence[str], positions: Mapping[str, Position] | None = None, **options: Any
) -> tuple[list[Batch], dict[str, Position]]:
    """Every batch, and the positions after them."""
    batches = list(FileSource(paths, clock=clock, **options).batches(positions or {}))
    after = dict(positions or {})
    for batch in batches:
        assert batch.lines.schema.equals(LINE_SCHEMA)
        assert all(column.num_chunks == 1 for column in batch.lines.columns)
        assert batch.recorded_at == MOMENT
        after.update({position.source: position for position in batch.positions})
    return batches, after


def rows(batches: Sequence[Batch], *names: str) -> list[tuple[Any, ...]]:
    """Rows of all batches as tuples of `names` (default position, number, line)."""
    names = names or ("position", "number", "line")
    out: list[tuple[Any, ...]] = []
    for batch in batches:
        out += zip(*(batch.lines.column(name).to_pylist() for name in names), strict=True)
    return out


def lines_of(paths: Sequence[str], **options: Any) -> list[bytes]:
    """Only the lines."""
    return [row[0] for row in rows(read_all(paths, **options)[0], "line")]
