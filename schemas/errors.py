"""The one family of errors that a user can cause."""

from __future__ import annotations

from typing import ClassVar


class SparktallyError(Exception):
    """Something a user can mend: says what was wrong, where, and what to do.

    Args:
        what: what was wrong, one sentence without a full stop at its end.
        where: `file:line`, `topic[partition]@offset` or a path, where there is such a place.
        fix: what to do about it.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        """`where: what`, and on a second line what to do."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.fix}" if self.fix else head
