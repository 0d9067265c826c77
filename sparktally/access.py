"""How a store is opened for a question, or for as long as a `with` block lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from engine import AttributionRule, Queries, Reader, UnknownId
from sparktally.answers import Answer, listed
from sparktally.errors import UserError
from sparktally.labels import Labels
from sparktally.listing import Listing
from sparktally.moments import moment, now
from sparktally.results import Result
from sparktally.spill import spill_folder

Day = date | str
"""A day, also as YYYY-MM-DD."""
Moment = datetime | str
"""A moment, also as ISO 8601; in UTC where it has no zone."""
Sort = str | Sequence[str]
"""A column, or several, `:desc` behind one that goes down."""


class Access:
    """A store's file, opened when it is asked something."""

    def __init__(
        self,
        path: Path,
        *,
        rule: AttributionRule | None,
        labels: Labels,
        memory_limit: str | None,
        moment: datetime | None = None,
    ) -> None:
        self._path = path
        self._rule = rule
        self._labels = labels
        self._memory_limit = memory_limit
        self._moment = moment
        self._kept: ExitStack | None = None
        self._reader: Queries | None = None

    @property
    def path(self) -> Path:
        """The store's file."""
        return self._path

    @property
    def moment(self) -> datetime | None:
        """The past moment that it is asked about, in UTC; None for now."""
        return self._moment

    def __enter__(self) -> Self:
        self._kept = ExitStack()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._kept = None

    def close(self) -> None:
        """Lets the file go; a later question opens it again."""
        self._reader = None
        if self._kept is not None:
            self._kept.close()

    def __repr__(self) -> str:
        when = "" if self._moment is None else f", as of {self._moment.isoformat()}"
        return f"<sparktally store {str(self._path)!r}{when}>"

    def _list(self, listing: Listing, sort: Sort, limit: int | None) -> Result:
        order = [sort] if isinstance(sort, str) else sort

        @contextmanager
        def ask(*, alone: bool) -> Iterator[Answer]:
            with self._anew() if alone else self._opened() as store:
                yield listed(store, listing, order, limit, self._labels)

        seen = self._labels.shown(listing.shown)
        return Result(ask, shown=seen, percent=listing.percent, empty=listing.empty)

    def _one(self, listing: Listing, kind: str, key: str) -> dict[str, Any]:
        for row in self._list(listing, (), 1):
            return row
        raise UnknownId(f"no {kind} {key!r} in this store", where=str(self._path), fix="ids are exact text")

    def _at(self, given: Moment | None) -> datetime:
        at = (self._moment or now()) if given is None else moment(given, "at")
        return at.replace(tzinfo=None)

    @contextmanager
    def _opened(self) -> Iterator[Queries]:
        """The store for one question, as it is or as it was."""
        if self._kept is not None:
            if self._reader is None:
                self._reader = self._kept.enter_context(self._anew())
            yield self._reader
            return
        with self._anew() as store:
            yield store

    @contextmanager
    def _anew(self) -> Iterator[Queries]:
        limit, spill = self._memory_limit, spill_folder(self._path)
        with Reader.open(self._path, memory_limit=limit, spill=spill) as reader:
            if self._moment is None:
                yield reader
                return
            with reader.as_of(self._moment) as past:
                yield past

    @contextmanager
    def _read(self) -> Iterator[Reader]:
        """The store as it is."""
        with self._opened() as store:
            assert isinstance(store, Reader), "of a past moment nothing else is asked"
            yield store

    def _refuse_past(self, method: str) -> None:
        if self._moment is not None:
            said = f"{method} is of the store as it is, not as of {self._moment.isoformat()}"
            raise UserError(said, where=str(self._path), fix="call it on what sparktally.open gave")
