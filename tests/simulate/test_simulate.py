"""Simulated logs: one log a seed, what its knobs say, and all that can happen in a store that reads it."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import dropwhile
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard

from engine import Ledger
from schemas import ENGAGEMENT_TYPES, FACT_TYPES, read_line
from sparktally.simulate import chunks
from sparktally.simulate.knobs import BadKnob, Facts, Knobs
from sparktally.simulate.write import write
from streams.files import FileSource
from streams.replay import replay
from tests.oracle import oracle

pytestmark = pytest.mark.xdist_group("simulate")

LINES = 20_000
ADS = 100
DISPOSITIONS = {
    "organic", "spark", "spark_after_view", "ad_only", "unauthorized", "unknown_ad", "redundant", "orphan",
}  # fmt: skip
EXCEPTIONS = {
    "unauthorized", "unknown_ad", "orphan", "conflict", "id_conflict", "fact_conflict", "code_mismatch",
    "unknown_timezone",
}  # fmt: skip
MOMENT = datetime(2025, 6, 1, tzinfo=UTC)


def made(name: str = "log.ndjson", **knobs: Any) -> bytes:
    file = io.BytesIO()
    write(file, name, Knobs(**({"lines": LINES, "ads": ADS} | knobs)))
    return file.getvalue()


def events(log: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


@pytest.fixture(scope="module")
def log() -> bytes:
    return made()


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Ledger]:
    """A store that a log was read into."""
    folder = tmp_path_factory.mktemp("stores")

    def store(name: str, data: bytes) -> Ledger:
        (folder / name).write_bytes(data)
        ledger = Ledger.open(folder / f"{name}.duckdb", "one_day_view")
        replay(ledger, FileSource([str(folder / name)], clock=lambda: MOMENT))
        return ledger

    return store


def test_one_seed_gives_one_log_and_another_another(log: bytes) -> None:
    assert made() == log
    assert made(seed=2) != log


@pytest.mark.parametrize("cores", [1, 3])
def test_neither_chunks_nor_threads_change_a_byte(
    log: bytes, cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_LINES", 1_717)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    assert made() == log


def test_as_many_lines_as_asked_for_of_every_type_and_few_of_them_dead(log: bytes) -> None:
    outcomes = [read_line(line) for line in log.splitlines()]
    assert len(outcomes) == LINES
    types = {event.type for event in outcomes if not isinstance(event, tuple)}
    assert types == ENGAGEMENT_TYPES | FACT_TYPES
    assert LINES * 0.0003 < sum(isinstance(outcome, tuple) for outcome in outcomes) < LINES * 0.003


def test_everything_comes_up_in_a_store_and_the_fast_lane_takes_nearly_all(
    stored: Callable[..., Ledger],
) -> None:
    with stored("all.ndjson", made(ads=1_000, odd_facts=0.02)) as ledger:
        summary = ledger.summary()
        row = ledger.query("SELECT sum(fast_lines) / sum(lines) FROM batches").fetchone()
    assert set(summary.dispositions) == DISPOSITIONS
    assert set(summary.exceptions) == EXCEPTIONS
    assert row[0] >= 0.98


@pytest.mark.parametrize("facts", Facts)
def test_parquet_holds_what_ndjson_does(facts: Facts, stored: Callable[..., Ledger]) -> None:
    digests = []
    for ending in ("ndjson", "parquet"):
        with stored(f"{facts.value}.{ending}", made(f"log.{ending}", facts=facts, dirt_share=0)) as ledger:
            summary = ledger.summary()
            digests.append((summary.lines, summary.digest))
    assert digests[0] == digests[1]


def test_parquet_has_typed_columns() -> None:
    file = pq.ParquetFile(io.BytesIO(made("log.parquet")))
    assert file.metadata.num_rows == LINES
    types = {field.name: str(field.type) for field in file.schema_arrow}
    assert types["occurred_at"] == "timestamp[ms, tz=UTC]"
    assert types["watch_ms"] == types["duration_days"] == "int64"


def test_compressed_logs_hold_the_same_lines_and_are_the_same_bytes_again(log: bytes) -> None:
    assert gzip.decompress(made("log.ndjson.gz")) == log
    packed = made("log.jsonl.zst")
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed)) as reader:
        assert reader.read() == log
    assert made("log.ndjson.gz") == made("other.ndjson.gz")


def test_facts_last_are_told_after_the_last_engagement_and_are_the_same_facts(log: bytes) -> None:
    last = made(facts=Facts.LAST, dirt_share=0)
    types = [event["type"] for event in events(last)]
    told = list(dropwhile(ENGAGEMENT_TYPES.__contains__, types))
    assert len(told) > ADS
    assert set(told) == FACT_TYPES
    assert len(types) == LINES
    assert sorted(last.splitlines()) == sorted(made(dirt_share=0).splitlines())
    assert last != log


def test_facts_first_are_the_same_facts_before_the_first_engagement() -> None:
    first = made(facts=Facts.FIRST, dirt_share=0)
    types = [event["type"] for event in events(first)]
    assert set(dropwhile(FACT_TYPES.__contains__, types)) == ENGAGEMENT_TYPES
    assert sorted(first.splitlines()) == sorted(made(dirt_share=0).splitlines())


def test_days_begin_where_they_are_told_to() -> None:
    told = made(start=date(2031, 1, 31), days=2, late_share=0, dirt_share=0)
    days = Counter(event["occurred_at"][:10] for event in events(told) if event["type"] == "view")
    assert (
        {"2031-01-31", "2031-02-01"} <= set(days) <= {"2031-01-30", "2031-01-31", "2031-02-01", "2031-02-02"}
    )
    assert days["2031-01-31"] > LINES * 0.2


def test_evenings_are_fuller_than_nights(log: bytes) -> None:
    hours = Counter(line.partition(b'"occurred_at":"')[2][11:13] for line in log.splitlines())
    assert hours[b"20"] > 3 * hours[b"08"]


def test_few_posts_have_most_of_the_views(log: bytes) -> None:
    assert head_share(made(zipf=2.0)) > head_share(log) > 3 * head_share(made(zipf=0.3))


def head_share(log: bytes) -> float:
    posts = Counter(
        line.partition(b'"post_id":"')[2][:19] for line in log.splitlines() if b'"organic"' in line
    )
    return sum(count for _, count in posts.most_common(10)) / posts.total()


def share(of: list[bool]) -> float:
    return sum(of) / len(of)


@pytest.mark.parametrize("wanted", [0.0, 0.1, 0.6])
def test_shares_of_views_and_ads_are_those_of_the_knobs(wanted: float) -> None:
    found = events(made(paid_share=wanted, spark_share=wanted, dirt_share=0, ads=1_000, odd_facts=0))
    views = [event["surface"] == "paid" for event in found if event["type"] == "view"]
    ads = [event["identity_type"] != "CUSTOMIZED_USER" for event in found if event["type"] == "ad_created"]
    assert share(views) == pytest.approx(wanted, abs=0.02)
    assert share(ads) == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize("wanted", [0.0, 0.02, 0.1])
def test_shares_of_removes_duplicates_and_dirt_are_those_of_the_knobs(wanted: float) -> None:
    log = made(remove_share=wanted, duplicate_share=wanted, conflict_share=0, dirt_share=wanted)
    result = oracle.run(oracle.split(log), "impression")
    removes = log.count(b'"action":"remove"') / LINES
    assert removes == pytest.approx(wanted, rel=0.15)
    assert result.counts["dead_letters"] / LINES == pytest.approx(wanted, rel=0.15)
    assert result.duplicates / LINES == pytest.approx(wanted, rel=0.25)


@pytest.mark.parametrize("wanted", [0.0, 0.1])
def test_shares_of_conflicts_and_late_lines_are_those_of_the_knobs(wanted: float) -> None:
    log = made(conflict_share=wanted, duplicate_share=0, late_share=wanted, wrong_posts=0, dirt_share=0)
    result = oracle.run(oracle.split(log), "impression")
    assert result.duplicates / LINES == pytest.approx(wanted, rel=0.2)
    late, newest = 0, ""
    for event in events(log):
        at = event["occurred_at"]
        late += at[:10] < newest[:10] and at[11:13] < "20"
        newest = max(newest, at) if event["type"] in ENGAGEMENT_TYPES else newest
    assert (late > LINES * 0.01) == bool(wanted)


@pytest.mark.parametrize("wanted", [0.0, 0.5])
def test_shares_of_codes_and_ads_are_those_of_the_knobs(wanted: float) -> None:
    knobs = dict.fromkeys(
        ("short_codes", "extended_share", "revoked_share", "unknown_ads", "odd_facts"), wanted
    )
    found = events(made(ads=2_000, dirt_share=0, **knobs))
    types = Counter(event["type"] for event in found)
    days = [event["duration_days"] == 7 for event in found if event["type"] == "authorization_granted"]
    told = Counter(event["ad_id"] for event in found if event["type"] == "ad_created")
    codes = types["authorization_granted"]
    assert share(days) == pytest.approx(wanted, abs=0.06)
    assert types["authorization_extended"] / codes == pytest.approx(wanted, abs=0.06)
    assert types["authorization_revoked"] / codes == pytest.approx(wanted, abs=0.06)
    assert len(told) / 2_000 == pytest.approx(1 - wanted / 2 if wanted else 1, abs=0.3)
    assert (max(told.values()) > 1) == bool(wanted)


def test_late_ads_are_told_after_their_first_engagement() -> None:
    def before(log: bytes) -> int:
        told: set[str] = set()
        return sum(_passed(event, told) for event in events(log))

    assert before(made(late_ads=0, unknown_ads=0, odd_facts=0, dirt_share=0)) == 0
    assert before(made(late_ads=1, unknown_ads=0, odd_facts=0, dirt_share=0)) > 100


def _passed(event: dict[str, Any], told: set[str]) -> bool:
    """Whether it is on an ad that was not told yet; remembers those that are."""
    ad = event.get("ad_id")
    if event["type"] == "ad_created":
        told.add(event["ad_id"])
        return False
    return ad is not None and ad not in told


@pytest.mark.parametrize(
    ("knob", "value"),
    [
        ("lines", 5), ("seed", -1), ("days", 0), ("paid_share", 1.1), ("dirt_share", float("nan")),
        ("zipf", 0.0), ("remove_share", 0.2), ("posts", -1), ("start", date(1999, 1, 1)),
        ("start", date(2099, 11, 30)),
    ],
)  # fmt: skip
def test_bad_knobs_are_named(knob: str, value: object) -> None:
    with pytest.raises(BadKnob) as error:
        Knobs(**{knob: value})
    assert error.value.where == f"--{knob.replace('_', '-')}"
    assert error.value.fix


def test_fewer_lines_than_facts_are_refused() -> None:
    with pytest.raises(BadKnob, match="too few for the"):
        made(lines=1_000, posts=5_000)


def test_a_name_has_to_say_what_to_write() -> None:
    with pytest.raises(BadKnob, match="what to write"):
        made("log.csv")


def test_lines_written_are_told_up_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_LINES", 5_000)
    told: list[int] = []
    write(io.BytesIO(), "log.ndjson", Knobs(lines=LINES), told.append)
    assert told == sorted(told)
    assert len(told) == 4
    assert told[-1] == LINES
