"""Runs mutants in processes of their own and gathers what became of each."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from tests.mutation.engine_trials import engine_verdicts
from tests.mutation.equivalent import Equivalent, equivalent, is_named
from tests.mutation.gate_trials import gate_verdicts
from tests.mutation.mutants import Mutant
from tests.mutation.scanner_trials import scanner_verdicts
from tests.mutation.sources import all_mutants, texts
from tests.mutation.stores import Verdict
from tests.mutation.trials import Verdicts

PROCESSES = 2
CHUNK = {"resolve": 60, "apply": 60, "gate": 600, "scanner": 100}


@dataclass(frozen=True)
class Outcome:
    """A mutant with its verdict, with the reason why it needs none, or with neither: a survivor."""

    part: str
    mutant: Mutant
    verdict: Verdict | None
    known: Equivalent | None

    @property
    def way(self) -> str:
        """`killed`, `error`, `equivalent` or `survivor`."""
        if self.verdict is not None:
            return self.verdict.way
        return "equivalent" if self.known is not None else "survivor"


def verdicts(part: str, mutants: Sequence[Mutant], seeds: int) -> Verdicts:
    """The verdicts on mutants of one part; those that live have none."""
    if part == "gate":
        return gate_verdicts(mutants, texts(part))
    if part == "scanner":
        return scanner_verdicts(mutants, texts(part))
    return engine_verdicts(mutants, texts(part), seeds)


def sampled(part: str, limit: int | None, seed: int, file: str = "") -> list[Mutant]:
    """The part's mutants, of one file or all, or so many of them by chance."""
    every = [
        mutant for mutant in all_mutants(part) if f"{mutant.file}/".startswith(f"{file}/" if file else "")
    ]
    if limit is None or limit >= len(every):
        return every
    return random.Random(seed).sample(every, limit)  # noqa: S311 -- the same ones for the same seed


def run(
    parts: Sequence[str],
    limit: int | None,
    seed: int,
    seeds: int,
    *,
    listed: bool = False,
    file: str = "",
) -> tuple[list[Outcome], float]:
    """All outcomes in the order of the texts, and the seconds it took; progress goes to stdout.

    Args:
        parts: of `sources.PARTS`.
        limit: so many mutants of each part, chosen by `seed`; all when None.
        seed: of that choice.
        seeds: fields of logs by chance that a survivor is tried on.
        listed: whether mutants that the list of equivalent ones names one by one are tried too.
        file: those of this file alone, or of one part of a gate's statement; of all when empty.
    """
    start = time.monotonic()
    asked = [(part, mutant) for part in parts for mutant in sampled(part, limit, seed, file)]
    jobs = []
    for part in parts:
        some = [mutant for of, mutant in asked if of == part and (listed or not is_named(mutant))]
        jobs += [(part, chunk) for chunk in _chunks(some, CHUNK[part]) if chunk]
    found: Verdicts = {}
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(verdicts, part, chunk, seeds): (part, chunk) for part, chunk in jobs}
        for done in as_completed(running):
            part, chunk = running[done]
            found |= done.result()
            lived = sum(1 for mutant in chunk if mutant not in found and equivalent(mutant) is None)
            seconds = time.monotonic() - start
            print(f"{seconds:6.0f} s  {part}: {len(chunk)} mutants, {lived} survive", flush=True)
    outcomes = [Outcome(part, mutant, found.get(mutant), equivalent(mutant)) for part, mutant in asked]
    return outcomes, time.monotonic() - start


def _chunks(mutants: Sequence[Mutant], size: int) -> list[list[Mutant]]:
    """Chunks of about a size, each from all over the texts, in their order."""
    count = max(1, round(len(mutants) / size))
    return [list(mutants[first::count]) for first in range(count)]
