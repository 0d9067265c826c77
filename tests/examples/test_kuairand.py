"""The example's log: the same bytes each time, as its README says, and rich in every case of the law."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from engine import Ledger
from schemas import ENGAGEMENT_TYPES, FACT_TYPES, Reason, read_line
from tests.oracle import oracle
from tests.support import batch, make, split

pytestmark = pytest.mark.xdist_group("kuairand")

EXAMPLE = Path(__file__).parents[2] / "examples" / "kuairand"
SHA256 = "7546b323ce56f7185aceb5943ae2aaa3179218967cb0f16961bd787fc060c244"
SPOILED = 1 / 1000
SKIPPED = re.compile(rb'"actor_id":"[0-9]*[2-7]"')


def build(*arguments: str, seed: str = "0") -> str:
    command = [sys.executable, str(EXAMPLE / "build.py"), *arguments]
    run = subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
    return run.stdout


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kuairand") / "log.ndjson"
    build("--out", str(path))
    return path


@pytest.fixture(scope="module")
def bodies(log: Path) -> list[dict[str, object]]:
    """Every line that is a JSON object of an event (spoiled ones left out)."""
    lines = [line for line in log.read_bytes().splitlines() if not isinstance(read_line(line), tuple)]
    return [json.loads(line) for line in lines]


def test_same_bytes_each_time(log: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.ndjson"
    build("--out", str(again), seed="7")
    assert again.read_bytes() == log.read_bytes()
    assert hashlib.sha256(log.read_bytes()).hexdigest() == SHA256


def test_readme_holds_the_table_that_the_builder_prints() -> None:
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    table = readme.split("<!-- stats -->")[1].split("<!-- /stats -->")[0]
    assert table.strip() == build("--stats").strip()


def test_all_but_one_line_in_a_thousand_are_valid(log: Path) -> None:
    lines = log.read_bytes().splitlines()
    dead = [outcome for outcome in map(read_line, lines) if isinstance(outcome, tuple)]
    assert all(isinstance(reason, Reason) for reasons in dead for reason in reasons)
    assert len(lines) * SPOILED * 0.5 < len(dead) < len(lines) * SPOILED * 2


def test_the_fast_lane_carries_the_example(log: Path, tmp_path: Path) -> None:
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        result = ledger.apply(batch(split(log.read_bytes())))
    assert result.fast_lines >= 0.95 * result.lines


def test_real_lines_say_what_the_data_says(bodies: list[dict[str, object]]) -> None:
    with gzip.open(EXAMPLE / "data" / "kuairand-interactions.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    views = {str(body["event_id"]): body for body in bodies if str(body["event_id"]).endswith("-view")}
    played = [number for number, row in enumerate(rows, start=1) if row["play_time_ms"] != "0"]
    assert len(views) == len(played)
    for number in played:
        row, view = rows[number - 1], views[f"k{number:05d}-view"]
        assert (view["actor_id"], view["watch_ms"]) == (row["user_id"], int(row["play_time_ms"]))
        assert view["surface"] == "paid" or view["post_id"] == row["video_id"]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("is_comment", "comment"),
        ("is_forward", "share"),
        ("is_follow", "follow"),
        ("is_profile_enter", "profile"),
    ],
)
def test_each_real_engagement_is_there_once(bodies: list[dict[str, object]], column: str, name: str) -> None:
    with gzip.open(EXAMPLE / "data" / "kuairand-interactions.csv.gz", "rt") as file:
        rows = csv.DictReader(file)
        said = {f"k{number:05d}-{name}" for number, row in enumerate(rows, start=1) if row[column] == "1"}
    ids = {str(body["event_id"]) for body in bodies}
    assert said == {key for key in ids if key.startswith("k") and key.endswith(f"-{name}")}


def test_every_type_and_identity_is_there(bodies: list[dict[str, object]]) -> None:
    assert {body["type"] for body in bodies} == ENGAGEMENT_TYPES | FACT_TYPES
    identities = {body.get("identity_type") for body in bodies} - {None}
    assert identities == {"CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT"}


DISPOSITIONS = {
    "organic", "spark", "ad_only", "unauthorized", "unknown_ad", "redundant", "orphan", "spark_after_view",
}  # fmt: skip
KINDS = {
    "unauthorized", "unknown_ad", "orphan", "conflict", "id_conflict", "fact_conflict", "code_mismatch",
    "unknown_timezone",
}  # fmt: skip


@pytest.fixture(scope="module")
def result(log: Path) -> oracle.Result:
    """What the oracle says of every fact and of what two people in five did."""
    lines = oracle.split(log.read_bytes())
    return oracle.run([line for line in lines if not SKIPPED.search(line)], "one_day_view")


def test_every_disposition_and_kind_of_exception_is_there(result: oracle.Result) -> None:
    counts = result.disposition_counts
    assert set(counts) == DISPOSITIONS
    assert set(result.exception_counts) == KINDS
    assert result.duplicates > 100
    paid = counts["spark"] + counts["ad_only"]
    assert counts["unauthorized"] < paid * 0.05
    assert counts["unknown_ad"] < paid * 0.02


def test_spark_ads_are_watched_to_the_end_more_often(result: oracle.Result) -> None:
    lift = result.spark_lift["completion_rate"]["lift"]
    assert isinstance(lift, float)
    assert 0.2 < lift < 1


def test_good_posts_are_left_that_no_ad_names(result: oracle.Result) -> None:
    candidates = list(result.boost_candidates(datetime(2022, 4, 22)).values())[:10]
    assert len(candidates) == 10
    assert all(row["engagement_rate"] > 0.1 for row in candidates)
    assert sum(row["video_views"] >= 5 for row in candidates) > 5


def test_the_numbers_in_the_readmes_text_are_the_datas() -> None:
    with gzip.open(EXAMPLE / "data" / "kuairand-interactions.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    with gzip.open(EXAMPLE / "data" / "kuairand-videos.csv.gz", "rt") as file:
        videos = {row["video_id"] for row in csv.DictReader(file)}
    met = {row["video_id"] for row in rows}
    users = len({row["user_id"] for row in rows})
    text = " ".join((EXAMPLE / "README.md").read_text(encoding="utf-8").split())
    for said in (
        f"{len(rows):,} interactions of {users} users with {len(met):,} videos",
        f"length of the {len(videos):,} videos",
        f"{len(met & videos)} of them occur",
        f"{sum(row['play_time_ms'] == '0' for row in rows)} rows in which nothing was played",
    ):
        assert said in text
