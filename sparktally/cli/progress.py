"""How far a long command is: a bar on a terminal, elsewhere a line every few seconds. Always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars

from sparktally.cli.exits import say
from sparktally.cli.values import counted
from sparktally.cli.visible import shortened, visible

if TYPE_CHECKING:
    from streams.source import Progress

SECONDS_BETWEEN_LINES = 5.0
NAME_WIDTH_MAX = 30

Seconds = Callable[[], float]


class Shows(Protocol):
    """Something that shows how far a run is; `read` may be called from another thread than `applied`."""

    def read(self, progress: Progress) -> None:
        """Reading has come so far."""
        ...

    def applied(self, lines: int) -> None:
        """So many lines of this run are committed."""
        ...


@contextmanager
def reading_progress(seconds: Seconds = time.monotonic) -> Iterator[Shows]:
    """Give what shows progress: on a terminal a bar, else lines.

    Args:
        seconds: a clock that only grows.
    """
    if sys.stderr.isatty():
        with _bars() as bars:
            yield _Bar(bars, seconds)
    else:
        yield _Lines(seconds)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say that something takes a while: a spinner on a terminal, nothing where there is none."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True, markup=False).status(f"{what} …"):
        yield


def _bars() -> Bars:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TextColumn("{task.fields[rate]} lines/s", markup=False),
        TimeRemainingColumn(),
    )
    return Bars(*columns, console=Console(stderr=True, markup=False), transient=True)


class _Rate:
    """Lines a second since it was made: of those committed, where they are told, else of those read."""

    def __init__(self, seconds: Seconds) -> None:
        self._seconds = seconds
        self._started = seconds()
        self.lines_applied: int | None = None

    def passed(self) -> float:
        return self._seconds() - self._started

    def of(self, lines_read: int) -> float:
        lines = lines_read if self.lines_applied is None else self.lines_applied
        passed = self.passed()
        return lines / passed if passed > 0 else 0.0


class _Bar:
    """One bar over all files."""

    def __init__(self, bars: Bars, seconds: Seconds) -> None:
        self._bars = bars
        self._rate = _Rate(seconds)
        self._task: TaskID | None = None
        self._lines_read = 0

    def read(self, progress: Progress) -> None:
        self._lines_read = progress.lines
        if self._task is None:
            self._task = self._bars.add_task("", total=None, rate="0")
            self._bars.reset(self._task, completed=progress.bytes_done)
        self._bars.update(
            self._task,
            completed=progress.bytes_done,
            total=progress.bytes_total,
            description=_name(progress),
            rate=self._shown_rate(),
        )

    def applied(self, lines: int) -> None:
        self._rate.lines_applied = lines
        if self._task is not None:
            self._bars.update(self._task, rate=self._shown_rate())

    def _shown_rate(self) -> str:
        return f"{self._rate.of(self._lines_read):,.0f}"


class _Lines:
    """A plain line now and then."""

    def __init__(self, seconds: Seconds) -> None:
        self._rate = _Rate(seconds)
        self._last = 0.0
        self._bytes_before: int | None = None

    def read(self, progress: Progress) -> None:
        if self._bytes_before is None:
            self._bytes_before = progress.bytes_done
        passed = self._rate.passed()
        if passed - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = passed
        speed = (progress.bytes_done - self._bytes_before) / passed
        say(plain_line(progress, self._rate.of(progress.lines), speed))

    def applied(self, lines: int) -> None:
        self._rate.lines_applied = lines


def plain_line(progress: Progress, lines_per_second: float, bytes_per_second: float) -> str:
    """`log.ndjson: 1.2 of 4.8 GB, 300,000 lines/s, about 12 s left`."""
    done = decimal(progress.bytes_done)
    total = progress.bytes_total
    size = done if total is None else f"{done} of {decimal(total)}"
    parts = [size, counted(progress.lines, "line"), f"{lines_per_second:,.0f} lines/s"]
    if total is not None and bytes_per_second > 0:
        parts.append(f"about {(total - progress.bytes_done) / bytes_per_second:,.0f} s left")
    return f"{_name(progress)}: {', '.join(parts)}"


def _name(progress: Progress) -> str:
    name = shortened(visible(PurePath(progress.source).name or progress.source), NAME_WIDTH_MAX)
    current = min(progress.files_done + 1, progress.files_total)
    return f"{name} ({current}/{progress.files_total})" if progress.files_total > 1 else name
