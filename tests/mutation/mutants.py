"""A mutant: a text with one small thing changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CONTEXT_CHARS = 70
CHANGE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Edit:
    """What a mutator does: the text from `start` up to, not including, `end` becomes `new`."""

    mutator: str
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """One edit of one file's text; `shown` names it and stays the same while its line does."""

    file: str
    edit: Edit
    shown: str
    line: int

    def of(self, text: str) -> str:
        """The mutated text."""
        return text[: self.edit.start] + self.edit.new + text[self.edit.end :]


def mutants(file: str, text: str, edits: Iterable[Edit]) -> Iterator[Mutant]:
    """A file's mutants in the text's order, each result once; those that look alike are numbered."""
    seen: set[tuple[int, int, str]] = set()
    times: Counter[str] = Counter()
    for edit in sorted(edits, key=lambda each: (each.start, each.end, each.new)):
        if (edit.start, edit.end, edit.new) in seen or text[edit.start : edit.end] == edit.new:
            continue
        seen.add((edit.start, edit.end, edit.new))
        shown = _shown(text, edit)
        times[shown] += 1
        count = f" #{times[shown]}" if times[shown] > 1 else ""
        yield Mutant(file, edit, shown + count, text.count("\n", 0, edit.start) + 1)


def _shown(text: str, edit: Edit) -> str:
    before = text[text.rfind("\n", 0, edit.start) + 1 : edit.start]
    stop = text.find("\n", edit.end)
    after = text[edit.end : stop if stop >= 0 else len(text)]
    old = _short(" ".join(text[edit.start : edit.end].split()))
    marked = f"[-{old}-]" + (f"{{+{_short(edit.new)}+}}" if edit.new else "")
    return f"{before[-CONTEXT_CHARS:].lstrip()}{marked}{after[:CONTEXT_CHARS].rstrip()}"


def _short(text: str) -> str:
    half = CHANGE_CHARS // 2
    return text if len(text) <= CHANGE_CHARS else f"{text[:half]}…{text[-half:]}"
