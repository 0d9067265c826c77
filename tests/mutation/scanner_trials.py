"""Tries mutants of the scanner's kernel uncompiled: they have to say of each line what compiled code says."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from types import ModuleType
from typing import Any

import numpy as np

from engine.scanner import kernel
from engine.scanner.contract import contract
from engine.scanner.scan import _line, _room
from engine.scanner.tables import Contract, Rows
from tests.engine.scanner import plain_words
from tests.engine.scanner.plain_lines import PLAIN
from tests.mutation.mutants import Mutant
from tests.mutation.scanner_lines import scanner_lines
from tests.mutation.stores import TOO_MUCH, Verdict
from tests.mutation.trials import Verdicts

BY = "lines scanned"
SECONDS_MAX = 20.0
CHUNK = 200
"""Lines that stand in one buffer."""
_PLAIN = (
    "copy", "digits_end", "md5", "number", "pad", "pairs", "plain_end", "put_number", "put_uuid", "same",
)  # fmt: skip
"""What the kernel asks of other compiled code, which runs as Python too."""
Told = list[tuple[object, ...]]


@cache
def _chunks() -> tuple[tuple[list[bytes], list[int]], ...]:
    """Lines of one buffer each, and where they begin; last, lines alone, cut off at any byte."""
    lines = list(scanner_lines())
    found = [lines[at : at + CHUNK] for at in range(0, len(lines), CHUNK)]
    found += [[line[:at]] for line in PLAIN for at in range(len(line) + 1)]
    return tuple((some, list(accumulate(map(len, some), initial=0))) for some in found)


def _whole(lines: list[bytes]) -> list[bool]:
    """Some lines are not to be looked at, though they are plain."""
    return [at % 20 != 10 for at in range(len(lines))]


def _told(rows: Rows, count: int) -> Told:
    """What rows say, without what a reader of them must not look at."""
    texts = [field for field, kind in enumerate(contract().kinds) if kind in {kernel.ID, kernel.TEXT}]
    return [
        (
            int(rows.line[row]),
            rows.values[:, row].tolist(),
            [
                (int(rows.starts[each, row]), int(rows.ends[each, row]))[: 1 + (rows.starts[each, row] >= 0)]
                for each in texts
            ],
            rows.uuids[row].tobytes() if rows.is_uuid[row] else b"",
            int(rows.id_hash[row]),
            rows.body[:, row].tolist(),
        )
        for row in range(count)
    ]


@cache
def _wanted() -> tuple[Told, ...]:
    """What the compiled kernel says of each chunk."""
    found = []
    for lines, offsets in _chunks():
        rows = _room(len(lines))
        data = np.frombuffer(b"".join(lines), np.uint8)
        whole = np.array(_whole(lines))
        count = kernel.take(data, np.array(offsets), whole, contract(), _line(), rows)
        found.append(_told(rows, count))
    return tuple(found)


@cache
def _plain_contract() -> Contract:
    """The tables as lists, whose numbers are Python's."""
    lists: Any = [each.tolist() if isinstance(each, np.ndarray) else each for each in contract()]
    return Contract(*lists)


def uncompiled(text: str) -> ModuleType:
    """The kernel as Python runs it."""
    module = ModuleType("engine.scanner.kernel")
    plain = text.replace("@compiled\n", "").replace("@inlined\n", "")
    exec(compile(plain, "kernel.py", "exec"), module.__dict__)  # noqa: S102 -- our own text, mutated
    module.__dict__.update({name: getattr(plain_words, name) for name in _PLAIN})
    return module


class TooLongError(Exception):
    """It took more time than any right text does."""


@contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_MAX)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def scanner_verdicts(mutants: Sequence[Mutant], texts: dict[str, str]) -> Verdicts:
    """The verdict on each mutant of the kernel that was killed."""
    wanted = _wanted()
    verdicts: Verdicts = {}
    for mutant in mutants:
        found = _tried(mutant, texts[mutant.file], wanted)
        if found is not None:
            verdicts[mutant] = found
    return verdicts


def _tried(mutant: Mutant, text: str, wanted: tuple[Told, ...]) -> Verdict | None:
    try:
        with _limited(), np.errstate(all="ignore"):
            module = uncompiled(mutant.of(text))
            for (lines, offsets), told in zip(_chunks(), wanted, strict=True):
                if _scanned(module, lines, offsets) != told:
                    return Verdict("killed", BY, f"among {len(lines)} lines")
            return None if _gathers(module) else Verdict("killed", BY, "texts gathered")
    except TooLongError:
        return Verdict("killed", BY, TOO_MUCH)
    except (IndexError, OverflowError) as error:  # compiled, it would read or write where nothing is its own
        return Verdict("killed", BY, type(error).__name__)
    except (TypeError, AttributeError, NameError, ValueError, SyntaxError) as error:
        return Verdict("error", BY, type(error).__name__)


def _scanned(module: ModuleType, lines: list[bytes], offsets: list[int]) -> Told:
    rows = _room(len(lines))
    count = module.take(b"".join(lines), offsets, _whole(lines), _plain_contract(), _line(), rows)
    return _told(rows, count)


def _gathers(module: ModuleType) -> bool:
    offsets, texts = np.zeros(5, np.int64), np.zeros(6, np.uint8)
    module.gather(b"0123456789", [0, -1, 3, 9], [2, 7, 6, 10], offsets, texts)
    return offsets.tolist() == [0, 2, 2, 5, 6] and texts.tobytes() == b"013459"
