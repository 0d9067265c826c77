"""The library's face: `sparktally.open` gives a store whose questions are methods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from engine import (
    AttributionRule,
    Explanation,
    Ledger,
    Summary,
    Verification,
    explain_ad,
    explain_event,
    explain_post,
)
from engine.moves import Move, moves
from engine.store import MEMORY_LIMIT
from sparktally.access import Day, Moment
from sparktally.answers import Answer, answered
from sparktally.export import export
from sparktally.labels import Labels
from sparktally.moments import day, now, past_moment
from sparktally.proof import add_lines
from sparktally.questions import Questions
from sparktally.results import Result
from sparktally.spans import span
from streams.files import FileSource
from streams.limits import LINES_A_BATCH
from streams.replay import ReplayResult, replay


class Store(Questions):
    """A store to be asked, and to read logs into; made by `sparktally.open`.

    Each question opens the file, and lets it go when it is answered, so that a store that is merely there
    keeps no replay out. `with sparktally.open(…) as store:` keeps it open for reading within: quicker, and
    every answer is of one state.

    Lists are of type `Result`, and take `sort` (columns, `:desc` behind one that goes down) and `limit`.
    """

    def replay(
        self,
        logs: str | Path | Sequence[str | Path],
        *,
        batch_lines: int = LINES_A_BATCH,
    ) -> ReplayResult:
        """Reads logs into the store, which is made where there is none, from where its last commit stands.

        It holds the file while it runs. What is committed stays, whatever happens after.

        Args:
            logs: files, globs or directories.
            batch_lines: at most so many lines are committed at once.

        Raises:
            UserError: the store is one as of a past moment.
            SparktallyError: as `Ledger.open`, `FileSource` and `replay`.
        """
        self._refuse_past("replay")
        names = [logs] if isinstance(logs, str | Path) else logs
        source = FileSource([str(name) for name in names], clock=now, batch_lines=batch_lines)
        self.close()
        with Ledger.open(self._path, self._rule, memory_limit=self._memory_limit) as ledger:
            return replay(ledger, source, clock=now)

    def as_of(self, moment: Moment) -> Store:
        """The store as it stood at a past moment, by what had been read until then; never changes.

        Raises:
            UserError: it is no moment, or has not passed yet.
        """
        return Store(
            self._path,
            rule=self._rule,
            labels=self._labels,
            memory_limit=self._memory_limit,
            moment=past_moment(moment, "as_of"),
        )

    def sql(self, query: str, values: Sequence[object] = ()) -> Result:
        """Any query that only reads, its `?` bound to values; asked when it is first looked at."""

        @contextmanager
        def ask(*, alone: bool) -> Iterator[Answer]:
            with self._anew() if alone else self._opened() as store:
                yield answered(store, query, values)

        return Result(ask)

    def explain(self, event_id: str) -> Explanation:
        """What became of an event, and why; each row has its log `line` where the file still says that.

        Raises:
            UnknownId: no valid line with that id has been read.
        """
        with self._opened() as store:
            return _with_lines(explain_event(store, event_id))

    def explain_post(self, post_id: str, metric: str, day: Day | None = None) -> Explanation:
        """What a counter of a post is made of, on a UTC day where one is given; with log lines.

        Raises:
            UnknownId, UnknownMetric: there is no such post or counter.
        """
        with self._opened() as store:
            return _with_lines(explain_post(store, post_id, metric, _day(day)))

    def explain_ad(self, ad_id: str, metric: str, day: Day | None = None) -> Explanation:
        """What a counter of an ad is made of, on a day in its advertiser's zone if given; with log lines.

        Raises:
            UnknownId, UnknownMetric: there is no such ad or counter.
        """
        with self._opened() as store:
            return _with_lines(explain_ad(store, ad_id, metric, _day(day)))

    def diff(self, since: Moment | int, until: Moment | int | None = None) -> list[Move]:
        """Which counters moved between two past moments, or batches' numbers; without a second one until now.

        Raises:
            UserError: they are no such moments or batches, in this order.
        """
        self._refuse_past("diff")
        with self._read() as store:
            return moves(store, *span(store, since, until))

    def verify(self) -> Verification:
        """Recomputes everything from the stored events and compares.

        Raises:
            UserError: the store is one as of a past moment.
        """
        self._refuse_past("verify")
        with self._read() as store:
            return store.verify()

    def summary(self) -> Summary:
        """Counts of lines ever read, placements by disposition, exceptions by kind, and the digest.

        Raises:
            UserError: the store is one as of a past moment.
        """
        self._refuse_past("summary")
        with self._read() as store:
            return store.summary()

    def export(self, what: str, to: str | Path, *, force: bool = False) -> int:
        """Writes a table into a file, whole or not at all; its name says which kind: .parquet, .csv or .xlsx.

        Args:
            what: posts, ads, creators, campaigns, adgroups, advertisers, post_daily, ad_daily, ledger,
                placements, exceptions or authorizations.
            to: the file.
            force: replace the file where there is one.

        Returns:
            How many rows it has.

        Raises:
            UserError: there is no such table or kind of file, the file is there, or a sheet has no room.
            OSError: it cannot be written.
        """
        with self._opened() as store:
            return export(store, what, Path(to), labels=self._labels, force=force)


def open(  # noqa: A001 `sparktally.open` it is to be
    path: str | Path,
    *,
    rule: AttributionRule | None = None,
    labels: str | Path | None = None,
    memory_limit: str | None = MEMORY_LIMIT,
) -> Store:
    """The store at a path, to be asked or to read logs into; the file is opened when it is needed.

    Args:
        path: the DuckDB file; the first `replay` makes it.
        rule: the attribution rule of a store that `replay` makes.
        labels: a CSV or Parquet file with names for people, whose columns stand beside the ids in lists.
        memory_limit: DuckDB's, such as `2GB`; what does not fit goes to disk. None for its own choice, most
            of the machine.

    Raises:
        UserError: the labels file cannot be read, or a line of it is wrong.
    """
    names = Labels() if labels is None else Labels.read(labels)
    return Store(Path(path), rule=rule, labels=names, memory_limit=memory_limit)


def _day(given: Day | None) -> date | None:
    return day(given, "day")


def _with_lines(found: Explanation) -> Explanation:
    add_lines([*found.bodies, *found.entries, *found.facts])
    return found
