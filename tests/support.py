"""What several tests share: lines to batches, a ledger's public numbers as plain Python."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pyarrow as pa

from engine import LINE_SCHEMA, Batch, Ledger, Position
from engine.reads import Reads
from engine.scanner.scan import scan

Told = Callable[[str, object], None]
"""pytest's `record_property`, by which a proof tells its size: whole numbers, summed over its cases."""

MOMENT = datetime(2024, 6, 1, tzinfo=UTC)


def split(data: bytes) -> list[bytes]:
    """The lines of a file by the law: LF ends them, what surrounds them and blank ones do not matter."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    return [line for line in (raw.strip(b" \t\r") for raw in data.split(b"\n")) if line]


def batch(
    lines: Sequence[bytes], *, source: str = "log.ndjson", start: int = 0, scanned: bool = False
) -> Batch:
    """A batch of lines as a file source would give it, the line's ordinal as its position.

    With `scanned` the scanner has looked at it, which otherwise large batches alone are for.
    """
    count = len(lines)
    numbers = range(start, start + count)
    nothing = [None] * count
    table = pa.table(
        [
            pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), [source]),
            pa.array(numbers, pa.int64()),
            pa.array([number + 1 for number in numbers], pa.int64()),
            pa.array(lines, pa.large_binary()),
            *(
                pa.array(nothing, LINE_SCHEMA.field(name).type)
                for name in ("raw", "length", "sha256", "fault")
            ),
        ],
        schema=LINE_SCHEMA,
    )
    positions = (Position(source, "file", start + count, start + count),)
    return Batch(table, positions, MOMENT, scan(table) if scanned else None)


@cache
def _empty(rule: str) -> Path:
    """An empty store of a rule, to be copied: making one takes longer than most tests."""
    path = Path(tempfile.mkdtemp(prefix="sparktally-tests-")) / f"{rule}.duckdb"
    Ledger.open(path, rule).close()
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    return path


def make(path: Path, rule: str) -> Path:
    """A new, empty store at a path."""
    shutil.copyfile(_empty(rule), path)
    return path


def replay(
    path: Path, lines: Sequence[bytes], rule: str, *, sizes: Sequence[int] = (), reopen: bool = False
) -> None:
    """Applies lines in batches of the given sizes, the last one again and again; all at once without any."""
    at, turn = 0, 0
    ledger = Ledger.open(path if path.exists() else make(path, rule), rule)
    try:
        while at < len(lines) or turn == 0:
            size = sizes[min(turn, len(sizes) - 1)] if sizes else max(len(lines), 1)
            ledger.apply(batch(lines[at : at + size], start=at))
            at, turn = at + size, turn + 1
            if reopen and at < len(lines):
                ledger.close()
                ledger = Ledger.open(path, rule)
    finally:
        ledger.close()


def rows(store: Reads, query: str) -> list[dict[str, object]]:
    """A query's rows as dicts by column."""
    result = store.query(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
