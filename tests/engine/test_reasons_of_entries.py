"""An entry names the fact and the event that decided it, also when they change and the number does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import Ledger
from tests.engine.logs import AD, line
from tests.support import batch

LIKE = {"actor_id": "u", "surface": "organic", "post_id": "p"}


def standing(ledger: Ledger, event_id: str) -> tuple[object, ...]:
    """The latest entry's fact and cause, and what all the event's entries come to."""
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
    # of the two bodies of f1 at one instant the like's text is the lesser, so the fact lost its id
    assert ledger.query("SELECT disposition FROM placements WHERE event_id = 'f1'").fetchall() == [
        ("organic",)
    ]
    assert standing(ledger, "v")[0] == "f2"
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
