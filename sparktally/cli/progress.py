"""How far a long command is: a bar on a terminal, elsewhere a line every few seconds. Always on stderr.

What is shown is what is committed (or judged), not what was read ahead of it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars

from sparktally.cli.exits import say
from sparktally.values import counted
from sparktally.visible import shortened, visible

if TYPE_CHECKING:
    from streams.source import Progress

SECONDS_BETWEEN_LINES = 5.0
NAME_WIDTH_MAX = 30

Seconds = Callable[[], float]
Wrote = Callable[[int], None]
"""Told how many lines are written so far."""


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
def writing_progress(name: str, lines: int, seconds: Seconds = time.monotonic) -> Iterator[Wrote]:
    """Give what is told how many lines of a file are written: on a terminal a bar, else lines.

    Args:
        name: of the file.
        lines: that it will have.
        seconds: a clock that only grows.
    """
    named = shortened(visible(name), NAME_WIDTH_MAX)
    began = seconds()
    if not sys.stderr.isatty():
        yield _Written(named, lines, seconds)
        return
    with _bars(MofNCompleteColumn()) as bars:
        task = bars.add_task(named, total=lines, rate="0")

        def wrote(done: int) -> None:
            passed = seconds() - began
            bars.update(task, completed=done, rate=f"{done / passed if passed > 0 else 0:,.0f}")

        yield wrote


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say that something takes a while: a spinner on a terminal, nothing where there is none."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True, markup=False).status(f"{what} …"):
        yield


def _bars(much: ProgressColumn | None = None) -> Bars:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        much or DownloadColumn(),
        TextColumn("{task.fields[rate]} lines/s", markup=False),
        TimeRemainingColumn(),
    )
    return Bars(*columns, console=Console(stderr=True, markup=False), transient=True)


class _Committed:
    """How far commits have come: of what reading told, the last that is committed whole."""

    def __init__(self, seconds: Seconds) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._ahead: deque[Progress] = deque()
        self._lines = 0
        self._began = seconds()
        self._bytes_before = 0

    def read(self, progress: Progress) -> Progress | None:
        """Reading has come so far; gives how far commits have, where that is news."""
        with self._lock:
            self._ahead.append(progress)
            return self._news()

    def applied(self, lines: int) -> Progress | None:
        """So many lines are committed; gives as `read` does."""
        with self._lock:
            self._lines = lines
            return self._news()

    def _news(self) -> Progress | None:
        news = None
        while self._ahead and self._ahead[0].lines <= self._lines:
            news = self._ahead.popleft()
        if news is not None and news.lines == 0:  # an earlier run's, passed without committing anything
            self._began, self._bytes_before = self._seconds(), news.bytes_done
        return news

    def a_second(self, progress: Progress) -> tuple[float, float]:
        """Lines and bytes committed a second since this run's own lines began."""
        passed = self._seconds() - self._began
        if passed <= 0:
            return 0.0, 0.0
        return self._lines / passed, (progress.bytes_done - self._bytes_before) / passed


class _Bar:
    """One bar over all files."""

    def __init__(self, bars: Bars, seconds: Seconds) -> None:
        self._bars = bars
        self._committed = _Committed(seconds)
        self._task: TaskID | None = None

    def read(self, progress: Progress) -> None:
        if self._task is None:
            self._task = self._bars.add_task(_name(progress), total=progress.bytes_total, rate="0")
        self._show(self._task, self._committed.read(progress))

    def applied(self, lines: int) -> None:
        news = self._committed.applied(lines)
        if self._task is not None:
            self._show(self._task, news)

    def _show(self, task: TaskID, news: Progress | None) -> None:
        if news is None:
            return
        if news.lines == 0:  # forgets the speed of passing what an earlier run had read
            self._bars.reset(task, completed=news.bytes_done)
        self._bars.update(
            task,
            completed=news.bytes_done,
            total=news.bytes_total,
            description=_name(news),
            rate=f"{self._committed.a_second(news)[0]:,.0f}",
        )


class _Lines:
    """A plain line now and then."""

    def __init__(self, seconds: Seconds) -> None:
        self._committed = _Committed(seconds)
        self._seconds = seconds
        self._last = seconds()

    def read(self, progress: Progress) -> None:
        self._show(self._committed.read(progress))

    def applied(self, lines: int) -> None:
        self._show(self._committed.applied(lines))

    def _show(self, news: Progress | None) -> None:
        if news is None:
            return
        now = self._seconds()
        if now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = now
        say(plain_line(news, *self._committed.a_second(news)))


class _Written:
    """A plain line now and then of what is written."""

    def __init__(self, name: str, lines: int, seconds: Seconds) -> None:
        self._name, self._lines, self._seconds = name, lines, seconds
        self._began = self._last = seconds()

    def __call__(self, done: int) -> None:
        now = self._seconds()
        if now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = now
        rate = done / (now - self._began)
        left = f", about {(self._lines - done) / rate:,.0f} s left" if rate and done < self._lines else ""
        say(f"{self._name}: {done:,} of {counted(self._lines, 'line')}, {rate:,.0f} lines/s{left}")


def plain_line(progress: Progress, lines_per_second: float, bytes_per_second: float) -> str:
    """`log.ndjson: 1.2 of 4.8 GB, 300,000 lines/s, about 12 s left`."""
    done = decimal(progress.bytes_done)
    total = progress.bytes_total
    size = done if total is None else f"{done} of {decimal(total)}"
    parts = [size, counted(progress.lines, "line"), f"{lines_per_second:,.0f} lines/s"]
    if total is not None and bytes_per_second > 0 and progress.bytes_done < total:
        parts.append(f"about {(total - progress.bytes_done) / bytes_per_second:,.0f} s left")
    return f"{_name(progress)}: {', '.join(parts)}"


def _name(progress: Progress) -> str:
    name = shortened(visible(PurePath(progress.source).name or progress.source), NAME_WIDTH_MAX)
    current = min(progress.files_done + 1, progress.files_total)
    return f"{name} ({current}/{progress.files_total})" if progress.files_total > 1 else name
