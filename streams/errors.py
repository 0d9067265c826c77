"""What can be wrong with a log that a user gave: each says where, and what to do."""

from __future__ import annotations

import os

from schemas.errors import SparktallyError


def printable(path: str) -> str:
    """A path as text that can be written as UTF-8, whatever bytes it holds; no two paths are one text."""
    return _as_utf8(path.replace("\\", "\\\\"))


def _as_utf8(text: str) -> str:
    return os.fsencode(text).decode("utf-8", "backslashreplace")


class SourceError(SparktallyError):
    """A log that cannot be read as it is."""

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        super().__init__(what, where=None if where is None else _as_utf8(where), fix=fix)


class SourceMissing(SourceError):
    """No such file, no log in a directory, a glob that fits nothing, or no permission to read."""


class SourceChanged(SourceError):
    """A file differs before the position that the store holds, or its unfinished last line has grown."""


class SourceDamaged(SourceError):
    """A compressed or Parquet file that breaks off or is corrupt; what comes before it was delivered."""


class SourceFormat(SourceError):
    """A file of a kind, a header or an encoding that cannot be read as a log."""
