"""A store's public relations as they stood at a past moment, read from the ledger.

Everything that decides is append-only and says with which batch it came, so the past is what the batches up
to that moment left. The same views are made once more, as temporary ones: over those rows alone, and over
sums that are added up from the entries, since the stored ones know no batch. Source: SEMANTICS 3.4.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from engine import sql, standing
from engine.packing import SUMMED
from engine.queries import Queries
from engine.resolve import AttributionRule
from engine.views import VIEWS, facts_standing

BY_BATCH = (
    "batches", "batch_sources", "events", "packed_events", "facts", "losers", "firsts", "corrections",
    "dead_letters", "first_boosts", "redrives",
)  # fmt: skip
"""The tables of `core`, or views of them packed, whose rows came with a batch, and never change after it."""
_STORED = re.compile(r"\bcore\.")
_MADE = re.compile(r"^CREATE OR REPLACE (VIEW|MACRO)\b", re.MULTILINE)


class Past(Queries):
    """What a store said after one of its batches, in its public views and macros, named without a schema.

    A result has to be read before the next query.

    Args:
        con: a connection of its own, which `close` ends; the store stays open.
        rule: the store's.
        file: the store's.
        batch: the last batch that counts here; 0 is none.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, rule: AttributionRule, file: Path, *, batch: int
    ) -> None:
        super().__init__(con, rule, file)
        self.batch = batch
        _look_back(con, batch)

    def _asked(self) -> duckdb.DuckDBPyConnection:
        return self._con  # what is temporary is the connection's own


def over_core(store: Queries, query: str) -> str:
    """A query of the engine's own over the tables of `core`, as a store, or its past, has to be asked."""
    return _STORED.sub("past_", query) if isinstance(store, Past) else query


def batch_at(con: duckdb.DuckDBPyConnection, moment: datetime) -> int:
    """The last batch recorded at or before a moment; 0 before the first.

    Raises:
        ValueError: the moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"the moment needs a time zone: {moment.isoformat()}")
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    query = "SELECT coalesce(max(batch), 0) FROM core.batches WHERE recorded_at <= ?"
    return int(sql.one(con, query, [naive])[0])


def _look_back(con: duckdb.DuckDBPyConnection, batch: int) -> None:
    """Gives a connection temporary views that hide the public ones: what they said after a batch."""
    for table in BY_BATCH:
        _view(con, table, f"SELECT * FROM core.{table} WHERE batch <= {batch}")
    _view(con, "sources", "SELECT * FROM core.sources")
    con.execute(_past(sql.fill("store/standing", **facts_standing("core.standing_facts"))))
    standing.codes_now(con, "past_standing_facts", facts="past_standing_facts")
    _view(con, "code_intervals", "SELECT * FROM b_codes_now")
    con.execute(_past(sql.fill("past/entries")))
    for table in (*SUMMED, "reach_pairs"):
        _view(con, table, sql.fill(f"sums/{table}", entries="past_counted"))
    _view(con, "reach", sql.fill("verify/reach", pairs="past_reach_pairs"))
    for name, parts in VIEWS:
        con.execute(_past(sql.fill(name, **parts)))


def _view(con: duckdb.DuckDBPyConnection, table: str, select: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP VIEW past_{table} AS {select}")


def _past(text: str) -> str:
    """A text that makes relations of `core` and public ones, as temporary ones over the past's."""
    return _MADE.sub(r"CREATE OR REPLACE TEMP \1", _STORED.sub("past_", text))
