"""Mutators of Python: comparisons, connectors, numbers and truth values."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

from tests.mutation.mutants import Edit

_WORDS: dict[str, tuple[str, ...]] = {
    "<": ("<=", ">"),
    "<=": ("<",),
    ">": (">=",),
    ">=": (">",),
    "==": ("!=",),
    "!=": ("==",),
    "and": ("or",),
    "or": ("and",),
    "not": ("",),
    "True": ("False",),
    "False": ("True",),
    "+": ("-",),
}


def python_edits(text: str) -> Iterator[Edit]:
    """Each such token by its neighbours; decorators, annotations and strings stay."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        at = starts[token.start[0] - 1] + token.start[1]
        if token.line.startswith("@"):
            continue
        if token.type == tokenize.NUMBER:
            value = int(token.string)
            yield Edit("one more", at, at + len(token.string), str(value + 1))
            yield Edit("one less", at, at + len(token.string), str(value - 1))
        elif token.type in {tokenize.OP, tokenize.NAME}:
            for new in _WORDS.get(token.string, ()):
                yield Edit("python", at, at + len(token.string), new)
