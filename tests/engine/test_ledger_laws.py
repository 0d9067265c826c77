"""Nothing counted is ever edited, and the ledger's amounts are the totals (SEMANTICS 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from engine import RULES, Ledger, Reader
from engine.reads import Reads
from tests.engine.logs import ONE_RULE_FIRST, batches, contents, written
from tests.support import Told, make, rows

pytestmark = pytest.mark.xdist_group("ledger_laws")

METRICS = {
    "video_views": "view", "likes": "like", "favorites": "favorite", "comments": "comment", "shares": "share",
    "follows": "follow", "duets": "duet", "stitches": "stitch",
}  # fmt: skip
CLICKS = {
    "clicks": "landing_page", "profile_visits": "profile", "clicks_on_music_disc": "music",
    "anchor_clicks": "anchor",
    "duet_clicks": "duet", "stitch_clicks": "stitch", "clicks_on_hashtag_challenge": "hashtag",
}  # fmt: skip
POST = {
    **{f"{metric}": f"type = '{kind}'" for metric, kind in METRICS.items()},
    **{f"{metric}_organic": f"type = '{kind}' AND side = 'organic'" for metric, kind in METRICS.items()},
    **{f"{metric}_paid": f"type = '{kind}' AND side = 'paid'" for metric, kind in METRICS.items()},
}
POST_ALONE = {
    "clicks_organic": "type = 'click' AND side = 'organic'",
    "profile_visits_organic": "click_class = 'profile' AND side = 'organic'",
}
AD = {
    "impressions": "type = 'impression'",
    **{metric: f"type = '{kind}' AND sign = 1" for metric, kind in METRICS.items()},
    **{f"{metric}_net": f"type = '{kind}'" for metric, kind in METRICS.items()},
    **{f"{metric}_rolled_up": f"type = '{kind}' AND post_id IS NOT NULL" for metric, kind in METRICS.items()},
    **{f"video_watched_{limit}s": f"type = 'view' AND watch_ms >= {limit}000" for limit in (2, 6)},
    **{f"video_views_p{25 * quarter}": f"milestone >= {quarter}" for quarter in (1, 2, 3, 4)},
    "watch_ms_sum": "type = 'view'",
    "watch_views": "type = 'view' AND watch_ms IS NOT NULL",
    "watch_views_known_duration": "milestone IS NOT NULL",
    "clicks_all": "type = 'click'",
    **{metric: f"click_class = '{name}'" for metric, name in CLICKS.items()},
}
"""Of each additive column of a public view, which ledger entries it is the sum of."""

SUMS = [
    *(("post_totals", "post_id", column, where) for column, where in {**POST, **POST_ALONE}.items()),
    *(("post_daily", "post_id, day", column, where) for column, where in POST.items()),
    *(("ad_metrics", "ad_id", column, where) for column, where in AD.items()),
    *(("ad_daily", "ad_id, ad_day", column, where) for column, where in AD.items()),
    *(
        ("creator_totals", "creator_id", column, POST[column])
        for column in POST
        if column.startswith("follows")
    ),
]
NOT_SUMS = {
    "post_totals": {
        "post_id", "creator_id", "engagement_rate", "engagement_rate_organic", "engagement_rate_paid",
        "reach", "reach_organic", "reach_paid", "first_boosted_at", "ads",
    },
    "post_daily": {"post_id", "day"},
    "ad_metrics": {
        "ad_id", "post_id", "advertiser_id", "campaign_id", "adgroup_id", "format", "reach", "frequency",
        "average_video_play", "ctr", "ctr_all", "engagement_rate", "six_second_view_rate", "completion_rate",
    },
    "ad_daily": {"ad_id", "day"},
}  # fmt: skip
GROWN_ONLY = (
    "packed_bodies", "facts", "losers", "packed_corrections", "names", "dead_letters",
    "batches", "batch_sources", "sources", "first_boosts",
)  # fmt: skip


@pytest.fixture(scope="module", params=ONE_RULE_FIRST)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = written(tmp_path_factory.mktemp("laws") / "s.duckdb", request.param, batches())
    with Reader.open(path) as opened:
        yield opened


def by_key(store: Reads, query: str) -> dict[tuple[object, ...], int]:
    """The last column by those before it, what is NULL or nothing left out."""
    return {row[:-1]: int(row[-1]) for row in store.query(query).fetchall() if row[-1]}


def summed(keys: str, column: str, where: str) -> str:
    amount = "amount * watch_ms" if column == "watch_ms_sum" else "amount"
    if keys == "creator_id":
        where = f"({where}) AND (side = 'organic' OR post_id IS NOT NULL)"
    some = f"{keys.split(', ', maxsplit=1)[0]} IS NOT NULL"
    return f"SELECT {keys}, sum({amount}) FROM ledger WHERE {some} AND {where} GROUP BY {keys}"


@pytest.mark.parametrize(
    ("view", "keys", "column", "where"), SUMS, ids=lambda value: str(value).replace(" ", "")
)
def test_amounts_sum_to_the_totals(view: str, keys: str, column: str, where: str, store: Reader) -> None:
    wanted = by_key(store, f"SELECT {keys.replace('ad_day', 'day')}, {column} FROM {view}")
    found = by_key(store, summed(keys, column, where))
    if view.startswith("ad_"):
        unmeasured = {
            key for (key,) in store.query("SELECT ad_id FROM ads WHERE format = 'non_spark'").fetchall()
        }
        is_null = store.query(f"SELECT count(*) FROM {view} WHERE {column} IS NULL").fetchall() != [(0,)]
        found = {key: value for key, value in found.items() if not (is_null and key[0] in unmeasured)}
    assert found == wanted


@pytest.mark.parametrize("view", NOT_SUMS)
def test_every_additive_column_is_held_against_the_ledger(view: str, store: Reader) -> None:
    columns = {column[0] for column in store.query(f"SELECT * FROM {view} LIMIT 0").description}
    assert columns - NOT_SUMS[view] == {column for name, _, column, _ in SUMS if name == view}


def test_most_columns_have_something_to_sum(store: Reader) -> None:
    idle = [name for view, keys, name, where in SUMS if not by_key(store, summed(keys, name, where))]
    assert len(idle) < len(SUMS) / 2


def test_placements_are_what_the_entries_leave(store: Reader) -> None:
    left = by_key(
        store,
        "SELECT event_id, disposition, post_id, ad_id, sign, sum(CASE kind WHEN 'placed' THEN 1 ELSE -1 END) "
        "FROM ledger GROUP BY ALL",
    )
    assert set(left.values()) == {1}
    placed = store.query("SELECT event_id, disposition, post_id, ad_id, sign FROM placements").fetchall()
    assert set(left) == set(placed)


@cache
def grown(
    rule: str, seed: int, folder: Path
) -> tuple[list[dict[str, list[str]]], list[list[dict[str, object]]]]:
    """Everything in the store, and every ledger entry, after each batch of a log."""
    tables, entries = [], []
    with Ledger.open(make(folder / f"{rule}-{seed}.duckdb", rule)) as ledger:
        for each in batches(seed, 90, 5):
            ledger.apply(each)
            tables.append(contents(ledger))
            entries.append(rows(ledger, "FROM ledger"))
    return tables, entries


def assert_only_grown(tables: list[dict[str, list[str]]]) -> None:
    for before, after in pairwise(tables):
        for name in GROWN_ONLY:
            assert not Counter(before[name]) - Counter(after[name]), name


def assert_past_entries_stay(entries: list[list[dict[str, object]]]) -> None:
    for turn, then in enumerate(entries, 1):
        for now in entries[turn:]:
            assert Counter(map(str, then)) == Counter(
                str(row) for row in now if int(str(row["batch"])) <= turn
            )


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_nothing_written_is_ever_changed(rule: str, tmp_path: Path) -> None:
    tables, entries = grown(rule, 21, tmp_path)
    assert_only_grown(tables)
    assert_past_entries_stay(entries)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(30, 50))
@pytest.mark.parametrize("rule", RULES)
def test_nothing_written_is_ever_changed_in_many_logs(
    rule: str, seed: int, tmp_path: Path, record_property: Told
) -> None:
    tables, entries = grown(rule, seed, tmp_path)
    assert_only_grown(tables)
    assert_past_entries_stay(entries)
    record_property("batches", len(tables))
    record_property("entries", len(entries[-1]))


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
def test_past_totals_are_the_entries_until_then(rule: str, tmp_path: Path) -> None:
    path = make(tmp_path / "s.duckdb", rule)
    likes = "SELECT post_id, likes_organic - 1000 * likes_paid FROM post_totals"
    entries = (
        "SELECT post_id, sum(CASE side WHEN 'organic' THEN amount ELSE -1000 * amount END) FROM ledger "
        "WHERE type = 'like' AND post_id IS NOT NULL AND batch <= {batch} GROUP BY post_id"
    )
    with Ledger.open(path) as ledger:
        said = []
        for each in batches():
            ledger.apply(each)
            said.append(by_key(ledger, likes))
        assert [by_key(ledger, entries.format(batch=turn)) for turn in range(1, len(said) + 1)] == said


def test_batches_say_what_was_read(store: Reader) -> None:
    said = rows(store, "FROM batches ORDER BY batch")
    assert [row["batch"] for row in said] == list(range(1, len(batches()) + 1))
    for row, each in zip(said, batches(), strict=True):
        assert row["lines"] == each.lines.num_rows
        assert row["lines"] == row["accepted"] + row["duplicates"] + row["dead_letters"]
        assert row["recorded_at"] == each.recorded_at.replace(tzinfo=None)
        assert row["rule"] == store.rule
        (position,) = each.positions
        wanted = {
            "source": position.source,
            "kind": "file",
            "from_position": 0,
            "to_position": position.position,
        }
        assert row["sources"] == [wanted]
        assert store.positions()[position.source] == position
    summary = store.summary()
    for name in ("lines", "accepted", "duplicates", "dead_letters"):
        assert getattr(summary, name) == sum(int(str(row[name])) for row in said)


def test_conservation(store: Reader) -> None:
    summary = store.summary()
    (facts,) = store.query("SELECT count(*) FROM core.standing_facts").fetchone() or (None,)
    assert summary.accepted == facts + sum(summary.dispositions.values())
    for metric in METRICS:
        query = f"SELECT count(*) FROM post_totals WHERE {metric} <> {metric}_organic + {metric}_paid"
        assert store.query(query).fetchall() == [(0,)]
        paid = by_key(store, f"SELECT post_id, {metric}_paid FROM post_totals")
        rolled = (
            f"SELECT post_id, sum({metric}_rolled_up) FROM ad_metrics WHERE post_id IS NOT NULL GROUP BY 1"
        )
        assert by_key(store, rolled) == paid


def test_a_moment_without_a_zone_is_refused(tmp_path: Path) -> None:
    batch = replace(batches()[0], recorded_at=datetime(2026, 1, 1))
    with Ledger.open(tmp_path / "s.duckdb") as ledger:
        with pytest.raises(ValueError, match="time zone"):
            ledger.apply(batch)
        assert ledger.summary().lines == 0


def test_a_table_of_another_shape_is_refused(tmp_path: Path) -> None:
    whole = batches()[0]
    with Ledger.open(tmp_path / "s.duckdb") as ledger:
        with pytest.raises(ValueError, match="LINE_SCHEMA"):
            ledger.apply(replace(whole, lines=whole.lines.drop_columns(["fault"])))
        assert ledger.summary().lines == 0
