"""From what a user wrote (paths, globs, directories, `-`) to the files to read, each once.

- A path that exists is meant as it is, also where it looks like a glob. A glob (`*`, `?`, `[…]`, `**`) gives
  what fits, sorted. A directory gives its files at any depth, sorted by path; hidden files and folders are
  left out.
- A file named by path or glob is read whatever its ending. Inside a directory a file of an ending that is not
  a log's is a stranger: it is read as NDJSON when its first byte that is not blank is `{` (a rotated
  `events.ndjson.1`, say), and else left out and listed in `Found.strangers`, so that nothing is dropped
  silently.
- A file reached twice (by another spelling, a symbolic or hard link) is read once. Its name is its real path.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streams.bytestream import STDIN
from streams.errors import SourceFormat, SourceMissing, printable
from streams.reader import LogFile
from streams.sniff import (
    codec_of,
    ending_of,
    first_bytes,
    foreign_kind,
    format_of,
    head_inside,
    is_csv_header,
    stranger_kind,
)

CONVERT = "unpack or convert it first, or leave it out"


@dataclass(frozen=True, slots=True)
class Stranger:
    """A file inside a directory that is not read, and why."""

    path: str
    why: str


@dataclass(slots=True)
class Found:
    """The files to read in reading order, and those inside directories that are left out."""

    logs: list[LogFile] = field(default_factory=list)
    strangers: list[Stranger] = field(default_factory=list)


def discover(paths: Sequence[str]) -> Found:
    """Find the files that `paths` mean.

    Raises:
        SourceMissing: a path that does not exist or may not be read, a glob or directory without a log.
        SourceFormat: a file that is no log that can be read, such as a zip archive.
    """
    found = Found()
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path == "-":
            if all(log.path != STDIN for log in found.logs):
                found.logs.append(LogFile(STDIN, "ndjson", None, None))
            continue
        for named in _expand(path):
            _add(named, found, seen)
    return found


def _expand(path: str) -> list[str]:
    if os.path.lexists(path):
        return [path]
    if not glob.has_magic(path):
        raise SourceMissing("there is no such file", where=path, fix="check the path")
    fitting = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 Path.glob refuses absolute patterns
    if not fitting:
        raise SourceMissing("no file fits this pattern", where=path, fix="check the pattern")
    return fitting


def _add(path: str, found: Found, seen: set[tuple[int, int]]) -> None:
    if not Path(path).is_dir():
        _add_file(path, found, seen)
        return
    logs, strangers = len(found.logs), len(found.strangers)
    for inner in _walk(path):
        _add_inner(inner, found, seen)
    if len(found.logs) == logs and not _any_seen(path, seen):
        left = len(found.strangers) - strangers
        raise SourceMissing(
            "there is no log in this directory" + (f" ({left} other files were left out)" if left else ""),
            where=path,
            fix="name the files themselves if they are logs",
        )


def _any_seen(path: str, seen: set[tuple[int, int]]) -> bool:
    for inner in _walk(path):
        try:
            if _identity(Path(inner).stat()) in seen:
                return True
        except OSError:
            continue
    return False


def _walk(path: str) -> Iterator[str]:
    """Files below a directory, sorted by path; links to directories are followed, each directory once."""
    visited: set[tuple[int, int]] = set()
    stack = [path]
    while stack:
        here = stack.pop()
        if not Path(here).is_dir():
            yield here
            continue
        try:
            identity = _identity(Path(here).stat())
            inside = sorted(one for one in Path(here).iterdir() if not one.name.startswith("."))
        except OSError as error:
            raise SourceMissing(_reason(error), where=here, fix="check its permissions") from error
        if identity not in visited:
            visited.add(identity)
            stack.extend(map(str, reversed(inside)))


def _add_inner(path: str, found: Found, seen: set[tuple[int, int]]) -> None:
    """A file inside a directory: a log, or a stranger."""
    if ending_of(path) is not None:
        _add_file(path, found, seen)
        return
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            found.strangers.append(Stranger(printable(path), "not a regular file"))
            return
        head = first_bytes(path)
    except OSError as error:
        found.strangers.append(Stranger(printable(path), _reason(error)))
        return
    why = stranger_kind(path, head)
    if why is None:
        _add_file(path, found, seen)
    else:
        found.strangers.append(Stranger(printable(path), why))


def _add_file(path: str, found: Found, seen: set[tuple[int, int]]) -> None:
    try:
        status = Path(path).stat()
        head = first_bytes(path) if stat.S_ISREG(status.st_mode) else b""
    except OSError as error:
        raise SourceMissing(_reason(error), where=path, fix="check the path and its permissions") from error
    if _identity(status) in seen:
        return
    if not stat.S_ISREG(status.st_mode):
        raise SourceFormat(
            "this is not a regular file", where=path, fix="pipe it in and name standard input: `-`"
        )
    seen.add(_identity(status))
    found.logs.append(_log(path, head, status.st_size))


def _log(path: str, head: bytes, size: int) -> LogFile:
    foreign = foreign_kind(head)
    if foreign is not None:
        raise SourceFormat(f"this is {foreign}, not a log", where=path, fix=CONVERT)
    try:
        codec = codec_of(path, head)
        kind = format_of(path, head)
    except ValueError as error:
        raise SourceFormat(str(error), where=path, fix="check how it was written, or rename it") from error
    inside = head_inside(path, head, codec) if kind != "parquet" else b""
    if codec is not None and (foreign := foreign_kind(inside)) is not None:
        raise SourceFormat(f"this is {codec} that holds {foreign}", where=path, fix=CONVERT)
    if kind == "ndjson" and is_csv_header(inside):
        raise SourceFormat(
            "this is CSV: its first line names columns", where=path, fix="rename it so that it ends in .csv"
        )
    return LogFile(os.path.realpath(path), kind, codec, size)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "no permission to read this"
    return f"this cannot be read ({error.strerror or error})"
