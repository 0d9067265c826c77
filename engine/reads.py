"""What can be asked of an open store, alike for the writer and for readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from engine import sql
from engine.connecting import told
from engine.queries import Queries

if TYPE_CHECKING:
    from engine.past import Past
    from engine.position import Position
    from engine.verify import Verification


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of lines ever read, placements by disposition, exceptions by kind, and the digest of a store."""

    lines: int
    accepted: int
    duplicates: int
    dead_letters: int
    dispositions: dict[str, int]
    exceptions: dict[str, int]
    digest: str


class Reads(Queries):
    """Reads of one connection; the base of `Ledger` and `Reader`."""

    def as_of(self, moment: datetime) -> Past:
        """The public relations as they stood at a past moment, to be queried; close it when done.

        What it says of a moment that has passed never changes, whatever is read later (SEMANTICS 3.4).

        Args:
            moment: with a zone. Before the first batch there is nothing; after the last all there is.

        Raises:
            ValueError: the moment has no zone.
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        return self.as_of_batch(self.batch_at(moment))

    def batch_at(self, moment: datetime) -> int:
        """The last batch recorded at or before a moment with a zone; 0 before the first.

        Raises:
            ValueError: the moment has no zone.
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        from engine.past import batch_at  # noqa: PLC0415 see the package

        with told(self._file):
            return batch_at(self._con, moment)

    def as_of_batch(self, batch: int) -> Past:
        """The public relations as they stood after a batch, 0 for before the first; see `as_of`.

        Raises:
            ValueError: there is no such batch.
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        from engine.past import Past  # noqa: PLC0415 see the package

        with told(self._file):
            (last,) = sql.one(self._con, "SELECT coalesce(max(batch), 0) FROM core.batches")
            if not 0 <= batch <= last:
                raise ValueError(f"there is no batch {batch}; the last one is {last}")
            con = self._con.cursor()
            try:
                return Past(con, self.rule, self._file, batch=batch)
            except BaseException:
                con.close()
                raise

    def positions(self) -> dict[str, Position]:
        """Where each source stands, by its name.

        Raises:
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        from engine.position import Position  # noqa: PLC0415 see the package

        with told(self._file):
            rows = self._con.execute(
                "SELECT source, kind, position, number, state FROM core.positions"
            ).fetchall()
            return {row[0]: Position(*row) for row in rows}

    def digest(self) -> str:
        """The store's digest: equal for equal sets of lines under one rule.

        Raises:
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        from engine import digest as digests  # noqa: PLC0415 see the package

        with told(self._file):
            return digests.digest(self._con, self.rule)

    def summary(self) -> Summary:
        """Counts over the whole store.

        Raises:
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        with told(self._file):
            lines, accepted, duplicates, dead = sql.one(
                self._con,
                "SELECT coalesce(sum(lines), 0)::BIGINT, coalesce(sum(accepted), 0)::BIGINT, "
                "coalesce(sum(duplicates), 0)::BIGINT, coalesce(sum(dead_letters), 0)::BIGINT "
                "FROM core.batches",
            )
            return Summary(
                lines=lines,
                accepted=accepted,
                duplicates=duplicates,
                dead_letters=dead,
                dispositions=self._counts(sql.fill("store/dispositions")),
                exceptions=self._counts(sql.fill("store/exceptions")),
                digest=self.digest(),
            )

    def verify(self) -> Verification:
        """Recomputes everything from the stored events and compares; see `engine.verify`.

        Raises:
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        from engine.verify import verify  # noqa: PLC0415 see the package

        with told(self._file):
            return verify(self._con, self.rule)

    def _counts(self, query: str) -> dict[str, int]:
        return {name: int(count) for name, count in self._con.execute(query).fetchall()}
