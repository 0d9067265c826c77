"""When a code is in force: its changes, in any order, to intervals."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest

from engine.codes import Change, Code, order, resolve_code

T0 = datetime(2024, 3, 1, 12)
TICK = timedelta(microseconds=1)


def days(count: float) -> datetime:
    return T0 + timedelta(days=count)


def granted(at: datetime, count: int, post: str = "p1", name: str = "g", seq: int = 1) -> Change:
    return Change(seq, name, "authorization_granted", at, post, count)


def extended(at: datetime, count: int, name: str = "x", seq: int = 2) -> Change:
    return Change(seq, name, "authorization_extended", at, None, count)


def revoked(at: datetime, name: str = "z", seq: int = 3) -> Change:
    return Change(seq, name, "authorization_revoked", at, None, None)


def code(*changes: Change) -> Code:
    """What the changes come to, whatever order they are given in."""
    results = [resolve_code(given) for given in itertools.permutations(changes)]
    assert results[0] is not None
    assert all(result == results[0] for result in results)
    return results[0]


def spans(*changes: Change) -> list[tuple[datetime, datetime, bool]]:
    return [(each.starts, each.ends, each.revoked) for each in code(*changes).intervals]


def test_a_grant_is_in_force_for_its_days() -> None:
    assert spans(granted(T0, 7)) == [(T0, days(7), False)]


@pytest.mark.parametrize(
    "changes", [[], [extended(T0, 7)], [revoked(T0)], [extended(T0, 7), revoked(days(1))]]
)
def test_without_a_grant_there_is_nothing(changes: list[Change]) -> None:
    assert resolve_code(changes) is None


@pytest.mark.parametrize("at", [days(0), days(3), days(7) - TICK])
def test_an_extension_adds_to_what_is_left(at: datetime) -> None:
    assert spans(granted(T0, 7), extended(at, 30)) == [(T0, days(37), False)]


@pytest.mark.parametrize("at", [days(7), days(7) + TICK, days(100)])
def test_an_extension_after_expiry_starts_anew(at: datetime) -> None:
    assert spans(granted(T0, 7), extended(at, 30)) == [
        (T0, days(7), False),
        (at, at + timedelta(days=30), False),
    ]


def test_two_extensions_add_up() -> None:
    changes = [granted(T0, 7), extended(days(1), 30, "x1"), extended(days(20), 60, "x2", 4)]
    assert spans(*changes) == [(T0, days(97), False)]


@pytest.mark.parametrize("at", [T0, days(2), days(7) - TICK])
def test_a_revocation_ends_it_at_its_own_time(at: datetime) -> None:
    assert spans(granted(T0, 7), revoked(at)) == [(T0, at, True)]


@pytest.mark.parametrize("at", [days(7), days(8)])
def test_a_revocation_after_the_end_does_nothing(at: datetime) -> None:
    assert spans(granted(T0, 7), revoked(at)) == [(T0, days(7), False)]


def test_a_revoked_code_starts_anew_with_an_extension() -> None:
    changes = [granted(T0, 7), revoked(days(1)), extended(days(2), 7)]
    assert spans(*changes) == [(T0, days(1), True), (days(2), days(9), False)]


def test_a_later_grant_for_the_same_post_is_an_extension() -> None:
    assert spans(granted(T0, 7), granted(days(2), 30, name="h", seq=5)) == [(T0, days(37), False)]


def test_a_grant_for_another_post_has_no_effect() -> None:
    found = code(granted(T0, 7), granted(days(2), 30, "p2", "h", 5))
    assert [(each.starts, each.ends) for each in found.intervals] == [(T0, days(7))]
    assert found.grant.post_id == "p1"


@pytest.mark.parametrize(
    "change", [extended(T0 - TICK, 7), revoked(T0 - TICK), extended(T0, 30, "a"), revoked(T0, "a")]
)
def test_what_sorts_before_the_grant_has_no_effect(change: Change) -> None:
    assert spans(granted(T0, 7), change) == [(T0, days(7), False)]


def test_the_least_grant_stands_by_time_then_id() -> None:
    assert code(granted(T0, 7, "p2", "b"), granted(T0, 7, "p1", "a", 9)).grant.event_id == "a"
    assert code(granted(T0, 7, "p1", "a"), granted(T0 - TICK, 7, "p2", "b", 9)).grant.event_id == "b"


def test_ids_are_ordered_as_utf8_bytes() -> None:
    names = ["\U0001f600", "\uff5e", "Z", "a", "10", "9", "é"]
    changes = [extended(T0, 7, name) for name in names]
    assert [change.event_id for change in order(changes)] == sorted(names, key=str.encode)


def test_a_day_has_24_hours_where_clocks_change() -> None:
    at = datetime(2024, 3, 9, 12)
    assert spans(granted(at, 7)) == [(at, at + timedelta(hours=7 * 24), False)]


def test_each_stretch_of_an_interval_names_the_change_behind_it() -> None:
    (interval,) = code(granted(T0, 7, seq=11), extended(days(1), 7, seq=12)).intervals
    assert [(each.starts, each.ends, each.fact) for each in interval.stretches] == [
        (T0, days(7), 11),
        (days(7), days(14), 12),
    ]


def test_a_revocation_cuts_the_stretches_that_it_ends() -> None:
    changes = (granted(T0, 7, seq=11), extended(days(1), 7, seq=12), extended(days(2), 7, seq=13))
    (interval,) = code(*changes, revoked(days(9), seq=14)).intervals
    assert [(each.starts, each.ends, each.fact) for each in interval.stretches] == [
        (T0, days(7), 11),
        (days(7), days(9), 12),
    ]
    (early,) = code(*changes, revoked(days(3), seq=14)).intervals
    assert [(each.starts, each.ends, each.fact) for each in early.stretches] == [(T0, days(3), 11)]


def test_days_past_the_last_year_end_with_it() -> None:
    found = resolve_code([granted(T0, 365), *(extended(T0, 365, f"x{n}") for n in range(8_000))])
    assert found is not None
    assert found.intervals[-1].ends == datetime.max
