"""A store held against the oracle: every public number, every placement, every exception."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine import Reader
from engine.reads import Reads
from tests.oracle.oracle import Result, run
from tests.support import replay, rows

VIEWS: dict[str, tuple[str, ...]] = {
    "post_totals": ("post_id",),
    "post_daily": ("post_id", "day"),
    "ad_metrics": ("ad_id",),
    "ad_daily": ("ad_id", "day"),
    "campaign_metrics": ("campaign_id",),
    "adgroup_metrics": ("adgroup_id",),
    "advertiser_metrics": ("advertiser_id",),
    "creator_totals": ("creator_id",),
    "posts": ("post_id",),
    "ads": ("ad_id",),
    "authorizations": ("auth_code",),
    "spark_lift": ("metric",),
}
MOMENTS = (
    datetime(2024, 3, 6),
    datetime(2024, 3, 12, 0, 0, 0, 1),
    datetime(2024, 4, 2),
    datetime(2024, 6, 1),
)


def table(store: Reads, view: str, key: tuple[str, ...]) -> dict[Any, dict[str, Any]]:
    """A view's rows by key, as the oracle has them."""
    got = rows(store, f"FROM {view}")
    return {row[key[0]] if len(key) == 1 else tuple(row[name] for name in key): row for row in got}


def exceptions(store: Reads) -> list[tuple[Any, ...]]:
    """All exceptions, sorted, without the detail for people."""
    got = store.query("SELECT kind, event_id, ad_id, post_id FROM exceptions").fetchall()
    return sorted(got, key=lambda row: [value or "" for value in row])


def placements(store: Reads) -> dict[str, tuple[Any, ...]]:
    """Placements by event id."""
    got = store.query(
        "SELECT event_id, disposition::VARCHAR, post_id, ad_id, sign FROM placements"
    ).fetchall()
    assert len({row[0] for row in got}) == len(got)
    return {row[0]: tuple(row[1:]) for row in got}


def assert_same(store: Reads, law: Result) -> None:
    """Fails at the first public number that is not the oracle's."""
    assert placements(store) == {event: tuple(placed) for event, placed in law.placements.items()}
    wanted = sorted(
        (tuple(each)[:4] for each in law.exceptions), key=lambda row: [value or "" for value in row]
    )
    assert exceptions(store) == wanted
    for view, key in VIEWS.items():
        assert table(store, view, key) == getattr(law, view), view
    for moment in MOMENTS:
        assert rows(store, f"FROM boost_candidates(TIMESTAMP '{moment}')") == list(
            law.boost_candidates(moment).values()
        )
        for days in (0, 7, 400):
            expiring = rows(store, f"FROM authorizations_expiring(TIMESTAMP '{moment}', {days})")
            assert expiring == list(law.authorizations_expiring(moment, days).values()), timedelta(days)


def check(
    path: Path, lines: Sequence[bytes], rule: str, *, sizes: Sequence[int] = (), reopen: bool = False
) -> str:
    """Replays lines into a new store, holds it against the oracle, verifies it; returns its digest."""
    path.unlink(missing_ok=True)
    replay(path, lines, rule, sizes=sizes, reopen=reopen)
    law = run(lines, rule)
    with Reader.open(path) as store:
        summary = store.summary()
        counts = {
            name: getattr(summary, name) for name in ("lines", "accepted", "duplicates", "dead_letters")
        }
        assert counts == law.counts
        assert_same(store, law)
        verification = store.verify()
        assert verification.ok, [check for check in verification.checks if not check.ok]
        assert verification.digest == summary.digest
    return summary.digest
