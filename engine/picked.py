"""Rows of a table by their ids: reads the stretches of it that hold them, and no other."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from engine import sql
from engine.store import LOOKED_UP_ROWS

Rows = np.ndarray[tuple[int], np.dtype[np.int64]]
_FEW_PARTS, _MANY_PARTS = 5, 20
_GAP_ROWS = 250_000
"""What is left out between two stretches, at least, where there are too many rows to look each vector up."""


def picked(con: duckdb.DuckDBPyConnection, table: str, name: str, rows: Any, columns: str = "*") -> str:
    """A relation of the rows of a table that have these ids.

    Args:
        con: where temporary table `b_rows_<name>` is made for it.
        table: an append-only one.
        name: whose rows they are.
        rows: int64, without repetition.
        columns: of the relation.
    """
    if not len(rows):
        return f"(SELECT {columns} FROM {table} LIMIT 0)"
    parts = _parts(np.sort(rows))
    with sql.registered(con, "arrow_rows", parts):
        con.execute(f"CREATE OR REPLACE TEMP TABLE b_rows_{name} AS FROM arrow_rows")
    selects = (
        f"SELECT {columns} FROM {table} WHERE rowid IN (SELECT row FROM b_rows_{name} WHERE part = {part})"
        for part in range(int(parts["part"][-1].as_py()) + 1)
    )
    return f"({' UNION ALL '.join(selects)})"


def _parts(rows: Rows) -> pa.Table:
    """Few ids in parts of so many; more of them cut where gaps are longest, which are then not read."""
    if len(rows) <= LOOKED_UP_ROWS * _FEW_PARTS:
        numbers = np.arange(len(rows)) // LOOKED_UP_ROWS
    else:
        gaps = np.diff(rows)
        cuts = np.argsort(gaps)[-_MANY_PARTS:]
        numbers = np.zeros(len(rows), np.int64)
        numbers[cuts[gaps[cuts] >= _GAP_ROWS] + 1] = 1
        numbers = np.cumsum(numbers)
    return pa.table({"part": numbers, "row": rows})
