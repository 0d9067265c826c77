"""What can be asked of an open store, alike for the writer and for readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from engine import digest as digests
from engine import sql
from engine.batch import Position
from engine.connecting import told
from engine.errors import QueryError
from engine.resolve import AttributionRule
from engine.verify import Verification, verify

_NOT_OF_THE_QUERY = (
    duckdb.ConnectionException, duckdb.IOException, duckdb.OutOfMemoryException,
    duckdb.SerializationException, duckdb.FatalException,
)  # fmt: skip


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


class Reads:
    """Reads of one connection; the base of `Ledger` and `Reader`."""

    rule: AttributionRule

    def __init__(self, con: duckdb.DuckDBPyConnection, rule: AttributionRule, file: Path) -> None:
        self._con = con
        self._file = file
        self.rule = rule

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets the file go."""
        self._con.close()

    def query(self, query: str, params: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        """Runs one query with its parameters bound; the result has fetchall, description, to_arrow_table.

        Raises:
            QueryError: it is not one query that only reads, or DuckDB refused it; the message is DuckDB's.
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        _refuse_no_text(query, *params)
        with told(self._file):
            try:
                kinds = [each.type for each in self._con.extract_statements(query)]
                if not self._allows(kinds):
                    raise QueryError("is not one query that only reads", fix="give a single SELECT")
                return self._con.cursor().execute(query, list(params))
            except _NOT_OF_THE_QUERY:
                raise
            except duckdb.Error as error:
                raise QueryError(
                    str(error), fix="see what there is: SHOW TABLES, DESCRIBE SELECT * FROM a table"
                ) from error

    def _allows(self, kinds: Sequence[duckdb.StatementType]) -> bool:
        """Whether statements of these kinds may run: here one that surely only reads."""
        return list(kinds) == [duckdb.StatementType.SELECT]

    def positions(self) -> dict[str, Position]:
        """Where each source stands, by its name.

        Raises:
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
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
                dispositions=self._counts(
                    "SELECT disposition::VARCHAR, count(*) FROM core.standing GROUP BY 1 ORDER BY 1"
                ),
                exceptions=self._counts("SELECT kind, count(*) FROM exceptions GROUP BY 1 ORDER BY 1"),
                digest=self.digest(),
            )

    def verify(self) -> Verification:
        """Recomputes everything from the stored events and compares; see `engine.verify`.

        Raises:
            StoreError: the disk or memory is full.
            StoreDamaged: the file turns out to be broken.
        """
        with told(self._file):
            return verify(self._con, self.rule)

    def _counts(self, query: str) -> dict[str, int]:
        return {name: int(count) for name, count in self._con.execute(query).fetchall()}


def _refuse_no_text(*given: object) -> None:
    """Text of the command line may hold bytes that are no UTF-8, which DuckDB cannot be given."""
    for each in given:
        if isinstance(each, str) and not each.isascii():
            try:
                each.encode()
            except UnicodeEncodeError as error:
                raise QueryError(f"{each!a} is not UTF-8 text", fix="write it in UTF-8") from error
