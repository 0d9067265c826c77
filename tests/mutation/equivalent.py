"""Mutants that are known to change nothing, each with why."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.mutation.mutants import Mutant

PATH = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True)
class Equivalent:
    """Mutations of a file, as they are shown or by a regular expression, and why nothing can tell them."""

    file: str
    why: str
    mutations: tuple[str, ...]
    pattern: str | None
    mutator: str | None


@cache
def equivalents() -> tuple[Equivalent, ...]:
    """All that are listed, one for each file; an entry may name several mutations with one reason."""
    listed = tomllib.loads(PATH.read_text(encoding="utf-8"))["equivalent"]
    return tuple(
        Equivalent(
            file=file,
            why=" ".join(each["why"].split()),
            mutations=tuple(each.get("mutations", ())),
            pattern=each.get("pattern"),
            mutator=each.get("mutator"),
        )
        for each in listed
        for file in ([each["file"]] if isinstance(each["file"], str) else each["file"])
    )


def names(entry: Equivalent, mutant: Mutant) -> bool:
    """Whether an entry is about a mutant."""
    if entry.file != mutant.file and not mutant.file.startswith(f"{entry.file}/"):
        return False
    if entry.mutator not in {None, mutant.edit.mutator}:
        return False
    shown = " ".join(mutant.shown.split())
    return shown in entry.mutations or (
        entry.pattern is not None and re.search(entry.pattern, shown) is not None
    )


@cache
def is_named(mutant: Mutant) -> bool:
    """Whether an entry names just this mutant, so that it need not be tried each time."""
    shown = " ".join(mutant.shown.split())
    return any(entry.file == mutant.file and shown in entry.mutations for entry in equivalents())


@cache
def equivalent(mutant: Mutant) -> Equivalent | None:
    """The first entry about a mutant, if there is one."""
    return next((entry for entry in equivalents() if names(entry, mutant)), None)
