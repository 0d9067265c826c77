"""Mended dead letters into the store, by way of a log beside it: what counts is always in a log first.

The order, and why a process may die anywhere in it: what an earlier run wrote to the log and did not come to
read is read first; the lines are appended and brought to the disk; then the log is read like any other, so
the store holds its position and each line counts once. Which letter a line mends it says itself
(`engine.redrives`), so the mark comes with the line, in its transaction.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine import Ledger
from engine.redrives import LetterKey, mending
from schemas import Event, Reason, read_line
from streams.errors import SourceChanged, printable
from streams.files import FileSource
from streams.replay import ReplayResult, Stop, replay
from streams.source import Clock

STEPS = ("finish", "append", "sync", "read", "done")
"""What `redrive` does, by the names that `on_step` is called with before each."""
_TAIL_BYTES = 1 << 16
_THESE = "WHERE letter IN (SELECT unnest(?::JSON::BIGINT[])) ORDER BY letter"
"""A list as JSON text: bound as a list, 20,000 numbers take DuckDB seconds."""


@dataclass(frozen=True, slots=True)
class Redriven:
    """What a redrive came to.

    Args:
        log: the file that the lines were written to.
        outcomes: by dead letter that had a line: `accepted` or `duplicate`, as that line, or one of an
            earlier redrive, counted; None where it was stopped before.
        finished: what an earlier redrive had written and not read.
    """

    log: Path
    outcomes: dict[int, str | None]
    finished: ReplayResult


def redrive_log(store: str | Path) -> Path:
    """The log beside a store to which mended lines are written, whether it is there or not."""
    file = Path(store).resolve()
    return file.with_name(f"{file.name}.redriven.ndjson")


def mended(line: bytes, letter: LetterKey) -> bytes | tuple[Reason, ...]:
    """The line of the redrive log for a letter, or why the one given is none.

    Args:
        line: without the line end and blanks around it.
        letter: the dead letter that it is to stand for.
    """
    given = read_line(line)
    if not isinstance(given, Event):
        return given
    whole = mending(line, letter)
    read = read_line(whole)
    return whole if isinstance(read, Event) else read


def redrive(
    ledger: Ledger,
    lines: Mapping[int, bytes],
    *,
    clock: Clock,
    stop: Stop | None = None,
    on_step: Callable[[str], None] | None = None,
) -> Redriven:
    """Lets mended lines count for dead letters, each letter once, and marks the letters.

    Broken off anywhere, it is finished by the next call, with the same lines or without any.

    Args:
        ledger: the store.
        lines: by number of a dead letter, the line that it should have been. A letter that was redriven
            before keeps what became of it.
        clock: gives each batch its `recorded_at`.
        stop: asked between batches; when it says so, the rest is left to the next call.
        on_step: called with each of `STEPS` before it: tests stop there.

    Raises:
        ValueError: there is no such dead letter, or a line is no valid one; nothing is written.
        SourceChanged: the log is not as the store has read it.
        StoreError, OSError: the disk or memory is full, or the log cannot be written.
    """
    log, told = redrive_log(ledger.file), on_step or _untold
    made = _marked(ledger, lines)
    told("finish")
    _hold_whole(ledger, log)
    finished = _read(ledger, log, clock, stop)
    left = {letter for letter, outcome in _outcomes(ledger, made).items() if outcome is None}
    new = {letter: line for letter, line in made.items() if letter in left}
    if new and not (stop is not None and stop()):
        told("append")
        _append(log, b"".join(line + b"\n" for line in new.values()), told)
        told("read")
        _read(ledger, log, clock, stop)
    told("done")
    return Redriven(log, _outcomes(ledger, lines), finished)


def _untold(_step: str) -> None:
    pass


def _marked(ledger: Ledger, lines: Mapping[int, bytes]) -> dict[int, bytes]:
    """The lines of the letters that were not yet redriven, as they go to the log, in the letters' order."""
    rows = ledger.query(
        f"SELECT letter, source, position, line_number, sha256, outcome FROM dead_letters {_THESE}",
        [json.dumps(list(lines))],
    ).fetchall()
    if missing := lines.keys() - {row[0] for row in rows}:
        raise ValueError(f"there is no dead letter {min(missing)}")
    made: dict[int, bytes] = {}
    for letter, *key, outcome in rows:
        match mended(lines[letter], LetterKey(*key)):
            case bytes(line) if outcome is None:
                made[letter] = line
            case (reason, *_):
                raise ValueError(f"the line for dead letter {letter} is not valid: {reason.message}")
    return made


def _outcomes(ledger: Ledger, lines: Mapping[int, bytes]) -> dict[int, str | None]:
    query = f"SELECT letter, outcome FROM dead_letters {_THESE}"
    return dict(ledger.query(query, [json.dumps(list(lines))]).fetchall())


def _read(ledger: Ledger, log: Path, clock: Clock, stop: Stop | None) -> ReplayResult:
    if not log.exists() or log.stat().st_size == 0:
        return ReplayResult()
    return replay(ledger, FileSource(log, clock=clock), stop=stop, clock=clock)


def _hold_whole(ledger: Ledger, log: Path) -> None:
    """Sees that the log has all that the store read of it, and ends with a whole line.

    Raises:
        SourceChanged: something is missing.
    """
    position = ledger.positions().get(printable(str(log)))
    read = 0 if position is None else position.position
    size = log.stat().st_size if log.exists() else 0
    if size < read:
        raise SourceChanged(
            f"of this log of redriven lines {read:,} bytes were read, now it has {size:,}",
            where=printable(str(log)),
            fix="put it back; if it is lost, make a new store of this one's events: sparktally rebuild NEW",
        )
    whole = _whole_bytes(log, size)
    if whole < size:
        # half a line, of a process that died while it wrote: nobody was told that it counts
        with log.open("r+b") as file:
            if whole >= read:
                file.truncate(whole)
            else:  # a replay has read it as it was
                file.seek(0, os.SEEK_END)
                file.write(b"\n")
            os.fsync(file.fileno())


def _whole_bytes(log: Path, size: int) -> int:
    """The bytes of a file up to and with its last line feed."""
    if not size:
        return 0
    end = size
    with log.open("rb") as file:
        while end > 0:
            start = max(0, end - _TAIL_BYTES)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0


def _append(log: Path, data: bytes, told: Callable[[str], None]) -> None:
    is_new = not log.exists()
    with log.open("ab") as file:
        file.write(data)
        file.flush()
        told("sync")
        os.fsync(file.fileno())
    if is_new and hasattr(os, "O_DIRECTORY"):
        folder = os.open(log.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
