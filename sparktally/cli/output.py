"""Where results go: JSON and CSV to stdout for programs, tables for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import Enum

from sparktally.rows import Rows
from sparktally.values import csv_cell, json_text
from sparktally.visible import visible


class Format(Enum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def write_text(text: str) -> None:
    """Text to stdout as UTF-8, whatever the locale."""
    write_bytes(text.encode("utf-8", "backslashreplace"))


def write_bytes(data: bytes) -> None:
    """Bytes to stdout as they are, all of them, after whatever text was written before.

    Where Python was told not to buffer, one write may take a part alone, and says so only by its count.
    """
    sys.stdout.flush()
    rest = memoryview(data)
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.buffer.flush()


def write_json(rows: Rows) -> None:
    """One array of objects, an object a line."""
    objects = [json_text(record) for record in rows.records()]
    write_text("[" + ",\n ".join(objects) + "]\n")


def write_csv(rows: Rows) -> None:
    """RFC 4180: a header of public names, CRLF, quotes where needed. For a terminal made `visible`."""
    write_text(_csv_line(rows.columns))
    for row in rows.rows:
        write_text(_csv_line(csv_cell(value) for value in row))


def _csv_line(cells: Iterable[str]) -> str:
    import csv  # noqa: PLC0415 JSON needs neither
    import io  # noqa: PLC0415

    texts = [visible(cell) for cell in cells] if to_terminal() else list(cells)
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(texts)
    return line.getvalue()


def to_terminal() -> bool:
    """Whether stdout is a terminal, so that raw bytes may not go there."""
    return sys.stdout.isatty()
