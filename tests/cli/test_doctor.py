"""`doctor`: each thing that asks for attention is found, and said with what to do."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from engine import Ledger
from sparktally.cli.commands import doctor
from tests.cli.conftest import invoke
from tests.engine.logs import AD, line
from tests.support import batch, make

Disk = namedtuple("Disk", ["total", "used", "free"])
CODE = {"auth_code": "c1", "post_id": "p1", "duration_days": 7}
BOOSTED = {"advertiser_id": "v1", "identity_type": "AUTH_CODE", "post_id": "p1", "auth_code": "c1"}
SHARE = line("e1", "share", 2, actor_id="u1", surface="organic", post_id="p1")
LINES = {
    "pending ads": [line("e1", "view", 2, actor_id="u1", surface="paid", ad_id="a9")],
    "lapsed codes": [
        line("f1", "authorization_granted", 1, **CODE),
        line("f2", "ad_created", 1, ad_id="a1", **BOOSTED),
        line("e1", "view", 20, actor_id="u1", surface="paid", ad_id="a1"),
    ],
    "orphans": [line("e1", "like", 2, actor_id="u1", surface="organic", post_id="p1", action="remove")],
    "clocks ahead": [SHARE.replace(b"2024", b"2098")],
    "late lines": [SHARE.replace(b"2024", b"2004")],
    "dead letters": [b"{}"],
}
GOOD = [
    line("f1", "ad_created", 30, ad_id="a1", **AD),
    line("e1", "like", 30, actor_id="u1", surface="paid", ad_id="a1").replace(b"-03-", b"-05-"),
]


def stored(path: Path, lines: list[bytes]) -> Path:
    """A store recorded in June 2024."""
    with Ledger.open(make(path, "impression")) as ledger:
        ledger.apply(batch(lines))
    return path


def findings(path: Path, *args: str) -> dict[str, dict[str, Any]]:
    result = invoke("doctor", "--store", path, "--json", *args)
    assert result.exit_code == 0, result.stderr
    return {finding["check"]: finding for finding in json.loads(result.stdout)}


def looked_at(path: Path, *args: str) -> set[str]:
    return {name for name, finding in findings(path, *args).items() if finding["state"] == "look"}


def test_nothing_to_do_is_all_ok(tmp_path: Path) -> None:
    path = stored(tmp_path / "s.duckdb", GOOD)
    assert looked_at(path) == set()
    assert "LOOK" not in invoke("doctor", "--store", path).stdout


@pytest.mark.parametrize("check", LINES)
def test_what_lines_show_is_found(check: str, tmp_path: Path) -> None:
    path = stored(tmp_path / "s.duckdb", LINES[check])
    found = findings(path)[check]
    assert found["state"] == ("note" if check in ("late lines", "dead letters") else "look")
    assert found["todo"]
    assert found["found"].startswith("1 ")
    assert len(found["rows"]) == 1
    shown = invoke("doctor", "--store", path).stdout
    assert f"{found['state']}  {check}: {found['found']}".lower() in shown.lower()
    assert looked_at(path, "--as-of", "2024-01-01") == {"batches"}


def test_a_removal_read_before_its_add_is_one_pending_event(tmp_path: Path) -> None:
    like = {"actor_id": "u1", "surface": "paid", "ad_id": "a9"}
    removal, add = line("e2", "like", 3, action="remove", **like), line("e1", "like", 2, **like)
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        ledger.apply(batch([removal]))
        ledger.apply(batch([add], start=1))
    (row,) = findings(tmp_path / "s.duckdb")["pending ads"]["rows"]
    assert (row["ad_id"], row["events"]) == ("a9", 2)


def test_only_the_body_that_stands_is_counted(tmp_path: Path) -> None:
    removal = {"actor_id": "u1", "surface": "organic", "post_id": "p1", "action": "remove"}
    paid = {"actor_id": "u1", "surface": "paid", "ad_id": "a1"}
    log = [
        *(
            line(*fact, **fields)
            for fact, fields in (
                (("f1", "authorization_granted", 1), CODE),
                (("f2", "ad_created", 1), {"ad_id": "a1", **BOOSTED}),
            )
        ),
        line("e1", "like", 3, **removal),
        line("e1", "favorite", 2, **removal),
        line("e2", "view", 20, **paid),
        line("e2", "view", 18, **paid),
        SHARE.replace(b"e1", b"e3").replace(b"2024", b"2098"),
        SHARE.replace(b"e1", b"e3").replace(b"2024", b"2097"),
    ]
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        for at, each in enumerate(log):
            ledger.apply(batch([each], start=at))
    found = findings(tmp_path / "s.duckdb")
    (orphan,), (lapsed,), (clock,) = (
        found[name]["rows"] for name in ("orphans", "lapsed codes", "clocks ahead")
    )
    assert (orphan["type"], orphan["events"]) == ("favorite", 1)
    assert (lapsed["events"], lapsed["last_occurred_at"]) == (1, "2024-03-18T00:00:00Z")
    assert clock["ahead"] == 1


def test_a_code_of_another_post_is_no_lapsed_one(tmp_path: Path) -> None:
    log = [line("f1", "authorization_granted", 1, **CODE | {"post_id": "p2"}), *LINES["lapsed codes"][1:]]
    assert findings(stored(tmp_path / "s.duckdb", log))["lapsed codes"]["state"] == "ok"


def test_facts_are_dated_too(tmp_path: Path) -> None:
    code = line("f1", "authorization_granted", 1, **CODE)
    ahead, late = code.replace(b"2024", b"2098"), code.replace(b"2024", b"2004").replace(b"f1", b"f2")
    path = stored(tmp_path / "s.duckdb", [ahead, late])
    for args in ((), ("--as-of", "2024-07-01")):
        found = findings(path, *args)
        assert [found[name]["found"].split()[:2] for name in ("clocks ahead", "late lines")] == [
            ["1", "event"]
        ] * 2
    assert findings(path, "--as-of", "2024-05-01")["clocks ahead"]["state"] == "ok"


def test_another_time_zone_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path / "s.duckdb", GOOD)
    monkeypatch.setattr(doctor.timezones, "version", lambda: "2099z")
    assert looked_at(path) == {"time zones"}


def test_a_disk_with_no_room_for_another_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path / "s.duckdb", GOOD)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Disk(10**9, 10**9, path.stat().st_size))
    assert looked_at(path) == {"disk"}


def test_a_write_ahead_log_that_was_left(tmp_path: Path) -> None:
    path, left = make(tmp_path / "s.duckdb", "impression"), tmp_path / "left.duckdb"
    with Ledger.open(path) as ledger:
        ledger.apply(batch(GOOD))
        for name in ("", ".wal"):
            shutil.copyfile(f"{path}{name}", f"{left}{name}")
    assert looked_at(left) == {"write-ahead log"}
