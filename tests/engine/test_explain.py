"""Every counter of the public views is the sum of the entries that explain it, and every event says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from engine import RULES, Ledger, Reader, UnknownId, UnknownMetric, explain_ad, explain_event, explain_post
from engine.explain import Explanation, counters_of, rules
from engine.queries import Queries
from tests.engine.logs import AD, batches, line, written
from tests.support import MOMENT, Told, batch, make

pytestmark = pytest.mark.xdist_group("explain")

LEVELS = {
    "post_totals": (explain_post, "post_id"),
    "post_daily": (explain_post, "post_id"),
    "ad_metrics": (explain_ad, "ad_id"),
    "ad_daily": (explain_ad, "ad_id"),
}
SEED, LINES = 31, 900
"""Of a log in which every counter of every view counts something."""
RULES_IN_WORDS = rules()
Cell = tuple[str, date | None, str, int | None]


def stored(folder: Path, rule: str, lines: int = LINES) -> Path:
    return written(folder / f"{rule}.duckdb", rule, batches(SEED, lines))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("explain"), "one_day_view")


def cells(store: Queries, view: str, only: int | None) -> Iterator[Cell]:
    """A view's id, day, counter and value; of each counter the `only` rows with most, and a NULL."""
    _, key = LEVELS[view]
    result = store.query(f"SELECT * FROM {view}")
    names = [column[0] for column in result.description]
    counters = counters_of(result)
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    for name in counters:
        known = sorted((row for row in rows if row[name] is not None), key=lambda row: -abs(row[name]))
        assert only is None or known[0][name], f"nothing in the log counts as {name}"
        empty = [row for row in rows if row[name] is None]
        for row in [*known[:only], *empty[:only]]:
            yield row[key], row.get("day"), name, row[name]


def holds(store: Queries, view: str, cell: Cell) -> None:
    explain, _ = LEVELS[view]
    of, day, name, value = cell
    found = explain(store, of, name, day)
    assert found.value == value
    assert value is None or sum(int(str(entry["amount"])) for entry in found.entries) == value, cell
    assert found.rule
    facts = {fact["event_id"] for fact in found.facts}
    assert {entry.get("fact_event_id") for entry in found.entries} - {None} <= facts


@pytest.mark.parametrize("view", LEVELS)
def test_the_entries_add_up_to_every_counter(path: Path, view: str) -> None:
    with Reader.open(path) as reader:
        for cell in cells(reader, view, only=1):
            holds(reader, view, cell)


@pytest.mark.prove
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("view", LEVELS)
def test_the_entries_add_up_to_every_cell(
    view: str, rule: str, tmp_path: Path, record_property: Told
) -> None:
    with Reader.open(stored(tmp_path, rule, lines=300)) as reader:
        for cell in cells(reader, view, only=None):
            holds(reader, view, cell)
            record_property("explained_cells", 1)


def test_a_counter_is_explained_as_of_a_past_moment(path: Path) -> None:
    with Reader.open(path) as reader, reader.as_of(MOMENT + timedelta(minutes=1)) as past:
        for cell in islice(cells(past, "post_totals", only=1), 4):
            holds(past, "post_totals", cell)


def test_every_event_is_explained(path: Path) -> None:
    with Reader.open(path) as reader:
        rows = reader.query(
            "SELECT event_id, disposition, sign FROM placements QUALIFY row_number() OVER "
            "(PARTITION BY disposition, sign ORDER BY event_id) <= 2"
        ).fetchall()
        for event_id, disposition, sign in rows:
            found = explain_event(reader, event_id)
            assert found.value == sign
            assert sum(int(str(entry["amount"])) for entry in found.entries) == sign
            assert found.entries[-1]["disposition"] == disposition
            assert found.bodies[0]["stands"]
            assert found.attribution_rule == "one_day_view"
        facts = reader.query("SELECT event_id FROM core.standing_facts LIMIT 5").fetchall()
        for (event_id,) in facts:
            found = explain_event(reader, event_id)
            assert found.value is None
            assert found.entries == []
            assert "decide" in found.rule[0]


def test_every_disposition_has_its_words(path: Path) -> None:
    with Reader.open(path) as reader:
        names = reader.query("SELECT unnest(enum_range(NULL::disposition))::VARCHAR").fetchall()
    assert {name for (name,) in names} == RULES_IN_WORDS["dispositions"].keys()


