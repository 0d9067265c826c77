"""The mutants of the whole run in small: some of them are killed, and the lists fit the texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import sql
from tests.mutation.engine_trials import on_field
from tests.mutation.equivalent import Equivalent, equivalent, equivalents, names
from tests.mutation.fields import alone
from tests.mutation.inject import injecting
from tests.mutation.mutants import Edit, Mutant, mutants
from tests.mutation.running import sampled, verdicts
from tests.mutation.scanner_trials import scanner_verdicts
from tests.mutation.sources import APPLY, APPLY_UNMUTATED, PARTS, SCANNER_FILE, all_mutants, text_of, texts
from tests.mutation.tokens import tokens

FILES = sorted(Path(str(sql.__file__)).parent.rglob("*.sql"))


@pytest.mark.parametrize(("part", "count"), [("resolve", 7), ("apply", 3), ("gate", 5), ("scanner", 5)])
def test_some_mutants_are_killed(part: str, count: int) -> None:
    some = [mutant for mutant in sampled(part, count, seed=1) if equivalent(mutant) is None]
    found = verdicts(part, some, seeds=0)
    assert [mutant.shown for mutant in some if mutant not in found] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_tokens_joined_are_the_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize("part", PARTS)
def test_each_mutant_is_one_edit_and_has_a_name_of_its_own(part: str) -> None:
    found = all_mutants(part)
    assert len({(mutant.file, mutant.shown) for mutant in found}) == len(found)
    for mutant in found:
        text = text_of(mutant, texts(part))
        assert mutant.of(text) != text


@pytest.mark.parametrize("entry", equivalents(), ids=lambda entry: f"{entry.file} {entry.why[:30]}")
def test_what_is_listed_as_equivalent_is_still_a_mutant(entry: Equivalent) -> None:
    about = [mutant for part in PARTS for mutant in all_mutants(part) if names(entry, mutant)]
    shown = {" ".join(mutant.shown.split()) for mutant in about}
    assert [each for each in entry.mutations if each not in shown] == []
    assert about


def test_every_file_that_a_batch_runs_is_mutated_or_decides_nothing() -> None:
    there = {path.stem for path in FILES if path.parent.name == "apply"}
    assert there == {*APPLY, *APPLY_UNMUTATED}


def test_a_mutant_that_changes_nothing_lives() -> None:
    file = "resolve/base"
    same = Mutant(file, Edit("nothing", 0, 0, "-- as it was\n"), "nothing", 1)
    with injecting():
        assert on_field(alone()[0], [same], texts("resolve")) == {}
    assert [each.shown for each in mutants(file, texts("resolve")[file], [Edit("nothing", 0, 0, "")])] == []


def test_the_kernel_as_it_is_lives_uncompiled() -> None:
    text = texts("scanner")[SCANNER_FILE]
    same = Mutant(SCANNER_FILE, Edit("nothing", 0, 0, "# as it was\n"), "nothing", 1)
    assert scanner_verdicts([same], {SCANNER_FILE: text}) == {}
