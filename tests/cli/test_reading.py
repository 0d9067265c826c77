"""The read commands on a real store: golden JSON, CSV, order, limits and filters.

A golden file is what its command gives with `--json` over `data/small.ndjson`, checked by hand.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from engine import columns
from sparktally.lists import KINDS
from tests.fixtures.stores.make import HERE as STORES

GOLDEN = Path(__file__).parent / "data" / "golden"
AT = "2024-03-05T00:00:00Z"
COMMANDS: dict[str, list[str]] = {
    "posts": ["posts"],
    "posts-by-day": ["posts", "--from", "2024-03-03", "--to", "2024-03-03"],
    "post": ["post", "p1"],
    "ads": ["ads"],
    "ads-by-day": ["ads", "--to", "2024-03-02"],
    "ad": ["ad", "a2"],
    "creators": ["creators"],
    "campaigns": ["campaigns"],
    "adgroups": ["campaigns", "--by", "adgroup"],
    "advertisers": ["campaigns", "--by", "advertiser"],
    "campaigns-by-day": ["campaigns", "--to", "2024-03-02"],
    "adgroups-by-day": ["campaigns", "--by", "adgroup", "--from", "2024-03-02"],
    "exceptions": ["exceptions"],
    "boost-candidates": ["boost-candidates", "--at", AT],
    "authorizations": ["authorizations"],
    "expiring": ["authorizations", "--expiring", "30", "--at", AT],
    "lift": ["lift"],
    "sql": ["sql", "SELECT type, count(*) AS n FROM ledger GROUP BY type ORDER BY type"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_json_is_as_it_always_was(read: Any, name: str) -> None:
    result = read(*COMMANDS[name], "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", COMMANDS)
def test_csv_says_the_same(read: Any, name: str) -> None:
    records = json.loads(read(*COMMANDS[name], "--json").stdout)
    header, *lines = csv.reader(io.StringIO(read(*COMMANDS[name], "--csv").stdout, newline=""))
    assert len(lines) == len(records)
    for record, line in zip(records, lines, strict=True):
        assert header == list(record)
        assert [text or None for text in line] == [
            None if value is None else value if isinstance(value, str) else json.dumps(value)
            for value in record.values()
        ]


@pytest.mark.parametrize("name", COMMANDS)
def test_people_get_a_table_without_control_characters(read: Any, name: str) -> None:
    result = read(*COMMANDS[name])
    assert result.exit_code == 0, result.stderr
    assert result.stdout.replace("\n", "").isprintable()


def test_hostile_ids_stay_text(read: Any) -> None:
    out = read("posts").stdout
    assert "[red]p4[/red]\\u202e\\x9b31m" in out
    assert "[red]p4[/red]\\u202e\\u009b31m" in read("posts", "--json").stdout


def ids(result: Any, key: str) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return [record[key] for record in json.loads(result.stdout)]


def test_sorting(read: Any) -> None:
    up = ids(read("posts", "--sort", "post_id", "--json"), "post_id")
    down = ids(read("posts", "--sort", "post_id:desc", "--json"), "post_id")
    assert up == sorted(up) == down[::-1]
    assert len(up) == 4
    both = read("posts", "--sort", "creator_id", "--sort", "post_id:desc", "--json")
    assert ids(both, "post_id")[:2] == ["p3", "p1"]


def test_an_unknown_column_is_refused_with_the_known_ones(read: Any) -> None:
    result = read("posts", "--sort", "view", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "video_views_paid" in result.stderr


def test_limits(read: Any) -> None:
    assert len(ids(read("posts", "--limit", "1", "--json"), "post_id")) == 1
    assert len(ids(read("posts", "--limit", "0", "--json"), "post_id")) == 4
    assert "--limit 0 shows all" in read("posts", "--limit", "1").stdout
    assert "--limit 0 shows all" not in read("posts", "--limit", "4").stdout


@pytest.mark.parametrize(
    ("args", "key", "expected"),
    [
        (["posts", "--creator", "c1"], "post_id", {"p1", "p3"}),
        (["posts", "--advertiser", "v2"], "post_id", {"p3"}),
        (["posts", "--creator", "c1", "--from", "2024-03-03"], "post_id", {"p1"}),
        (["ads", "--creator", "c1"], "ad_id", {"a1", "a3"}),
        (["ads", "--advertiser", "v1"], "ad_id", {"a1", "a2"}),
        (["creators", "--creator", "c2"], "creator_id", {"c2"}),
        (["campaigns", "--advertiser", "v1"], "campaign_id", {"g1"}),
        (["campaigns", "--from", "2024-03-03"], "campaign_id", set()),
        (["campaigns", "--by", "advertiser", "--from", "2024-03-01"], "advertiser_id", {"v1", "v2"}),
        (["campaigns", "--by", "advertiser", "--from", "2024-03-03"], "advertiser_id", {"v2"}),
        (["campaigns", "--advertiser", "v2", "--from", "2024-03-01"], "campaign_id", set()),
        (["exceptions", "--kind", "unauthorized"], "ad_id", {"a3"}),
        (["exceptions", "--advertiser", "v2"], "ad_id", {"a3"}),
        (["boost-candidates", "--at", AT, "--creator", "c1"], "post_id", set()),
        (["authorizations", "--creator", "c1"], "auth_code", {"k1"}),
        (["authorizations", "--advertiser", "v1"], "auth_code", set()),
        (["posts", "--creator", "' OR 1=1 --"], "post_id", set()),
    ],
)
def test_filters(read: Any, args: list[str], key: str, expected: set[str]) -> None:
    assert set(ids(read(*args, "--json"), key)) == expected


@pytest.mark.parametrize("level", ["campaign", "adgroup", "advertiser"])
def test_all_days_of_a_group_are_its_totals(read: Any, level: str) -> None:
    days, totals = (
        json.loads(read("campaigns", "--by", level, *days, "--json").stdout)
        for days in (["--from", "2000-01-01"], [])
    )
    assert days
    assert days == [{name: value for name, value in row.items() if name != "reach"} for row in totals]


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["post", "zzz"], "no post 'zzz'"),
        (["ad", "zzz"], "no ad 'zzz'"),
        (["dead-letters", "show", "99"], "no dead letter '99'"),
        (["posts", "--from", "03/03/2024"], "not a day"),
        (["boost-candidates", "--at", "soon"], "not a moment"),
        (["authorizations", "--at", AT], "--expiring"),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"]])
def test_mistakes_are_said_on_stderr_alone(read: Any, args: list[str], word: str, form: list[str]) -> None:
    result = read(*args, *form)
    assert (result.exit_code, result.stdout) == (2, "")
    assert word in result.stderr


def test_a_post_has_a_chart_and_its_ads(read: Any) -> None:
    out = read("post", "p1").stdout
    assert "video_views by day (UTC)" in out
    assert "2 + 0" in out
    assert "0 + 1" in out
    assert "its ads" in out
    assert out.endswith(" more columns with sparktally ad ID --json\n")
    assert "likes by day" in read("post", "p1", "--chart", "likes").stdout
    assert "no ads" in read("post", "p2").stdout


def test_the_clock_is_read_only_where_no_moment_is_given(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise AssertionError("the clock was read")

    monkeypatch.setattr("sparktally.moments.now", broken)
    assert read("boost-candidates", "--at", AT).exit_code == 0
    assert read("posts").exit_code == 0
    assert read("boost-candidates").exit_code == 70


@pytest.mark.parametrize("args", [*COMMANDS.values(), ["verify"], ["dead-letters", "list"]])
def test_without_a_store_nothing_is_made(run: Any, tmp_path: Path, args: list[str]) -> None:
    missing = tmp_path / "none.duckdb"
    result = run(*args, "--store", missing)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no store" in result.stderr
    assert not missing.exists()


def test_a_kind_that_is_none_is_a_mistake(read: Any) -> None:
    result = read("exceptions", "--kind", "unautorized")
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(kind in result.stderr for kind in KINDS)
    said = columns.description("exceptions", "kind").rstrip(".").replace(" or ", ", ").split(", ")
    assert sorted(KINDS) == sorted(said)
    found = json.loads((STORES / "schema-1.json").read_text(encoding="utf-8"))["exceptions"]
    assert sorted(found) == sorted(KINDS), "as many as a store can have"


@pytest.mark.parametrize("command", [["posts"], ["ads"], ["campaigns"]])
def test_the_last_day_is_not_before_the_first(read: Any, command: list[str]) -> None:
    result = read(*command, "--from", "2024-03-09", "--to", "2024-03-01")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the last day, 2024-03-01, is before the first, 2024-03-09" in result.stderr


def test_hints_fit_what_was_asked_for(read: Any) -> None:
    assert "ids are exact text" in read("post", "nope").stderr
    letter = read("dead-letters", "show", "99").stderr
    assert "ids are exact text" not in letter
    assert "sparktally dead-letters list" in letter


@pytest.mark.parametrize("command", [["posts"], ["replay", "x.ndjson"], ["dead-letters", "list"]])
def test_a_store_in_no_folder(run: Any, tmp_path: Path, command: list[str]) -> None:
    result = run(*command, "--store", tmp_path / "nope" / "x.duckdb")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "make the folder" in result.stderr
    assert not (tmp_path / "nope").exists()