def test_what_an_ad_does_not_measure_is_explained_all_the_same(tmp_path: Path) -> None:
    path = make(tmp_path / "s.duckdb", "impression")
    ad = {"ad_id": "a1", "advertiser_id": "v1", "identity_type": "CUSTOMIZED_USER"}
    follow = line("e1", "follow", 2, actor_id="u1", surface="paid", ad_id="a1", creator_id="c1")
    with Ledger.open(path) as ledger:
        ledger.apply(batch([line("f1", "ad_created", 1, **ad), follow]))
        found = explain_ad(ledger, "a1", "follows")
    assert found.value is None
    assert shown(found) == [("placed", 1, "ad_only", "f1")]
    assert RULES_IN_WORDS["also"]["not_measured"] in found.rule


def corrected(folder: Path) -> Path:
    """A like that is placed, and moved by a fact that is read later."""
    path = make(folder / "s.duckdb", "impression")
    log = [
        line("e1", "like", 2, actor_id="u1", surface="paid", ad_id="a1"),
        line("f1", "ad_created", 1, ad_id="a1", advertiser_id="v1", identity_type="TT_USER", post_id="p1"),
    ]
    with Ledger.open(path) as ledger:
        for at, each in enumerate(log):
            ledger.apply(batch([each], start=at))
    return path


def shown(found: Explanation) -> list[tuple[object, ...]]:
    return [
        (entry["kind"], entry["amount"], entry["disposition"], entry["fact_event_id"])
        for entry in found.entries
    ]


def test_a_correction_is_an_entry_taken_back_and_a_new_one(tmp_path: Path) -> None:
    with Reader.open(corrected(tmp_path)) as reader:
        assert shown(explain_event(reader, "e1")) == [
            ("placed", 1, "unknown_ad", None),
            ("reversed", -1, "unknown_ad", None),
            ("placed", 1, "spark", "f1"),
        ]
        assert shown(explain_post(reader, "p1", "likes_paid")) == [("placed", 1, "spark", "f1")]
        ads = explain_post(reader, "p1", "ads")
        assert [(entry["event_id"], entry["amount"], entry["ad_id"]) for entry in ads.entries] == [
            ("f1", 1, "a1")
        ]


def test_the_facts_of_a_remove_are_those_of_the_ad_that_it_was_on(tmp_path: Path) -> None:
    path = make(tmp_path / "s.duckdb", "impression")
    like = {"actor_id": "u1", "surface": "organic", "post_id": "p"}
    remove = {"actor_id": "u1", "surface": "paid", "ad_id": "a1", "action": "remove"}
    log = [
        line("f1", "ad_created", 1, ad_id="a1", **AD),
        line("e1", "like", 2, **like),
        line("e2", "like", 3, **remove),
    ]
    with Ledger.open(path) as ledger:
        ledger.apply(batch(log))
        found = explain_post(ledger, "p", "likes_organic")
        assert [entry["fact_event_id"] for entry in found.entries] == [None, "f1"]
        assert [fact["event_id"] for fact in found.facts] == ["f1"]
        assert [fact["event_id"] for fact in explain_event(ledger, "f1").facts] == ["f1"]


def test_an_ad_with_two_facts_says_so(tmp_path: Path) -> None:
    facts = [line(f"f{day}", "ad_created", day, ad_id="a1", **AD | {"post_id": f"p{day}"}) for day in (1, 2)]
    view = line("e1", "view", 3, actor_id="u1", surface="paid", ad_id="a1")
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        ledger.apply(batch([*facts, view]))
        for found in (explain_ad(ledger, "a1", "video_views"), explain_event(ledger, "e1")):
            assert ("fact_conflict", "f2") in [(each["kind"], each["event_id"]) for each in found.exceptions]


def test_a_day_on_which_nothing_was_is_null_where_nothing_is_measured(tmp_path: Path) -> None:
    ad = {"ad_id": "a1", "advertiser_id": "v1", "identity_type": "CUSTOMIZED_USER"}
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        ledger.apply(batch([line("f1", "ad_created", 1, **ad)]))
        assert explain_ad(ledger, "a1", "follows", date(2024, 3, 2)).value is None
        assert explain_ad(ledger, "a1", "likes", date(2024, 3, 2)).value == 0


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with Reader.open(corrected(tmp_path)) as reader:
        with pytest.raises(UnknownId, match="no event 'e9'"):
            explain_event(reader, "e9")
        with pytest.raises(UnknownId, match="no post 'p9'"):
            explain_post(reader, "p9", "likes")
        for metric in ("engagement_rate", "first_boosted_at", "likes_net"):
            with pytest.raises(UnknownMetric, match="likes_paid"):
                explain_post(reader, "p1", metric)
        with pytest.raises(UnknownMetric, match="post_daily"):
            explain_post(reader, "p1", "reach", date(2024, 3, 2))
        assert explain_post(reader, "p1", "likes", date(2024, 3, 3)).value == 0
