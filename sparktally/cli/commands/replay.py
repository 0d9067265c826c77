"""`replay`: logs into the store, from where its last commit stands."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sparktally
from schemas.errors import SparktallyError
from sparktally.cli.exits import DIFFERENCES, is_asked_to_stop, is_interrupt, say, stopped
from sparktally.cli.interrupts import stopping_when_asked
from sparktally.cli.logs import Logs, no_lines, say_beforehand
from sparktally.cli.options import DEFAULT_STORE, MEMORY_LIMIT, MemoryLimit, Store
from sparktally.cli.output import write_text
from sparktally.cli.progress import Shows, reading_progress
from sparktally.cli.tables import print_line, print_table
from sparktally.errors import UserError
from sparktally.moments import now
from sparktally.rows import Rows
from sparktally.values import counted, json_text
from streams.limits import LINES_A_BATCH

if TYPE_CHECKING:
    from engine import Batch, BatchResult, Ledger, Position
    from streams.files import FileSource
    from streams.replay import ReplayResult


class Rule(Enum):
    """The two attribution rules of SEMANTICS 2: `engine.RULES`, here again since help loads no engine."""

    IMPRESSION = "impression"
    ONE_DAY_VIEW = "one_day_view"


RuleOption = Annotated[
    Rule | None,
    typer.Option(
        "--rule",
        help="The attribution rule; fixed when the store is made. Default: the store's own, or impression.",
    ),
]
BatchLines = Annotated[
    int,
    typer.Option("--batch-lines", min=1, metavar="N", help="At most so many lines are committed at once."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 when this run read a dead letter.")]
AsObject = Annotated[bool, typer.Option("--json", help="The summary as one JSON object.")]


@dataclass(slots=True)
class _Run:
    """What this run has committed so far."""

    shows: Shows
    started: float = field(default_factory=time.perf_counter)
    batches: int = 0
    lines: int = 0

    def committed(self, _: Batch, result: BatchResult) -> None:
        self.batches += 1
        self.lines += result.lines
        self.shows.applied(self.lines)

    def standing(self) -> str:
        """What an interrupted run leaves behind."""
        lines = f"{counted(self.lines, 'line')} in {counted(self.batches, 'batch', 'batches')}"
        stay = "is committed and stays" if self.lines == 1 else "are committed and stay"
        return f"{lines} {stay}; run the same command again to go on from there"


def replay(  # noqa: PLR0913 a command's options are its parameters
    *,
    logs: Logs,
    rule: RuleOption = None,
    batch_lines: BatchLines = LINES_A_BATCH,
    memory_limit: MemoryLimit = MEMORY_LIMIT,
    strict: Strict = False,
    as_json: AsObject = False,
    store: Store = DEFAULT_STORE,
) -> None:
    """Read logs into the store, going on where its last commit stands, and sum up.

    Lines, accepted, duplicates, dead letters and the rate are of this run; dispositions, exceptions and the
    digest are of the store after it. Run again, it reads nothing twice; but standard input anew.
    """
    from streams.files import FileSource

    with stopping_when_asked(), reading_progress() as shows:
        source = FileSource(logs, clock=now, batch_lines=batch_lines, on_progress=shows.read)
        say_beforehand(source)
        result, summary, positions = _replayed(_ledger(store, rule, memory_limit), source, _Run(shows))
    if not result.lines:
        say(_nothing_read(source, positions))
    if as_json:
        write_text(json_text(summary) + "\n")
    else:
        _print_summary(summary)
    if result.dead_letters:
        letters = counted(result.dead_letters, "dead letter")
        say(f"{letters}; see {'it' if result.dead_letters == 1 else 'them'} with: {_listing(store)}")
        if strict:
            raise typer.Exit(DIFFERENCES)


def _ledger(store: Path, rule: Rule | None, memory_limit: str) -> Callable[[], Ledger]:
    def opened() -> Ledger:
        try:
            return sparktally.Ledger.open(store, rule.value if rule else None, memory_limit=memory_limit)
        except ValueError as error:
            raise UserError(str(error), where="--memory-limit", fix="write it like 2GB") from None

    return opened


def _replayed(
    opened: Callable[[], Ledger], source: FileSource, run: _Run
) -> tuple[ReplayResult, dict[str, object], Mapping[str, Position]]:
    from streams.replay import replay as replay_into

    with _telling_what_stands(run), opened() as ledger:
        result = replay_into(ledger, source, on_batch=run.committed, stop=is_asked_to_stop, clock=now)
        if is_asked_to_stop():
            raise KeyboardInterrupt
        seconds = time.perf_counter() - run.started
        whole, positions = ledger.summary(), ledger.positions()
    summary = {
        **_counts(result, seconds),
        "dispositions": dict(whole.dispositions),
        "exceptions": dict(whole.exceptions),
        "digest": whole.digest,
    }
    return result, summary, positions


def _listing(store: Path) -> str:
    """The command that lists a store's dead letters."""
    return shlex.join(["sparktally", "dead-letters", "list", "--store", str(store)])


def _nothing_read(source: FileSource, positions: Mapping[str, Position]) -> str:
    """Why a run read no line: there is none, or the store holds all of them."""
    if any(log.kind == "file" and log.source in positions for log in source.logs):
        return "nothing new to read: the store holds all of it already"
    return no_lines(source)


@contextmanager
def _telling_what_stands(run: _Run) -> Iterator[None]:
    """Say what stays when a run ends before its logs do."""
    try:
        yield
    except (KeyboardInterrupt, RuntimeError, SparktallyError) as error:
        if is_interrupt(error):
            said, code = stopped()
            say(f"{said}: {run.standing()}")
            raise typer.Exit(code) from None
        if run.batches:
            say(f"stopped: {run.standing()}")
        raise


def _counts(result: ReplayResult, seconds: float) -> dict[str, object]:
    return {
        "lines": result.lines,
        "accepted": result.accepted,
        "duplicates": result.duplicates,
        "dead_letters": result.dead_letters,
        "batches": result.batches,
        "seconds": round(seconds, 3),
        "lines_per_second": round(result.lines / seconds) if seconds > 0 else 0,
    }


def _print_summary(summary: dict[str, object]) -> None:
    counts = [(name, value) for name, value in summary.items() if isinstance(value, int | float)]
    print_table(Rows(("this run", ""), counts))
    for name in ("dispositions", "exceptions"):
        found = summary[name]
        if isinstance(found, dict) and found:
            print_table(Rows((f"{name} in the store", ""), sorted(found.items())))
    print_line(f"digest {summary['digest']}")
