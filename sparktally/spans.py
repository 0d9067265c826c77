"""The batches between two moments, as people name either."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sparktally.errors import UserError
from sparktally.moments import past_moment

if TYPE_CHECKING:
    from engine import Reader

Given = datetime | str | int
"""A past moment, also as ISO 8601, or a batch's number."""


def span(
    store: Reader, since: Given, until: Given | None, where: tuple[str, str] = ("since", "until")
) -> tuple[int, int]:
    """The numbers of two batches; without a second one the last.

    Args:
        store: whose batches they are.
        since: the first.
        until: the second.
        where: what the two are called where they were given.

    Raises:
        UserError: there is no such batch, it is no moment that has passed, or the second is before the first.
    """
    (last,) = store.query("SELECT coalesce(max(batch), 0) FROM batches").fetchall()[0]
    first = _batch(store, since, last, where[0])
    second = last if until is None else _batch(store, until, last, where[1])
    if second < first:
        raise UserError(f"{until} is before {since}", where=where[1], fix="give the earlier one first")
    return first, second


def _batch(store: Reader, given: Given, last: int, where: str) -> int:
    if not isinstance(given, int):
        return store.batch_at(past_moment(given, where))
    if not 0 <= given <= last:
        fix = f"give a batch's number, up to {last}, or a moment such as 2024-03-01T09:00Z"
        raise UserError(f"there is no batch {given}", where=where, fix=fix)
    return given
