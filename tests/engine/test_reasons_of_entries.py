"""An entry names the fact and the event that decided it, also when they change and the number does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine import Ledger
from tests.support import batch

AD = {"advertiser_id": "v", "identity_type": "TT_USER", "post_id": "p"}
LIKE = {"actor_id": "u", "surface": "organic", "post_id": "p"}


def line(event_id: str, kind: str, day: int, **fields: object) -> bytes:
    return json.dumps(
        {"event_id": event_id, "type": kind, "occurred_at": f"2024-03-{day:02}T00:00:00Z", **fields}
    ).encode()


def standing(ledger: Ledger, event_id: str) -> tuple[object, ...]:
    """Kind sums, and the latest entry's fact and cause."""
    rows = ledger.query(
        "SELECT fact_event_id, cause_event_id, sum(amount) OVER () FROM ledger WHERE event_id = ? "
        "QUALIFY row_number() OVER (ORDER BY batch DESC, kind) = 1",
        [event_id],
    ).fetchall()
    return tuple(rows[0])


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "s.duckdb")


def test_a_remove_names_the_add_that_it_undoes_now(ledger: Ledger) -> None:
    ledger.apply(batch([line("e2", "like", 2, **LIKE), line("r", "like", 3, **LIKE, action="remove")]))
    assert standing(ledger, "r") == (None, "e2", -1)
    ledger.apply(batch([line("e1", "like", 1, **LIKE)], start=2))
    assert standing(ledger, "r") == (None, "e1", -1)
    assert ledger.verify().ok


def test_an_entry_names_the_fact_that_stands_now(ledger: Ledger) -> None:
    facts = [line("f1", "ad_created", 1, ad_id="a", **AD), line("f2", "ad_created", 2, ad_id="a", **AD)]
    ledger.apply(batch([*facts, line("v", "view", 5, actor_id="u", surface="paid", ad_id="a")]))
    assert standing(ledger, "v")[0] == "f1"
    ledger.apply(batch([line("f1", "like", 1, **LIKE, action="add")], start=3))
    stands = ledger.query("SELECT count(*) FROM placements WHERE event_id = 'f1'").fetchall()
    assert standing(ledger, "v")[0] == ("f1" if stands == [(0,)] else "f2")
    assert ledger.verify().ok


def test_an_extension_explains_only_what_needs_it(ledger: Ledger) -> None:
    code = {"advertiser_id": "v", "identity_type": "AUTH_CODE", "post_id": "p", "auth_code": "c"}
    grant = line("g", "authorization_granted", 1, auth_code="c", post_id="p", duration_days=7)
    views = [line(f"v{day}", "view", day, actor_id="u", surface="paid", ad_id="a") for day in (3, 10)]
    ledger.apply(batch([line("f", "ad_created", 1, ad_id="a", **code), grant, *views]))
    ledger.apply(batch([line("x", "authorization_extended", 2, auth_code="c", duration_days=7)], start=4))
    assert standing(ledger, "v3")[0] == "g"
    assert standing(ledger, "v10")[0] == "x"
    assert ledger.query("SELECT count(*) FROM ledger WHERE event_id = 'v3'").fetchall() == [(1,)]


def test_moments_with_an_offset_are_taken_to_utc(ledger: Ledger) -> None:
    ledger.apply(batch([line("p1", "post_published", 1, post_id="p", creator_id="k")]))
    for moment in (
        "'2024-03-01T02:00:00+01:00'",
        "TIMESTAMP '2024-03-01 01:00:00'",
        "TIMESTAMPTZ '2024-03-01 01:00:00Z'",
    ):
        for zone in ("UTC", "America/New_York"):
            ledger._con.execute(f"SET GLOBAL TimeZone = '{zone}'")
            assert ledger.query(f"SELECT hours FROM boost_candidates({moment})").fetchall() == [(1.0,)]


def test_rows_for_what_only_a_losing_fact_names(ledger: Ledger) -> None:
    other = {"advertiser_id": "v2", "identity_type": "TT_USER", "post_id": "p2", "campaign_id": "k2"}
    ledger.apply(
        batch([line("a1", "ad_created", 1, ad_id="a", **AD), line("a2", "ad_created", 2, ad_id="a", **other)])
    )
    assert ledger.query("SELECT campaign_id, ads FROM campaign_metrics").fetchall() == [("k2", 0)]
    named = ledger.query("SELECT advertiser_id, ads FROM advertiser_metrics ORDER BY 1").fetchall()
    assert named == [("v", 1), ("v2", 0)]
