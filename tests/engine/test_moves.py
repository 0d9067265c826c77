"""What moved between two batches is what the totals were before and after, counter by counter."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest

from engine import Ledger, Reader, compact
from engine.explain import counters_of
from engine.moves import Move, moves
from engine.queries import Queries
from tests.engine.logs import AD, ONE_RULE_FIRST, batches, line, written
from tests.support import MOMENT, batch, make, rows

BATCHES = 4
LINES = 900
SEED = 8
"""Of a log in which reach and ads move by both new events and corrections."""
REACH = ("reach", "reach_organic", "reach_paid")
VIEWS = {"post": ("post_totals", "post_id"), "ad": ("ad_metrics", "ad_id")}
Key = tuple[str, str, str]


def counted(store: Queries) -> dict[Key, int | None]:
    """Every counter that is not 0; None where its ad does not measure it."""
    found = {}
    for level, (view, key) in VIEWS.items():
        result = store.query(f"SELECT * FROM {view}")
        names = [column[0] for column in result.description]
        wanted = counters_of(result)
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
    path = written(tmp_path / "s.duckdb", rule, batches(SEED, LINES, BATCHES))
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


@pytest.mark.parametrize("seed", [SEED, 31])
def test_the_corrections_of_a_counter_add_up_to_what_they_moved(seed: int, tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", "one_day_view", batches(seed, LINES, BATCHES))
    with Reader.open(path) as reader:
        found = moves(reader, 1, BATCHES)
        for move in found:
            assert sum(int(str(each["amount"])) for each in move.corrections) == move.corrected
            if move.before is not None and move.after is not None:
                assert move.after - move.before == move.placed + move.corrected
    assert any(move.placed and move.corrected and move.placed != move.corrected for move in found)
    assert {move.metric for move in found if move.corrections} >= {"reach", "reach_paid", "ads"}


def reached(entries: list[dict[str, object]], level: str, metric: str) -> dict[str, int]:
    """How many actors some entries reach, by post or ad."""
    kinds = ("view",) if level == "post" else ("view", "impression")
    sides = [side for side in ("organic", "paid") if metric.removeprefix("reach") in ("", f"_{side}")]
    standing = Counter[tuple[str, str]]()
    for entry in entries:
        if entry["type"] in kinds and entry["side"] in sides and (key := entry[f"{level}_id"]) is not None:
            standing[str(key), str(entry["actor_id"])] += int(str(entry["amount"]))
    return Counter(key for (key, _), views in standing.items() if views > 0)


def test_new_events_alone_move_reach_by_what_they_placed(tmp_path: Path) -> None:
    path = written(tmp_path / "s.duckdb", "one_day_view", batches(SEED, LINES, BATCHES))
    since, until = 1, BATCHES - 1
    with Reader.open(path) as reader:
        found = [move for move in moves(reader, since, until) if move.metric in REACH]
        entries = rows(reader, "SELECT * FROM ledger ORDER BY batch, amount")
    read: dict[object, object] = {}
    for entry in entries:
        line = (entry["source"], entry["position"], entry["line_number"], entry["event_id"])
        entry["is_first"] = read.setdefault(line, entry["batch"]) == entry["batch"]
    before = [entry for entry in entries if int(str(entry["batch"])) <= since]
    after = [entry for entry in entries if int(str(entry["batch"])) <= until]
    placed = [*before, *(entry for entry in after[len(before) :] if entry["is_first"])]
    for move in found:
        was, alone, now = (
            reached(some, move.level, move.metric).get(move.id, 0) for some in (before, placed, after)
        )
        assert (move.before, move.after) == (was, now)
        assert (move.placed, move.corrected) == (alone - was, now - alone)
    assert any(move.placed and move.corrected for move in found)


def applied(path: Path, *logs: list[bytes]) -> Ledger:
    """A new ledger that each list was applied to as a batch."""
    ledger = Ledger.open(make(path, "impression"))
    for at, log in enumerate(logs):
        ledger.apply(batch(log, start=10 * at))
    return ledger


def of(found: list[Move], metric: str) -> dict[str, Move]:
    return {move.id: move for move in found if move.metric == metric}


def told(move: Move) -> list[tuple[object, ...]]:
    names = ("event_id", "kind", "amount", "fact_event_id", "batch")
    return [tuple(each[name] for name in names) for each in move.corrections]


def paid(event_id: str, day: int, actor: str, ad: str = "a1") -> bytes:
    return line(event_id, "view", day, actor_id=actor, surface="paid", ad_id=ad)


def test_a_fact_that_comes_late_reaches_actors(tmp_path: Path) -> None:
    organic = line("e4", "view", 3, actor_id="u1", surface="organic", post_id="p")
    known = line("f1", "ad_created", 1, ad_id="a1", **AD)
    views = [paid("e1", 2, "u1"), paid("e2", 2, "u1"), paid("e3", 2, "u3")]
    with applied(tmp_path / "s.duckdb", views, [known], [organic, paid("e5", 3, "u2")]) as ledger:
        found = moves(ledger, 1, 3)
    on_paid, on_both = of(found, "reach_paid")["p"], of(found, "reach")["p"]
    assert (on_paid.before, on_paid.after, on_paid.placed, on_paid.corrected) == (0, 3, 1, 2)
    assert told(on_paid) == [("e1", "placed", 1, "f1", 2), ("e3", "placed", 1, "f1", 2)]
    assert (on_both.before, on_both.after, on_both.placed, on_both.corrected) == (0, 3, 2, 1)
    assert told(on_both) == [("e3", "placed", 1, "f1", 2)]
    assert (of(found, "reach")["a1"].before, of(found, "reach")["a1"].after) == (2, 3)


def test_nobody_leaves_whose_view_is_only_placed_anew(tmp_path: Path) -> None:
    ad = AD | {"identity_type": "AUTH_CODE", "auth_code": "c"}
    facts = [line("f1", "ad_created", 1, ad_id="a1", **ad)]
    grants = [
        line(name, "authorization_granted", day, auth_code="c", post_id="p", duration_days=7)
        for name, day in (("f3", 8), ("f2", 5))
    ]
    views = [paid("e1", 9, "u1"), paid("e2", 6, "u2")]
    with applied(tmp_path / "s.duckdb", [*facts, grants[0], *views], [grants[1]]) as ledger:
        found = moves(ledger, 1, 2)
        anew = ledger.query("SELECT count(*) FROM ledger WHERE event_id = 'e1' AND batch = 2").fetchall()
    assert anew == [(2,)]
    assert told(of(found, "reach_paid")["p"]) == [("e2", "placed", 1, "f2", 2)]


def test_ads_are_placed_when_they_are_new_and_corrected_when_another_fact_stands(tmp_path: Path) -> None:
    first = [line(f"f{n}", "ad_created", 5, ad_id=f"a{n}", **AD) for n in (1, 2, 3)]
    elsewhere = line("g1", "ad_created", 4, ad_id="a1", **AD | {"post_id": "q"})
    new = line("f4", "ad_created", 5, ad_id="a4", **AD)
    lost = line("f2", "like", 1, actor_id="u", surface="organic", post_id="p")
    same = line("g3", "ad_created", 4, ad_id="a3", **AD)
    with applied(tmp_path / "s.duckdb", first, [elsewhere, new], [lost], [same]) as ledger:
        found, before = of(moves(ledger, 1, 4), "ads"), of(moves(ledger, 0, 1), "ads")
        assert of(moves(ledger, 3, 4), "ads") == {}
    assert (before["p"].placed, before["p"].corrected, before["p"].corrections) == (3, 0, [])
    p, q = found["p"], found["q"]
    assert (p.before, p.after, p.placed, p.corrected) == (3, 2, 1, -2)
    assert told(p) == [("f1", "reversed", -1, "g1", 2), ("f2", "reversed", -1, None, 3)]
    assert (q.before, q.after, q.placed, q.corrected) == (0, 1, 0, 1)
    assert told(q) == [("g1", "placed", 1, "g1", 2)]


def test_a_fact_stands_no_more_from_the_first_batch_that_took_its_place(tmp_path: Path) -> None:
    post = {"surface": "organic", "post_id": "p"}
    early, gone = (line(name, "like", 1, actor_id="u", **post) for name in ("x", "f5"))
    never = line("x", "ad_created", 3, ad_id="a1", **AD | {"post_id": "r"})
    lesser = line("f4", "ad_created", 4, ad_id="a1", **AD | {"post_id": "q"})
    first = [line("f5", "ad_created", 5, ad_id="a1", **AD), early]
    with applied(tmp_path / "s.duckdb", first, [never], [lesser], [gone]) as ledger:
        found = of(moves(ledger, 1, 4), "ads")
    assert told(found["p"]) == [("f5", "reversed", -1, "f4", 3)]
    assert told(found["q"]) == [("f4", "placed", 1, "f4", 3)]
    assert found.keys() == {"p", "q"}


def test_an_ad_that_turns_out_to_be_spark_is_a_correction(tmp_path: Path) -> None:
    other = line("f2", "ad_created", 2, ad_id="a1", advertiser_id="v", identity_type="CUSTOMIZED_USER")
    with applied(tmp_path / "s.duckdb", [other], [line("f1", "ad_created", 1, ad_id="a1", **AD)]) as ledger:
        (ads,) = of(moves(ledger, 1, 2), "ads").values()
    assert (ads.id, ads.before, ads.after, ads.placed, ads.corrected) == ("p", 0, 1, 0, 1)
    assert told(ads) == [("f1", "placed", 1, "f1", 2)]


def test_a_fact_that_was_read_before_stands_when_a_lesser_one_loses_its_id(tmp_path: Path) -> None:
    facts = [line(f"f{n}", "ad_created", n, ad_id="a1", **AD | {"post_id": f"p{n}"}) for n in (3, 4, 5)]
    lost = line("f3", "like", 1, actor_id="u", surface="organic", post_id="p")
    again = line("f2", "ad_created", 2, ad_id="a1", **AD | {"post_id": "p3"})
    gone = line("f2", "like", 1, actor_id="u", surface="organic", post_id="p")
    with applied(tmp_path / "s.duckdb", facts, [again], [gone], [lost]) as ledger:
        late, long = of(moves(ledger, 3, 4), "ads"), of(moves(ledger, 0, 4), "ads")
        assert of(moves(ledger, 1, 3), "ads") == {}
        assert {move.corrected for move in of(moves(ledger, 1, 4), "ads").values()} == {-1, 1}
    assert told(late["p3"]) == [("f3", "reversed", -1, "f4", 4)]
    assert told(late["p4"]) == [("f4", "placed", 1, "f4", 4)]
    assert {key: (move.placed, move.corrected) for key, move in long.items()} == {"p4": (1, 0)}


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
