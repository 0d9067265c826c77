"""Lines looked up again where they were read, to be shown: where the file is there, and still says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from schemas import Event, read_line
from schemas.errors import SparktallyError
from schemas.json_text import LINE_BYTES_MAX
from streams.discover import discover
from streams.files import open_log
from streams.limits import DEFAULT_LIMITS
from streams.reader import LogFile

_BLANKS = b" \t\r\n"
ROWS_AT_ONCE = 20_000


Said = Mapping[str, object]
"""What a line said: some of its event's columns (`schemas.COLUMNS`; instants naive, in UTC)."""


def lines_at(source: str, said: Mapping[int, Said]) -> dict[int, str]:
    """The lines of some events by position, as their file has them today; of Parquet the row's JSON line.

    A line of plain NDJSON is sought; other files are read from their start up to the last one asked for.

    Args:
        source: a file's name, as in `LINE_SCHEMA.source`; of anything else there are no lines.
        said: what was read at each position.

    Returns:
        Those that are still there and still say that.
    """
    found: dict[int, str] = {}
    with suppress(SparktallyError, OSError, ValueError):
        if not said or not Path(source).is_file():
            return {}
        (log,) = discover([source]).logs
        is_plain = log.format == "ndjson" and log.codec is None
        for position, line, shown in (_sought if is_plain else _passed)(log, sorted(said)):
            event = read_line(line)
            if isinstance(event, Event) and said[position].items() <= event.row().items():
                found[position] = shown.decode()
    return found


def _sought(log: LogFile, positions: list[int]) -> Iterator[tuple[int, bytes, bytes]]:
    with Path(log.path).open("rb") as file:
        for position in positions:
            file.seek(position)
            line = file.readline(LINE_BYTES_MAX + len(_BLANKS)).strip(_BLANKS)
            yield position, line, line


def _passed(log: LogFile, positions: list[int]) -> Iterator[tuple[int, bytes, bytes]]:
    with closing(open_log(log, None, DEFAULT_LIMITS, lambda _: None)) as reader:
        while (table := reader.read(ROWS_AT_ONCE)) is not None:
            places = table.column("position").to_numpy()
            for each in table.filter(np.isin(places, positions)).to_pylist():
                yield each["position"], each["line"], each["line"] if each["raw"] is None else each["raw"]
            if places[-1] >= positions[-1]:
                return
