"""Logs of the engine's tests, batch by batch, and everything that a store holds as plain values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

import duckdb
import pytest

from engine import RULES, Batch, Ledger
from engine.lines import judge
from engine.reads import Reads
from engine.redrives import LetterKey, mending
from sparktally.simulate.knobs import Knobs
from sparktally.simulate.write import write
from tests.properties.strategies import random_log
from tests.support import MOMENT, batch, make, split

SEED = 7
BATCHES = 3
LINES = 108
MENDED = 2
"""Of so many dead letters a later batch has the mended line, twice."""
VIEW = {"actor_id": "u1", "surface": "organic", "post_id": "p1"}
ONE_RULE_FIRST = (pytest.param(RULES[0], marks=pytest.mark.prove), RULES[1])
"""Both rules, the simpler one in the long proofs alone."""
AD = {"advertiser_id": "v", "identity_type": "TT_USER", "post_id": "p"}
"""What a Spark Ad on the advertiser's own post says of itself."""


def line(event_id: str, kind: str, day: int, **fields: object) -> bytes:
    """An event of a day of March 2024."""
    return json.dumps(
        {"event_id": event_id, "type": kind, "occurred_at": f"2024-03-{day:02}T00:00:00Z", **fields}
    ).encode()


def generated(folder: Path, count: int) -> list[bytes]:
    """So many lines of a simulated log."""
    path = folder / "log.ndjson"
    with path.open("wb") as file:
        write(file, path.name, Knobs(lines=count))
    return split(path.read_bytes())


@cache
def batches(seed: int = SEED, lines: int = LINES, count: int = BATCHES) -> tuple[Batch, ...]:
    """A log with facts late, removes, dirt and duplicates; each batch is one file, a minute later."""
    log = random_log(seed, lines)
    size = -(-lines // count)
    made: list[Batch] = []
    for at in range(0, lines, size):
        source = f"/logs/{at // size + 1}.ndjson"
        made.append(batch([*log[at : at + size], *_mending(made)], source=source))
    return tuple(
        Batch(each.lines, each.positions, MOMENT + timedelta(minutes=turn)) for turn, each in enumerate(made)
    )


def letters(log: Sequence[Batch]) -> list[LetterKey]:
    """What the dead lines of some batches are to every store."""
    lines = [line for each in log for line in each.lines.to_pylist()]
    return [
        LetterKey(line["source"], line["position"], line["number"], hashlib.sha256(line["line"]).hexdigest())
        for line in lines
        if isinstance(judge(line), tuple)
    ]


def _mending(before: Sequence[Batch]) -> list[bytes]:
    """Two lines for each of the first dead lines that were read before: an event of its own, and it again."""
    return [
        mending(line(f"mended-{key.source}-{key.position}", "view", 6, **VIEW), key)
        for key in letters(before)[:MENDED]
        for _ in range(2)
    ]


def written(path: Path, rule: str, log: Sequence[Batch]) -> Path:
    """A new store that the batches were applied to."""
    with Ledger.open(make(path, rule)) as ledger:
        for each in log:
            ledger.apply(each)
    return path


def core_tables(store: Reads | duckdb.DuckDBPyConnection) -> list[str]:
    """Every table of the schema `core`, by name."""
    ask = store.query if isinstance(store, Reads) else store.execute
    query = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'core' ORDER BY table_name"
    return [name for (name,) in ask(query).fetchall()]


def row_counts(store: Reads) -> dict[str, int]:
    """Rows of every table of `core`."""
    return {
        name: store.query(f"SELECT count(*) FROM core.{name}").fetchall()[0][0] for name in core_tables(store)
    }


def contents(store: Reads) -> dict[str, list[str]]:
    """Every row of every table of `core`, as text, in one order."""
    return {
        name: [
            text for (text,) in store.query(f"SELECT t::VARCHAR FROM core.{name} AS t ORDER BY 1").fetchall()
        ]
        for name in core_tables(store)
    }
