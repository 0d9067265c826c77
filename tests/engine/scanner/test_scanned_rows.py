"""What the scanner's rows come to in a store is what the gate and the contract come to alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from engine import RULES, Ledger, Reader
from engine.batch import SCAN_LINES_MIN
from engine.scanner.scan import scan
from tests.engine.logs import batches, contents
from tests.engine.scanner.plain_lines import (
    ID_TOKENS,
    PLAIN,
    UUIDS,
    every_plain_engagement,
    member,
    plain_engagements,
)
from tests.engine.scanner.reading import cells, scanned_batch
from tests.schemas.mutations import mutated
from tests.schemas.traps import RARE, WRITTEN, every_engagement
from tests.schemas.valid_lines import compact_engagements, valid_lines
from tests.support import batch, make

_IDS = ("event_id", "actor_id", "post_id", "ad_id", "creator_id", "comment_id", "new_post_id")

pytestmark = pytest.mark.usefixtures("gated")  # else only what the scanner took would count as fast


@contextmanager
def _empty(folder: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(make(folder / "a.duckdb", RULES[0]))
    try:
        yield ledger
    finally:
        ledger.close()


def _check(ledger: Ledger, lines: Sequence[bytes], *, taken_min: int) -> None:
    given = batch(lines, start=7_000_000)
    scanned = scanned_batch(given)
    assert scanned.scanned is not None
    assert scanned.scanned.num_rows >= taken_min
    alone = cells(ledger, given)
    assert len(alone["b_read"]) >= taken_min
    assert cells(ledger, scanned) == alone
    plain = given.lines.take(scanned.scanned["row"])
    only = replace(given, lines=plain)
    assert cells(ledger, scanned_batch(only)) == cells(ledger, only)


def test_rows_of_every_kind_are_those_of_the_gate_and_the_contract(tmp_path: Path) -> None:
    lines = [
        *PLAIN,
        *every_plain_engagement(),
        *(line.encode() for line in (*RARE, *WRITTEN, *every_engagement())),
    ]
    with _empty(tmp_path) as ledger:
        _check(ledger, lines, taken_min=300)


@pytest.mark.parametrize("field", _IDS)
def test_ids_are_packed_alike(field: str, tmp_path: Path) -> None:
    tokens = (*ID_TOKENS, *(f'"{uuid}"' for uuid in UUIDS), "-5", '"é"', "9" * 30)
    with _empty(tmp_path) as ledger:
        _check(ledger, [member(field, token) for token in tokens], taken_min=len(tokens) - 3)


def test_rows_of_damaged_lines_are_those_of_the_gate_and_the_contract(tmp_path: Path) -> None:
    turn = random.Random(11)  # noqa: S311 -- the same lines every time
    lines = [line.decode() for line in plain_engagements(1_500, 12)]
    lines += islice(valid_lines(1_000, 13), 500)
    damaged = [mutated(line, turn) for line in lines] + [line.encode() for line in lines]
    turn.shuffle(damaged)
    with _empty(tmp_path) as ledger:
        _check(ledger, [line for line in damaged if line], taken_min=1_000)


def test_names_known_before_have_their_codes(tmp_path: Path) -> None:
    with _empty(tmp_path) as ledger:
        ledger.apply(batch([line.encode() for line in WRITTEN] + [PLAIN[1]]))
        _check(ledger, list(plain_engagements(300, 14)), taken_min=150)


@pytest.mark.parametrize("rule", RULES)
def test_stores_of_scanned_batches_are_the_same_in_every_cell(rule: str, tmp_path: Path) -> None:
    more = [line.encode() for line in compact_engagements(500, 15)]
    log = [*batches(), batch(more, source="/logs/more.ndjson")]
    held = []
    for name, some in (("alone", log), ("scanned", [scanned_batch(each) for each in log])):
        path = tmp_path / f"{name}.duckdb"
        with closing(Ledger.open(make(path, rule))) as ledger:
            told = [ledger.apply(each) for each in some]
            assert ledger.verify().ok
        with Reader.open(path) as store:
            held.append((told, contents(store)))
    assert held[0] == held[1]


def test_only_batches_of_many_lines_arescanned_batch() -> None:
    lines = list(plain_engagements(SCAN_LINES_MIN, 16))
    assert batch(lines[1:]).prepared().scanned is None
    prepared = batch(lines).prepared()
    assert prepared.scanned is not None
    assert prepared.scanned.equals(scan(prepared.lines))
    assert prepared.prepared() is prepared
    empty = replace(prepared, scanned=prepared.scanned.slice(0, 0))
    assert empty.prepared() is empty
