"""Which texts are mutated, and all their mutants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import engine.codes
from engine import sql
from engine.resolve import STEPS as RESOLVE_STEPS
from engine.scanner import kernel
from schemas.gate import gate_sql
from schemas.reader import MODELS
from tests.mutation import structure, words
from tests.mutation.mutants import Edit, Mutant, mutants
from tests.mutation.python_edits import python_edits

Mutator = Callable[[str], Iterator[Edit]]

ENGINE: tuple[Mutator, ...] = (
    words.phrases,
    words.numbers,
    words.words_of,
    structure.conditions,
    structure.cases,
    structure.calls,
    structure.lists,
    structure.arms,
)
GATE: tuple[Mutator, ...] = (
    words.phrases,
    words.numbers,
    words.quoted_words,
    words.patterns,
    structure.conditions,
    structure.cases,
    structure.calls,
)
APPLY = (
    "contested",
    "contested_bodies",
    "dedupe",
    "dedupe_counts",
    "facts_near",
    "ads_changed",
    "codes_changed",
    "code_facts",
    "new",
    "touched",
    "touched_credit",
    "groups",
    "members",
    "closure",
    "views",
    "scope",
    "diff",
    "states",
    "pack",
    "names",
    "scanned",
)
READING = ("apply/pack", "apply/names", "apply/scanned")
"""Of these what the batch's lines come to is looked at, cell by cell."""
APPLY_UNMUTATED = {
    "read": "takes the gate's rows as they are",
    "read_slowly": "takes the contract's rows as they are",
    "read_none": "makes an empty table",
    "dead_letters": "takes what it is given as it is",
    "redrives": "counts nothing; verify holds each of its rows against the lines of its event",
    "facts": "stores columns, by name; which facts came or fell is what all that follows stands on",
    "events": "stores columns; what is stored is compared with the oracle through the views",
    "load_facts": "the standing facts as their views have them; stores reopened between batches try it",
    "no_views": "is empty",
    "old": "takes the rows that were found as they are",
    "named": "takes the names that were found as they are",
}
"""Files beside `APPLY` that decide nothing: why no mutants are made of them."""
_BRANCH = re.compile(r" {12}WHEN (\d+) THEN ")
_GATE_REGIONS = (
    ("exact", ""),
    ("missing_lengths", "CASE bit\n"),
    ("exact", "END\n            ) THEN true"),
    ("checks", "AND CASE bit\n"),
    ("exact", "END,\n        false"),
    ("values", ") AS ok"),
    ("exact", "\nFROM (\n    SELECT *, CASE WHEN own_length"),
    ("own_lengths", "CASE bit\n"),
    ("tokens", "END AS own_length"),
    ("plain", "unnest(json_transform"),
)
"""The parts of the gate's statement, each with what it begins with."""
CODES_FILE = "codes"
SCANNER_FILE = "scanner"
PARTS = ("resolve", "gate", "apply", "scanner")


@cache
def texts(part: str) -> dict[str, str]:
    """The texts of a part by name; of the engine's SQL the path below its folder, without `.sql`."""
    if part == "gate":
        return {"gate": gate_sql("lines")}
    if part == "scanner":
        return {SCANNER_FILE: Path(str(kernel.__file__)).read_text(encoding="utf-8")}
    if part == "resolve":
        steps = ("macros", *(step for steps in RESOLVE_STEPS.values() for step in steps))
        names = dict.fromkeys(f"resolve/{step}" for step in steps)
        return {name: sql.text(name) for name in names}
    found = {f"apply/{name}": sql.text(f"apply/{name}") for name in APPLY}
    return found | {CODES_FILE: Path(str(engine.codes.__file__)).read_text(encoding="utf-8")}


def text_of(mutant: Mutant, texts: Mapping[str, str]) -> str:
    """The text that a mutant is of; one of the gate's is named after a part of its statement."""
    return texts[mutant.file] if mutant.file in texts else texts[mutant.file.split("/")[0]]


@cache
def all_mutants(part: str) -> tuple[Mutant, ...]:
    """The mutants of a part, in the order of its texts."""
    found: list[Mutant] = []
    for name, text in texts(part).items():
        mutators = (
            (python_edits,) if name in {CODES_FILE, SCANNER_FILE} else GATE if part == "gate" else ENGINE
        )
        edits = [edit for mutator in mutators for edit in mutator(text)]
        found += _of_gate(text, edits) if part == "gate" else mutants(name, text, edits)
    return tuple(found)


def _of_gate(text: str, edits: list[Edit]) -> Iterator[Mutant]:
    """The gate's mutants, each under the part of the statement where it begins, and its branch's type."""
    bounds, at = [], 0
    for region, mark in _GATE_REGIONS:
        at = text.index(mark, at)
        bounds.append((at, f"gate/{region}"))
    names = {str(1 << number): name for number, name in enumerate(MODELS)}
    for mutant in mutants("gate", text, edits):
        file = [name for start, name in bounds if start <= mutant.edit.start][-1]
        line = text.rfind("\n", 0, mutant.edit.start) + 1
        branch = _BRANCH.match(text, line)
        yield replace(mutant, file=f"{file}/{names[branch.group(1)]}" if branch is not None else file)
