"""`rebuild`: another store of the same events, and what differs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine import Reader
from tests.cli.conftest import DATA, invoke

SMALL = DATA / "small.ndjson"


@pytest.fixture
def old(store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(store, tmp_path / "old.duckdb"))


def only(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("logs", [[], [SMALL]])
def test_the_same_rule_makes_the_same_store(old: Path, tmp_path: Path, logs: list[Path]) -> None:
    new = tmp_path / "new.duckdb"
    result = invoke("rebuild", new, *logs, "--store", old)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "no counter differs\n"
    with Reader.open(old) as before, Reader.open(new) as after:
        assert f"digest {before.digest()}, the same as the old store's" in result.stderr
        assert after.verify().ok
    again = invoke("replay", SMALL, "--store", new)
    assert "the store holds all of it already" in again.stderr
    assert only(tmp_path) == {"old.duckdb", "new.duckdb"}


def test_another_rule_shows_what_differs(tmp_path: Path) -> None:
    lines = [
        {
            "event_id": "f1",
            "type": "ad_created",
            "ad_id": "a1",
            "advertiser_id": "v1",
            "identity_type": "TT_USER",
        },
        {"event_id": "e1", "type": "view", "actor_id": "u1", "surface": "paid", "ad_id": "a1"},
        {"event_id": "e2", "type": "like", "actor_id": "u1", "surface": "organic"},
    ]
    log, old, new = tmp_path / "log.ndjson", tmp_path / "old.duckdb", tmp_path / "new.duckdb"
    events = [
        {**line, "post_id": "p1", "occurred_at": f"2024-03-01T0{at}:00:00Z"} for at, line in enumerate(lines)
    ]
    log.write_text("\n".join(json.dumps(event) for event in events), encoding="utf-8")
    assert invoke("replay", log, "--store", old).exit_code == 0
    result = invoke("rebuild", new, "--store", old, "--rule", "one_day_view", "--json")
    assert result.exit_code == 1
    moved = {
        (row["level"], row["metric"]): (row["before"], row["after"]) for row in json.loads(result.stdout)
    }
    assert moved == {
        ("post", "likes_organic"): (1, 0),
        ("post", "likes_paid"): (0, 1),
        ("ad", "likes"): (0, 1),
        ("ad", "likes_net"): (0, 1),
        ("ad", "likes_rolled_up"): (0, 1),
    }
    assert '"after": 1.0' not in result.stdout
    new.unlink()
    shown = invoke("rebuild", new, "--store", old, "--rule", "one_day_view", "--limit", "2")
    assert "5 counters of posts and ads differ" in shown.stdout
    assert "the first 2" in shown.stdout


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["old.duckdb"], "there is a file already"),
        (["none/new.duckdb"], "there is no folder"),
        (["new.duckdb", "missing.ndjson"], "there is no such file"),
        (["new.duckdb", "--rule", "mine"], "mine"),
    ],
)
def test_what_cannot_be_made_leaves_nothing(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke("rebuild", *args, "--store", old)
    assert result.exit_code == 2
    assert why in result.stderr
    assert only(tmp_path) == {"old.duckdb"}


def test_whatever_the_old_store_is_called_it_stays(old: Path, tmp_path: Path) -> None:
    left = old.rename(tmp_path / ".new.duckdb.rebuilding")
    assert invoke("rebuild", tmp_path / "new.duckdb", "--store", left).exit_code == 0
    assert only(tmp_path) == {left.name, "new.duckdb"}


def test_an_end_that_is_asked_for_leaves_nothing(old: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("sparktally.cli.commands.rebuild.is_asked_to_stop", lambda: True)
    assert invoke("rebuild", tmp_path / "new.duckdb", "--store", old).exit_code == 130
    assert only(tmp_path) == {"old.duckdb"}
