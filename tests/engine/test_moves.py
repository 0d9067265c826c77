"""What moved between two batches is what the totals were before and after, counter by counter."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest

from engine import Ledger, Reader, compact
from engine.explain import counters_of
from engine.moves import Move, moves
from engine.queries import Queries
from tests.engine.logs import AD, ONE_RULE_FIRST, batches, line, written
from tests.support import MOMENT, batch, make

BATCHES = 4
VIEWS = {"post": ("post_totals", "post_id"), "ad": ("ad_metrics", "ad_id")}
NO_SUMS = ("reach", "reach_organic", "reach_paid", "ads")
Key = tuple[str, str, str]


def counted(store: Queries) -> dict[Key, int | None]:
    """Every counter that is a sum, and not 0; None where its ad does not measure it."""
    found = {}
    for level, (view, key) in VIEWS.items():
        result = store.query(f"SELECT * FROM {view}")
        names = [column[0] for column in result.description]
        wanted = [name for name in counters_of(result) if name not in NO_SUMS]
        for row in result.fetchall():
            record = dict(zip(names, row, strict=True))
            found |= {(level, record[key], name): record[name] for name in wanted if record[name] != 0}
    return found


def pairs(found: list[Move]) -> dict[Key, tuple[int | None, int | None]]:
    return {(move.level, move.id, move.metric): (move.before, move.after) for move in found}


def changed(pairs: dict[Key, tuple[int | None, int | None]]) -> dict[Key, tuple[int | None, int | None]]:
    """Those that differ; what a store had no ad for, or an ad did not measure, is nothing."""
    return {key: pair for key, pair in pairs.items() if (pair[0] or 0) != (pair[1] or 0)}


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_it_is_the_difference_of_what_the_totals_were(rule: str, tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", rule, batches(seed=31, lines=400, count=BATCHES))
    with Reader.open(path) as reader:
        totals = {}
        for number in range(BATCHES + 1):
            with reader.as_of(MOMENT + timedelta(minutes=number - 1)) as past:
                totals[number] = counted(past)
        for since, until in combinations(range(BATCHES + 1), 2):
            found = pairs(moves(reader, since, until))
            keys = totals[since].keys() | totals[until].keys()
            wanted = {key: (totals[since].get(key, 0), totals[until].get(key, 0)) for key in keys}
            assert changed(found) == changed(wanted)
            assert all(before != after and (before or after) for before, after in found.values())


def test_a_correction_says_what_moved_and_why(tmp_path: Path) -> None:
    path = make(tmp_path / "s.duckdb", "impression")
    log = [
        line("e1", "like", 2, actor_id="u1", surface="paid", ad_id="a1"),
        line("f1", "ad_created", 1, ad_id="a1", **AD),
        line("e2", "like", 3, actor_id="u2", surface="paid", ad_id="a1"),
    ]
    with Ledger.open(path) as ledger:
        for at, each in enumerate(log):
            ledger.apply(batch([each], start=at))
        (ad, *_), posts = moves(ledger, 0, 1), moves(ledger, 1, 3)
        assert moves(ledger, 3, 3) == []
    assert (ad.level, ad.id, ad.metric, ad.before, ad.after, ad.placed) == ("ad", "a1", "likes", 0, 1, 1)
    paid = next(move for move in posts if move.metric == "likes_paid")
    assert (paid.id, paid.before, paid.after, paid.placed, paid.corrected) == ("p", 0, 2, 1, 1)
    (correction,) = paid.corrections
    assert (correction["event_id"], correction["amount"], correction["fact_event_id"]) == ("e1", 1, "f1")


@pytest.mark.parametrize("seed", [31, 8])
def test_the_corrections_of_a_counter_add_up_to_what_they_moved(seed: int, tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", "one_day_view", batches(seed=seed, lines=400, count=BATCHES))
    with Reader.open(path) as reader:
        found = moves(reader, 1, BATCHES)
        for move in found:
            assert sum(int(str(each["amount"])) for each in move.corrections) == move.corrected
            if move.before is not None and move.after is not None:
                assert move.after - move.before == move.placed + move.corrected
    assert any(move.placed and move.corrected and move.placed != move.corrected for move in found)


def test_what_moved_is_told_though_the_sums_of_nothing_were_merged_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact, "SLACK_ROWS", -1)
    monkeypatch.setattr(compact, "GROWTH", 0)
    share = {"actor_id": "u1", "surface": "organic"}
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        ledger.apply(batch([line("e1", "share", 3, post_id="p1", **share)]))
        ledger.apply(batch([line("e1", "share", 2, post_id="p2", **share)], start=1))
        found = pairs([*moves(ledger, 0, 1), *moves(ledger, 1, 2)])
    shares = {(of, before, after) for (_, of, metric), (before, after) in found.items() if metric == "shares"}
    assert shares == {("p1", 1, 0), ("p2", 0, 1)}


def test_batches_that_there_are_not(tmp_path: Path) -> None:
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        for since, until in ((2, 1), (-1, 0)):
            with pytest.raises(ValueError, match="nothing can have moved"):
                moves(ledger, since, until)
        for number in (-1, 1):
            with pytest.raises(ValueError, match="there is no batch"):
                ledger.as_of_batch(number)
