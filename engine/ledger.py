"""The ledger: opens a store for writing and applies batches to it, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import duckdb

from engine import sql, standing
from engine.batch import LINE_SCHEMA, SCAN_LINES_MIN, Batch, BatchResult
from engine.connecting import told
from engine.errors import StoreLocked
from engine.finder import Finders
from engine.reads import Reads
from engine.resolve import AttributionRule
from engine.steps import STEPS, Work
from engine.store import MEMORY_LIMIT, Meta, open_writer
from engine.version import __version__
from schemas import timezones

SMALL_BATCHES, LINES = 4, 500_000
"""So many small batches of a ledger, and stores of fewer lines, are scanned: making indexes costs more."""
_HELD: set[Path] = set()
"""Files that ledgers of this process hold: DuckDB keeps other processes out, but not a second one in this."""


class Ledger(Reads):
    """The one writer of a store. What `apply` has returned is on disk; all else never happened."""

    def __init__(self, con: duckdb.DuckDBPyConnection, said: Meta, file: Path) -> None:
        super().__init__(con, said.rule, file)
        self._zones_changed = said.tzdata_version != timezones.version()
        self._finders = Finders()
        self._small_batches = 0
        self.on_step: Callable[[str], None] = lambda _: None
        """Called with each step's name before it, and with `commit`: tests stop a batch there."""
        with told(file):
            standing.load(con)

    @classmethod
    def open(
        cls, path: str | Path, rule: AttributionRule | None = None, *, memory_limit: str | None = MEMORY_LIMIT
    ) -> Self:
        """Opens or makes the store at `path` and holds its file until closed.

        Args:
            path: the DuckDB file.
            rule: the attribution rule of a new store, `impression` (when None) or `one_day_view`; of another
                store its own, or None.
            memory_limit: DuckDB's, such as `2GB`; its own choice, most of the machine's, when None.

        Raises:
            ValueError: `memory_limit` is no amount of memory.
            StoreMissing: no file can be made there.
            StoreLocked, StoreNewer, StoreDamaged: it cannot be written.
            StoreError: the disk or memory is full.
            RuleMismatch: there is no such rule, or it was made with another.
        """
        file = Path(path).resolve()
        if file in _HELD:
            raise StoreLocked(
                "this process writes to the store already", where=str(path), fix="close it first"
            )
        con, said = open_writer(Path(path), rule, memory_limit)
        try:
            ledger = cls(con, said, file)
        except BaseException:
            con.close()
            raise
        _HELD.add(file)
        return ledger

    def close(self) -> None:
        """Lets the file go."""
        _HELD.discard(self._file)
        super().close()

    def apply(self, batch: Batch) -> BatchResult:
        """Applies the lines and moves the positions, all or nothing.

        Args:
            batch: raw lines of any validity, in reading order.

        Returns:
            What the lines came to.

        Raises:
            ValueError: the moment has no zone, or the table is none of `LINE_SCHEMA`.
            StoreError: the disk or memory is full; nothing of the batch is in the store.
            StoreDamaged: the file is broken.
        """
        if batch.recorded_at.tzinfo is None:
            raise ValueError(f"recorded_at needs a time zone: {batch.recorded_at.isoformat()}")
        if not batch.lines.schema.equals(LINE_SCHEMA):
            raise ValueError(f"lines are no LINE_SCHEMA, but: {batch.lines.schema}")
        con = self._con
        with told(self._file):
            con.begin()
        try:
            with told(self._file):
                work = self._work(batch)
                for step in STEPS:
                    self.on_step(step.__name__)
                    step(work)
                self.on_step("commit")
                con.commit()
        except BaseException:
            self._roll_back()
            raise
        self._zones_changed = False
        read = work.read
        return BatchResult(work.number, read.lines, work.accepted, work.duplicates, read.dead, read.fast)

    def _roll_back(self) -> None:
        try:
            self._con.rollback()
        except duckdb.Error:
            self._con.close()

    def _work(self, batch: Batch) -> Work:
        number, lines, before = sql.one(
            self._con,
            "SELECT coalesce(max(batch) + 1, 1), coalesce(sum(lines), 0)::BIGINT, max(recorded_at) "
            "FROM core.batches",
        )
        small = batch.lines.num_rows < SCAN_LINES_MIN
        self._small_batches += small
        seeks = small and self._small_batches > SMALL_BATCHES and lines >= LINES
        return Work(
            con=self._con,
            batch=batch,
            rule=self.rule,
            number=number,
            first_seq=lines,
            recorded_at=_later(batch.recorded_at, before),
            versions=(__version__, timezones.version()),
            zones_changed=self._zones_changed,
            finders=self._finders if seeks else None,
        )


def _later(moment: datetime, before: datetime | None) -> datetime:
    """The moment as naive UTC, strictly after the previous batch's whatever the clock says."""
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    return naive if before is None or naive > before else before + timedelta(microseconds=1)
