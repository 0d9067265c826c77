"""`sparktally.open`: what the command line says, as Python; the file is held no longer than needed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import sparktally
from sparktally.values import plain
from tests.cli.conftest import invoke
from tests.cli.test_reading import AT, GOLDEN
from tests.sparktally.conftest import SMALL

pytestmark = pytest.mark.xdist_group("store")

QUESTIONS: dict[str, Any] = {
    "posts": lambda store: store.posts(),
    "posts-by-day": lambda store: store.posts(since="2024-03-03", until="2024-03-03"),
    "post": lambda store: [store.post("p1")],
    "ads": lambda store: store.ads(),
    "ads-by-day": lambda store: store.ads(until="2024-03-02"),
    "ad": lambda store: [store.ad("a2")],
    "creators": lambda store: store.creators(),
    "campaigns": lambda store: store.campaigns(),
    "adgroups": lambda store: store.campaigns(by="adgroup"),
    "advertisers": lambda store: store.campaigns(by="advertiser"),
    "campaigns-by-day": lambda store: store.campaigns(until="2024-03-02"),
    "adgroups-by-day": lambda store: store.campaigns(by="adgroup", since="2024-03-02"),
    "exceptions": lambda store: store.exceptions(),
    "boost-candidates": lambda store: store.boost_candidates(at=AT),
    "authorizations": lambda store: store.authorizations(),
    "expiring": lambda store: store.authorizations(expiring=30, at=AT),
    "lift": lambda store: store.lift(),
    "sql": lambda store: store.sql("SELECT type, count(*) AS n FROM ledger GROUP BY type ORDER BY type"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_it_says_what_the_command_line_says(store: sparktally.Store, name: str) -> None:
    rows = [plain(row) for row in QUESTIONS[name](store)]
    assert rows == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def past(path: Path) -> Iterator[sparktally.Store]:
    """The store as of now, its file held: cutting it at a batch takes longer than any question."""
    with sparktally.open(path).as_of(datetime.now(UTC)) as held:
        yield held


@pytest.mark.parametrize("name", QUESTIONS)
def test_as_of_now_it_says_the_same(past: sparktally.Store, store: sparktally.Store, name: str) -> None:
    assert list(QUESTIONS[name](past)) == list(QUESTIONS[name](store))


def test_every_list_of_the_command_line_is_a_method() -> None:
    shown = set(invoke("--help").stdout.split())
    for name in (
        "posts",
        "ads",
        "creators",
        "campaigns",
        "exceptions",
        "authorizations",
        "lift",
        "log",
        "export",
    ):
        assert name in shown
        assert callable(getattr(sparktally.Store, name))


def test_sort_and_limit(store: sparktally.Store) -> None:
    assert [row["post_id"] for row in store.posts(sort="post_id", limit=2)] == [
        "[red]p4[/red]\u202e\x9b31m",
        "p1",
    ]
    assert store.posts(sort=["creator_id", "post_id:desc"]).rows()[0]["post_id"] == "p3"
    with pytest.raises(sparktally.UserError, match="cannot sort by 'view'"):
        len(store.posts(sort="view"))


def test_a_replay_is_seen_by_the_next_question(tmp_path: Path) -> None:
    lines = SMALL.read_bytes().splitlines(keepends=True)
    log, file = tmp_path / "log.ndjson", tmp_path / "s.duckdb"
    log.write_bytes(b"".join(lines[:10]))
    with sparktally.open(file, rule="one_day_view") as store:
        assert store.replay(log).lines == 10
        first = store.posts().rows()
        log.write_bytes(b"".join(lines))
        assert store.replay([log]).batches == 1
        assert store.posts().rows() != first
        moment = store.log().rows()[-1]["recorded_at"]
        assert store.as_of(moment).posts().rows() == first
        assert {move.metric for move in store.diff(1)} >= {"video_views"}
        assert store.diff(moment) == store.diff(1, 2)
        assert store.verify().ok
        assert store.summary().lines == store.sql("SELECT sum(lines) AS n FROM batches").rows()[0]["n"]


def other_writes(file: Path) -> int:
    """How another process ends that wants to write the store."""
    command = [sys.executable, "-m", "sparktally", "replay", str(SMALL), "--store", str(file)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_store_keeps_no_writer_out_but_within_a_block(path: Path, tmp_path: Path) -> None:
    file = shutil.copyfile(path, tmp_path / "s.duckdb")
    store = sparktally.open(file)
    posts = store.posts()
    assert len(posts) == 4
    assert other_writes(file) == 0
    with store:
        assert len(store.ads()) > 0
        assert other_writes(file) == 3
    assert other_writes(file) == 0
    assert len(store.ads()) > 0


def test_a_result_can_be_read_while_others_are_asked(store: sparktally.Store) -> None:
    with store.as_of(datetime.now(UTC)) as past:
        entries = past.ledger().batches()
        first = next(entries)
        assert len(past.posts()) == 4
        assert first.num_rows + sum(batch.num_rows for batch in entries) == len(past.ledger())


def test_explained_with_its_lines(store: sparktally.Store) -> None:
    found = store.explain_post("p1", "likes")
    assert found.value == store.post("p1")["likes"] == sum(int(str(row["amount"])) for row in found.entries)
    line = str(found.entries[0]["line"])
    assert line.encode() in SMALL.read_bytes()
    assert store.explain(str(found.entries[0]["event_id"])).entries
    assert store.explain_ad("a1", "impressions").value == store.ad("a1")["impressions"]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda store: store.post("zzz"), sparktally.UnknownId, "no post 'zzz'"),
        (lambda store: store.ad("zzz"), sparktally.UnknownId, "no ad 'zzz'"),
        (lambda store: store.posts(since="soon"), sparktally.UserError, "since: 'soon' is not a day"),
        (lambda store: store.posts(since="2024-03-02", until="2024-03-01"), sparktally.UserError, "before"),
        (lambda store: store.campaigns(by="day"), sparktally.UserError, "there is no level 'day'"),
        (lambda store: store.exceptions(kind="odd"), sparktally.UserError, "no kind of exception"),
        (lambda store: store.boost_candidates(at="soon"), sparktally.UserError, "is not a moment"),
        (lambda store: store.as_of("2999-01-01T00:00:00Z"), sparktally.UserError, "has not passed yet"),
        (lambda store: store.diff(99), sparktally.UserError, "there is no batch 99"),
        (lambda store: store.diff(1, 0), sparktally.UserError, "is before"),
        (lambda store: store.sql("DELETE FROM posts").rows(), sparktally.QueryError, "delete"),
        (lambda store: store.sql("SELECT no FROM posts").rows(), sparktally.QueryError, "no"),
        (lambda store: store.as_of("2024-01-01").verify(), sparktally.UserError, "as of"),
        (lambda store: store.as_of("2024-01-01").replay(SMALL), sparktally.UserError, "as of"),
    ],
)
def test_mistakes_are_errors_that_say_so(
    store: sparktally.Store, call: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=f"(?i){words}"):
        call(store)


def test_before_the_first_batch_there_was_nothing(store: sparktally.Store) -> None:
    moment = store.log().rows()[0]["recorded_at"] - timedelta(seconds=1)
    past = store.as_of(moment)
    assert (len(past.posts()), len(past.ledger()), past.moment) == (0, 0, moment.replace(tzinfo=UTC))
    assert repr(past.posts()) == "no posts"


def test_without_a_store_nothing_is_made(tmp_path: Path) -> None:
    store = sparktally.open(tmp_path / "none.duckdb")
    with pytest.raises(sparktally.StoreMissing):
        store.posts().df()
    assert "there is no store" in repr(store.posts())
    assert not list(tmp_path.iterdir())


def test_dead_letters_of_a_source(store: sparktally.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SMALL.parent)
    assert len(store.dead_letters(source=SMALL.name)) == len(store.dead_letters()) == 2
    assert len(store.dead_letters(source="other.ndjson")) == 0
