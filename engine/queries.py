"""Asking an open store: one query at a time that surely only reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import _duckdb as duckdb  # see connecting

from engine.connecting import told
from engine.errors import QueryError
from engine.resolve import AttributionRule

_NOT_OF_THE_QUERY = (
    duckdb.ConnectionException, duckdb.IOException, duckdb.OutOfMemoryException,
    duckdb.SerializationException, duckdb.FatalException,
)  # fmt: skip


class Queries:
    """What can be asked of a store, as it is or as it was: any query that only reads."""

    rule: AttributionRule

    def __init__(self, con: duckdb.DuckDBPyConnection, rule: AttributionRule, file: Path) -> None:
        self._con = con
        self._file = file
        self.rule = rule

    @property
    def file(self) -> Path:
        """The store's file."""
        return self._file

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
                return self._asked().execute(query, list(params))
            except _NOT_OF_THE_QUERY:
                raise
            except duckdb.Error as error:
                raise QueryError(
                    str(error), fix="see what there is: SHOW TABLES, DESCRIBE SELECT * FROM a table"
                ) from error

    def _asked(self) -> duckdb.DuckDBPyConnection:
        """Where a query runs: its result lives on while others are asked."""
        return self._con.cursor()

    def _allows(self, kinds: Sequence[duckdb.StatementType]) -> bool:
        """Whether statements of these kinds may run: here one that surely only reads."""
        return list(kinds) == [duckdb.StatementType.SELECT]


def _refuse_no_text(*given: object) -> None:
    """Text of the command line may hold bytes that are no UTF-8, which DuckDB cannot be given."""
    for each in given:
        if isinstance(each, str) and not each.isascii():
            try:
                each.encode()
            except UnicodeEncodeError as error:
                raise QueryError(f"{each!a} is not UTF-8 text", fix="write it in UTF-8") from error
