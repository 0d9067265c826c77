"""Tries mutants of the SQL that packs what was read: each cell has to be as it was, scanned or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import duckdb

from engine import Batch, Ledger
from engine.store import create, meta
from schemas.reader import MODELS
from tests.engine.scanner.plain_lines import (
    ID_TOKENS,
    PLAIN,
    UUIDS,
    every_plain_engagement,
    member,
    plain_engagements,
)
from tests.engine.scanner.reading import Cells, cells, scanned_batch
from tests.mutation import inject
from tests.mutation.mutants import Mutant
from tests.mutation.stores import CONFIG, MEMORY, Verdict, judged, limited
from tests.mutation.trials import Verdicts
from tests.schemas.making import AD, FOLLOW, POST, line
from tests.schemas.traps import WRITTEN, every_engagement
from tests.schemas.valid_lines import valid_lines
from tests.support import batch

_IDS = ("event_id", "actor_id", "post_id", "ad_id", "creator_id", "comment_id")


@cache
def _batches() -> tuple[tuple[str, Batch], ...]:
    """Lines of every kind, scanned and not; and with no fact, no name, nothing at all."""
    every = [*PLAIN, *every_plain_engagement(), *plain_engagements(200, 3), line(AD), line(POST)]
    every += [text.encode() for text in (*WRITTEN, *every_engagement(), *valid_lines(300, 4))]
    tokens = (*ID_TOKENS, *(f'"{uuid}"' for uuid in UUIDS), "-5", '"é"', "9" * 30)
    every += [member(name, token) for name in _IDS for token in tokens]
    numbers = [_follow(name) for name in ("", "actor_id", "post_id", "ad_id", "creator_id")]
    facts = [
        text.encode() for text in valid_lines(300, 5) if any(f'"{kind}"' in text for kind in [*MODELS][10:])
    ]
    given = {"lines": every, "numbers": numbers[:1], "names": numbers, "facts": facts, "nothing": []}
    found = [(name, batch(lines, start=40)) for name, lines in given.items()]
    return (*found, *((f"{name}, scanned", scanned_batch(each)) for name, each in found))


def _follow(name: str) -> bytes:
    """A follow of numbers as ids, but for one."""
    ids = {"actor_id": 1, "post_id": 2, "ad_id": 3, "creator_id": 4} | ({name: "n"} if name else {})
    return line(FOLLOW | ids | {"surface": "paid", "event_id": f"{name}:"})


@cache
def _ledgers() -> tuple[Ledger, ...]:
    """An empty store, and one that knows some names."""
    return tuple(_ledger(lines) for lines in ([], [text.encode() for text in WRITTEN] + [PLAIN[1]]))


def _ledger(lines: Sequence[bytes]) -> Ledger:
    con = duckdb.connect(str(MEMORY), config=CONFIG)
    con.execute("SET enable_progress_bar = false")
    create(con, "impression")
    ledger = Ledger(con, meta(con, MEMORY), MEMORY)
    ledger.apply(batch(lines))
    return ledger


def _read() -> Iterator[tuple[str, Cells]]:
    for number, ledger in enumerate(_ledgers()):
        for name, given in _batches():
            yield f"{name}, store {number}", cells(ledger, given)


@cache
def _wanted() -> dict[str, Cells]:
    wanted = dict(_read())
    for name, made in wanted.items():
        assert made == wanted[name.replace(", scanned", "")]
    return wanted


def reading_verdicts(mutants: Sequence[Mutant], texts: dict[str, str]) -> Verdicts:
    """The verdict on each mutant of `sources.READING` that was killed."""
    verdicts: Verdicts = {}
    if mutants:
        _wanted()
    with inject.injecting():
        for mutant in mutants:
            found = _tried(mutant, texts[mutant.file])
            if found is not None:
                verdicts[mutant] = found
    return verdicts


def _tried(mutant: Mutant, text: str) -> Verdict | None:
    wanted = _wanted()
    by = "lines read"
    try:
        with limited(_ledgers()[0]._con), inject.mutated(mutant.file, mutant.of(text)):
            for name, made in _read():
                if made != wanted[name]:
                    table = next(table for table in made if made[table] != wanted[name][table])
                    return Verdict("killed", by, f"{name}: {table}")
    except duckdb.Error as error:
        return judged(error, by)
    return None
