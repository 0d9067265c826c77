"""The chunks of a log in the order of arrival, some made at a time on every core."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from sparktally.simulate.knobs import Facts
from sparktally.simulate.world import World, query

CHUNK_LINES = 200_000
ARRIVES = "arrives_ms"
Places = np.ndarray[Any, np.dtype[np.int64]]
Bounds = tuple[int, int]
"""Of numbers: [first, last)."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """About `CHUNK_LINES` lines.

    Args:
        engagements: a row a line, in the order of arrival.
        facts: the same of facts, in theirs.
        places: of each fact, how many of the engagements stand before it.
    """

    engagements: pa.Table
    facts: pa.Table
    places: Places

    @property
    def lines(self) -> int:
        """How many lines these are."""
        return int(self.engagements.num_rows + self.facts.num_rows)


def chunks(world: World, facts: Facts, *, form: str, threads: int) -> Iterator[Chunk]:
    """The log's chunks, in order.

    Args:
        world: what it is made of.
        facts: when facts come.
        form: the query of `sql/` that gives rows their form, `text` or `columns`.
        threads: chunks made at a time; at most so many more wait to be taken.
    """
    maker = _Maker(world, form)
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Chunk]] = deque()
        try:
            for bounds in _bounds(world, facts):
                waiting.append(pool.submit(maker.made, *bounds))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _bounds(world: World, facts: Facts) -> Iterator[tuple[Bounds, Bounds]]:
    """The engagements and the facts of each chunk."""
    at = 0
    if facts is Facts.FIRST:
        at = world.facts
        for first, last in _steps(0, at):
            yield (0, 0), (first, last)
    for first, last in _steps(0, world.engagements):
        to = world.facts_until(last) if facts is Facts.IN_TIME else at
        yield (first, last), (at, to)
        at = to
    for first, last in _steps(at, world.facts):
        yield (0, 0), (first, last)


def _steps(first: int, last: int) -> Iterator[Bounds]:
    for start in range(first, last, CHUNK_LINES):
        yield start, min(start + CHUNK_LINES, last)


class _Maker:
    """Makes chunks, on any thread, each of which has a connection of its own."""

    def __init__(self, world: World, form: str) -> None:
        self._world = world
        self._facts = query(form, rows=query("facts"))
        self._engagements = query(form, rows=query("engagements"))
        self._mine = threading.local()

    def made(self, engagements: Bounds, facts: Bounds) -> Chunk:
        sent, told = self._rows(self._engagements, engagements), self._rows(self._facts, facts)
        places = np.searchsorted(_arrivals(sent), _arrivals(told), side="left")
        return Chunk(sent.drop_columns([ARRIVES]), told.drop_columns([ARRIVES]), places)

    def _rows(self, text: str, bounds: Bounds) -> pa.Table:
        first, last = bounds
        return self._connection().execute(text, {"first": first, "last": last}).to_arrow_table()

    def _connection(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._mine, "connection"):
            self._mine.connection = self._world.connection()
        connection: duckdb.DuckDBPyConnection = self._mine.connection
        return connection


def _arrivals(table: pa.Table) -> Places:
    return table.column(ARRIVES).to_numpy()
