"""Tries mutants of the engine's SQL: at once, batch by batch, in a replay, on ever more logs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.resolve import RULES
from tests.mutation import inject
from tests.mutation.codes_trials import tried_on_codes
from tests.mutation.equivalent import equivalent
from tests.mutation.fields import Field, alone, chance, golden
from tests.mutation.mutants import Mutant
from tests.mutation.reading_trials import reading_verdicts
from tests.mutation.sources import CODES_FILE, READING
from tests.mutation.stores import TOO_MUCH, Store, resolved
from tests.mutation.trials import Verdicts, replayed, tried

SEEDS = 2
HIDDEN = (
    "resolve/macros",
    "contested",
    "dedupe",
    "ads_changed",
    "codes_changed",
    "code_facts",
    "new",
    "closure",
    "states",
)
"""The files that run when a store is opened, or that also write what only a later batch reads."""


def engine_verdicts(mutants: Sequence[Mutant], texts: dict[str, str], seeds: int = SEEDS) -> Verdicts:
    """The verdict on each mutant that was killed; those that live, and those left out, have none.

    Args:
        mutants: of the texts.
        texts: the engine's, by name.
        seeds: fields of logs by chance to try after the golden one (not with listed equivalents).
    """
    verdicts: Verdicts = {}
    for mutant in mutants:
        if mutant.file == CODES_FILE:
            found = tried_on_codes(mutant, texts[mutant.file])
            if found is not None:
                verdicts[mutant] = found
    reading = [mutant for mutant in mutants if mutant.file in READING]
    verdicts |= reading_verdicts(reading, texts)
    rest = [mutant for mutant in mutants if mutant.file not in {CODES_FILE, *READING}]
    with inject.injecting():
        verdicts |= on_field(golden(), rest, texts)
        unlisted = [mutant for mutant in rest if equivalent(mutant) is None]
        for field in alone():
            verdicts |= on_field(field, _alive(unlisted, verdicts), texts)
        verdicts |= _replayed(_alive(unlisted, verdicts), texts)
        for seed in range(seeds):
            verdicts |= on_field(chance(seed), _alive(unlisted, verdicts), texts)
    return verdicts


def _alive(mutants: Sequence[Mutant], verdicts: Verdicts) -> list[Mutant]:
    return [mutant for mutant in mutants if mutant not in verdicts]


def on_field(field: Field, mutants: Sequence[Mutant], texts: dict[str, str]) -> Verdicts:
    """All at once where that is enough, then batch by batch, under both rules."""
    verdicts: Verdicts = {}
    for rule in RULES:
        verdicts |= _all_at_once(_alive(mutants, verdicts), texts, field, rule)
    for rule in RULES:
        if alive := _alive(mutants, verdicts):
            verdicts |= tried(alive, texts, field, rule)
    return verdicts


def _replayed(mutants: Sequence[Mutant], texts: dict[str, str]) -> Verdicts:
    """Whole replays, of the files that write what only a later batch reads."""
    verdicts: Verdicts = {}
    for rule in RULES:
        for mutant in _alive(mutants, verdicts):
            if mutant.file.removeprefix("apply/") in HIDDEN:
                found = replayed(mutant, texts[mutant.file], golden(), rule)
                verdicts |= {} if found is None else {mutant: found}
    return verdicts


def _all_at_once(mutants: Iterable[Mutant], texts: dict[str, str], field: Field, rule: str) -> Verdicts:
    of_resolve = [each for each in mutants if each.file.startswith("resolve/")]
    if not of_resolve:
        return {}
    store = Store(field, rule)
    store.fill()
    verdicts: Verdicts = {}
    for mutant in of_resolve:
        found = resolved(store, mutant, texts[mutant.file])
        if found is not None:
            verdicts[mutant] = found
        if found is not None and found.detail == TOO_MUCH:  # what it made may leave too little for the next
            store.close()
            store = Store(field, rule)
            store.fill()
    store.close()
    return verdicts
