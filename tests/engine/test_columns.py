"""The public surface: which relations there are, which columns, and that each is explained."""

from __future__ import annotations

import duckdb
import pytest

from engine import RULES, columns
from tests.support import make

VIEWS = {
    "ad_daily", "ad_metrics", "adgroup_metrics", "ads", "advertiser_metrics", "authorizations", "batches",
    "campaign_metrics", "creator_totals", "dead_letters", "exceptions", "ledger", "placements", "post_daily",
    "post_totals", "posts", "spark_lift",
}  # fmt: skip
"""Those of SEMANTICS 4, with the two macros."""

METRICS = ("video_views", "likes", "favorites", "comments", "shares", "follows", "duets", "stitches")
SIDES = ("", "_organic", "_paid")
POST_COLUMNS = [f"{metric}{side}" for metric in METRICS for side in SIDES]
AD_COLUMNS = [
    "impressions", *(f"{metric}{part}" for metric in METRICS for part in ("", "_net", "_rolled_up")),
    "video_watched_2s", "video_watched_6s", "video_views_p25", "video_views_p50", "video_views_p75",
    "video_views_p100", "watch_ms_sum", "watch_views", "watch_views_known_duration", "clicks", "clicks_all",
    "profile_visits", "clicks_on_music_disc", "anchor_clicks", "duet_clicks", "stitch_clicks",
    "clicks_on_hashtag_challenge",
]  # fmt: skip
COLUMNS = {
    "post_totals": {
        "post_id", "creator_id", *POST_COLUMNS, *(f"engagement_rate{side}" for side in SIDES),
        *(f"reach{side}" for side in SIDES), "clicks_organic", "profile_visits_organic",
        "first_boosted_at", "ads",
    },
    "post_daily": {"post_id", "day", *POST_COLUMNS},
    "ad_metrics": {
        "ad_id", "post_id", "advertiser_id", "campaign_id", "adgroup_id", "format", "reach", "frequency",
        *AD_COLUMNS, "average_video_play", "ctr", "ctr_all", "engagement_rate", "six_second_view_rate",
        "completion_rate",
    },
    "ad_daily": {"ad_id", "day", *AD_COLUMNS},
    "campaign_metrics": {"campaign_id", "ads", "reach", *AD_COLUMNS},
    "adgroup_metrics": {"adgroup_id", "ads", "reach", *AD_COLUMNS},
    "advertiser_metrics": {"advertiser_id", "ads", "reach", *AD_COLUMNS},
    "creator_totals": {"creator_id", "posts", *POST_COLUMNS},
    "placements": {"event_id", "disposition", "post_id", "ad_id", "sign"},
    "exceptions": {"kind", "event_id", "ad_id", "post_id", "detail"},
}  # fmt: skip
"""Those whose columns SEMANTICS 4 names."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        str(make(tmp_path_factory.mktemp("columns") / "s.duckdb", RULES[0])), read_only=True
    )


def test_the_public_relations_are_those_of_the_law(store: duckdb.DuckDBPyConnection) -> None:
    views = store.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal")
    assert {name for (name,) in views.fetchall()} == VIEWS
    assert not store.execute("SELECT * FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
    macros = store.execute(
        "SELECT function_name FROM duckdb_functions() WHERE function_type LIKE '%macro' AND NOT internal "
        "AND database_name = current_database() AND schema_name = 'main'"
    )
    assert {name for (name,) in macros.fetchall()} == {"boost_candidates", "authorizations_expiring"}


@pytest.mark.parametrize("view", COLUMNS)
def test_columns_have_the_names_of_the_law(view: str, store: duckdb.DuckDBPyConnection) -> None:
    found = [column[0] for column in store.execute(f"SELECT * FROM {view} LIMIT 0").description or []]
    assert len(found) == len(set(found))
    assert set(found) == COLUMNS[view]


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_and_column_has_a_comment(view: str, store: duckdb.DuckDBPyConnection) -> None:
    said = store.execute(
        "SELECT comment FROM duckdb_views() WHERE view_name = ? AND schema_name = 'main'", [view]
    )
    assert [bool(comment) for (comment,) in said.fetchall()] == [True]
    cells = store.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main'",
        [view],
    ).fetchall()
    assert cells
    assert [name for name, comment in cells if not comment] == []


@pytest.mark.parametrize("macro", columns.MACROS)
def test_every_macro_has_a_comment(macro: str, store: duckdb.DuckDBPyConnection) -> None:
    said = store.execute("SELECT DISTINCT comment FROM duckdb_functions() WHERE function_name = ?", [macro])
    assert [bool(comment) for (comment,) in said.fetchall()] == [True]


def test_nothing_is_described_that_is_not_there(store: duckdb.DuckDBPyConnection) -> None:
    there = columns.public(store)
    names = {name for _, cells in there for name, _ in cells}
    names |= {f"{view}.{name}" for view, cells in there for name, _ in cells}
    families = columns.described()["families"]
    names |= {
        f"{each}.{name}"
        for each in families
        for view, cells in there
        if view in families[each]
        for name, _ in cells
    }
    for macro, args in (
        ("boost_candidates", "TIMESTAMP '2024-01-01'"),
        ("authorizations_expiring", "TIMESTAMP '2024-01-01', 7"),
    ):
        found = store.execute(f"FROM {macro}({args}) LIMIT 0").description or []
        names |= {column[0] for column in found} | {f"{macro}.{column[0]}" for column in found}
    assert set(columns.described()["columns"]) <= names
    assert set(columns.described()["relations"]) == VIEWS | set(columns.MACROS)


def test_what_is_not_described_is_said() -> None:
    with pytest.raises(KeyError):
        columns.description("posts", "no_such_column")
