"""Where in the history the rows of some keys are: indexes in memory, for ledgers that apply small batches.

A small batch asks for few rows, and finding them by scans costs as much as the history is long. So a ledger
that keeps on applying small batches reads the keys of its append-only tables once, and from then on the new
ones. What it finds is a superset of what was asked for (see `engine.slots`), and the SQL that asks looks at
the keys themselves. Only committed rows are in it, so a batch that breaks off leaves no trace. Row ids are
stable because nothing in these tables is ever deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np

from engine.picked import Rows, picked

Keys = np.ndarray[tuple[int], np.dtype[np.uint64]]
_BITS_MIN, _BITS_MAX = 18, 24
_FULL = 0.8
"""Of a table's slots, how many are used: about 6 bytes a row."""
_CHUNK_ROWS = 1_000_000
ROWS_MAX = 2_000
"""Of more rows that are found, a scan of the whole table is no dearer."""
_UNCOMMITTED = 2**40
"""Rows of an open transaction have ids far above."""

_FACT_KEY = (
    "hash(CASE type WHEN 'ad_created' THEN ad_id WHEN 'post_published' THEN post_id "
    "WHEN 'advertiser_registered' THEN advertiser_id ELSE auth_code END)"
)
KEYS: dict[str, tuple[str, str]] = {
    "bodies": ("core.packed_bodies", "id_hash"),
    "facts": ("core.facts", "id_hash"),
    "fact_keys": ("core.facts", _FACT_KEY),
    "names": ("core.names", "(-code)::UBIGINT"),
    "states": ("core.states", "group_hash"),
    "corrections": ("core.packed_corrections", "seq::UBIGINT"),
    "pairs": ("core.packed_reach_pairs", "hash(of_ad, key, actor_id)"),
}
"""Each index: its table and its key, an expression of 64 bits without NULLs."""
_COLUMNS = {"bodies": "rowid AS row, id_hash"}
"""What is asked of a table where it is not all: reading few columns of many rows is cheaper."""


class _Slots:
    """One table of `engine.slots`."""

    def __init__(self, bits: int, base: int) -> None:
        self._slots, self._tags = np.zeros(2**bits, np.uint32), np.zeros(2**bits, np.uint8)
        self._shift = np.uint64(64 - bits)
        self._base = base
        self.room = int(2**bits * _FULL)

    def put(self, keys: Keys, rows: Rows) -> None:
        from engine.slots import put  # noqa: PLC0415 loading compiled code takes a while

        put(self._slots, self._tags, self._shift, keys, rows, self._base)
        self.room -= len(keys)

    def find(self, keys: Keys, found: Rows, count: int) -> int:
        from engine.slots import find  # noqa: PLC0415

        return int(find(self._slots, self._tags, self._shift, keys, self._base, found, count))


@dataclass(slots=True)
class Finder:
    """An index of one append-only table by one key."""

    table: str
    key: str
    _parts: list[_Slots] = field(default_factory=list)
    _read_to: int = 0

    def rows(self, con: duckdb.DuckDBPyConnection, keys: Keys) -> Rows | None:
        """Ids, in order, of the committed rows that may have one of the keys; None of too many."""
        self._catch_up(con)
        found = np.empty(ROWS_MAX, np.int64)
        count = 0
        for part in self._parts:
            count = part.find(keys, found, count)
            if count < 0:
                return None
        return np.unique(found[:count])

    def _catch_up(self, con: duckdb.DuckDBPyConnection) -> None:
        between = f"rowid >= {self._read_to} AND rowid < {_UNCOMMITTED}"
        reader = con.execute(
            f"SELECT rowid AS row, {self.key} AS key FROM {self.table} WHERE {between}"
        ).to_arrow_reader(_CHUNK_ROWS)
        for chunk in reader:
            self._add(chunk["key"].to_numpy(), chunk["row"].to_numpy())

    def _add(self, keys: Any, rows: Any) -> None:
        while len(keys):
            if not self._parts or not self._parts[-1].room:
                bits = min(_BITS_MIN + len(self._parts), _BITS_MAX)
                self._parts.append(_Slots(bits, int(rows[0])))
            room = self._parts[-1].room
            self._parts[-1].put(keys[:room], rows[:room])
            self._read_to = int(rows[:room][-1]) + 1
            keys, rows = keys[room:], rows[room:]


def whole(name: str) -> str:
    """What `Finders.near` gives a part of: the table of an index, with the columns that are asked of it."""
    table, _ = KEYS[name]
    return f"(SELECT {_COLUMNS[name]} FROM {table})" if name in _COLUMNS else table


class Finders:
    """The indexes of one ledger, each made when it is first asked."""

    def __init__(self) -> None:
        self._finders = {name: Finder(*of) for name, of in KEYS.items()}

    def near(self, con: duckdb.DuckDBPyConnection, name: str, keys: str) -> str:
        """A relation with all committed rows of an index's table that have one of the keys, and few others.

        Args:
            con: where temporary table `b_rows_<name>` is made for it.
            name: of `KEYS`.
            keys: a SELECT of one column, `key`, of keys as the index has them.
        """
        table, _ = KEYS[name]
        wanted = con.execute(f"SELECT DISTINCT key FROM ({keys})").fetchnumpy()["key"].astype(np.uint64)
        rows = self._finders[name].rows(con, wanted)
        return whole(name) if rows is None else picked(con, table, name, rows, _COLUMNS.get(name, "*"))
