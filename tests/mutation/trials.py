"""Tries mutants of the steps of a batch: each in a transaction taken back, on a store right so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import duckdb

from engine.resolve import AttributionRule
from engine.steps import STEPS, Step, Work
from tests.mutation import inject
from tests.mutation.fields import Field, alone
from tests.mutation.laws import Law
from tests.mutation.mutants import Mutant
from tests.mutation.sources import READING, texts
from tests.mutation.stores import REPLAY_SECONDS_MAX, Store, Verdict, as_the_law, judged, limited

Verdicts = dict[Mutant, Verdict]
NAMES = [step.__name__ for step in STEPS]
LAST = NAMES.index("events")


@cache
def step_of_files(rule: AttributionRule) -> dict[str, str]:
    """Which step runs which SQL file under a rule."""
    found: dict[str, str] = {}
    # some facts and an id read twice: a batch without them runs no file that they alone need
    field = alone()[0]
    store = Store(field, rule)
    work = store.work(field.prefix(len(field.batches)) * 2)
    for step in STEPS:
        inject.asked.clear()
        step(work)
        found |= dict.fromkeys(inject.asked, step.__name__)
    store.close()
    files = {name for name in texts("apply") if name.startswith("apply/")} - {*READING}
    assert rule != "one_day_view" or files <= found.keys(), files - found.keys()
    return found


def tried(mutants: Iterable[Mutant], texts: dict[str, str], field: Field, rule: AttributionRule) -> Verdicts:
    """Each batch on a store that is right so far, with each mutant that lives; the first kill ends it."""
    waiting: dict[str, list[Mutant]] = defaultdict(list)
    steps = step_of_files(rule)
    for mutant in mutants:
        if mutant.file in steps:
            waiting[steps[mutant.file]].append(mutant)
    verdicts: Verdicts = {}
    store = Store(field, rule)
    accepted = 0
    for number, lines in enumerate(field.batches, 1):
        work = store.work(lines)
        law, by = field.law(rule, number), f"{field.name}, {rule}, batch {number}"
        for step in STEPS:
            for mutant in waiting[step.__name__]:
                text = mutant.of(texts[mutant.file])
                with inject.mutated(mutant.file, text):
                    found = _rest(store, work, step, law, accepted)
                if found is not None:
                    verdicts[mutant] = replace(found, by=by)
            waiting[step.__name__] = [each for each in waiting[step.__name__] if each not in verdicts]
            _kept(store, step, work)
        accepted += work.accepted
        assert as_the_law(store, law, by) is None, by
        if not any(waiting.values()):
            break
    store.close()
    return verdicts


def _kept(store: Store, step: Step, work: Work) -> None:
    """A step as the engine runs it."""
    store.con.begin()
    step(work)
    store.con.commit()


def _rest(store: Store, work: Work, first: Step, law: Law, accepted: int) -> Verdict | None:
    """The batch from a step on, taken back after; `accepted` is of the batches before."""
    own = work.accepted
    store.con.begin()
    try:
        with limited(store.con):
            for step in STEPS[STEPS.index(first) : LAST + 1]:
                step(work)
            found = as_the_law(store, law, "")
        if found is None and work.accepted + accepted != law.counts["accepted"]:
            found = Verdict("killed", "", "accepted")
    except duckdb.Error as error:
        found = judged(error, "")
    finally:
        store.con.rollback()
        work.accepted = own
    return found


def replayed(mutant: Mutant, text: str, field: Field, rule: AttributionRule) -> Verdict | None:
    """A whole replay with a mutant; at its end every count, exception and check of `verify`."""
    by = f"{field.name}, {rule}, replay"
    store = Store(field, rule)
    try:
        with limited(store.con, REPLAY_SECONDS_MAX), inject.mutated(mutant.file, mutant.of(text)):
            for lines in field.batches:
                work = store.work(lines)
                for step in STEPS:
                    step(work)
            return _at_the_end(store, by)
    except duckdb.Error as error:
        return judged(error, by)
    finally:
        store.close()


def _at_the_end(store: Store, by: str) -> Verdict | None:
    law = store.field.law(store.rule)
    found = as_the_law(store, law, by)
    if found is not None:
        return found
    summary = store.ledger.summary()
    if {name: getattr(summary, name) for name in law.counts} != law.counts:
        return Verdict("killed", by, "counts")
    rows = store.con.execute("SELECT kind, event_id, ad_id, post_id FROM exceptions").fetchall()
    if sorted(rows, key=_texts) != sorted((each[:4] for each in law.exceptions), key=_texts):
        return Verdict("killed", by, "exceptions")
    bad = [check.name for check in store.ledger.verify().checks if not check.ok]
    return Verdict("killed", by, f"verify: {bad[0]}") if bad else None


def _texts(row: Sequence[object]) -> list[str]:
    return [str(value or "") for value in row]
