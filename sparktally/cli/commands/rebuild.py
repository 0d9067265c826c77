"""`rebuild`: another store of the same events, beside this one, and what differs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sparktally
from sparktally.cli.commands.replay import Rule
from sparktally.cli.exits import DIFFERENCES, is_asked_to_stop, say
from sparktally.cli.interrupts import stopping_when_asked
from sparktally.cli.listing import print_more, write_rows
from sparktally.cli.options import Reading, compares, in_a_folder
from sparktally.cli.output import Format
from sparktally.cli.progress import working
from sparktally.cli.tables import print_line, print_table
from sparktally.errors import UserError
from sparktally.moments import now
from sparktally.rows import Rows
from sparktally.values import counted

if TYPE_CHECKING:
    from engine import Ledger, Reader
    from engine.moves import Move

COLUMNS = ("level", "id", "metric", "before", "after", "change")

NewStore = Annotated[
    Path, typer.Argument(metavar="NEW", help="The store to make; there is none yet.", callback=in_a_folder)
]
Logs = Annotated[
    list[str] | None,
    typer.Argument(metavar="[LOG]...", help="Read these logs instead of the store's own events."),
]
RuleOption = Annotated[
    Rule | None, typer.Option("--rule", help="Count by this attribution rule instead of the store's.")
]


@compares
def rebuild(reading: Reading, new: NewStore, logs: Logs = None, rule: RuleOption = None) -> None:
    """Make another store of this one's events, or of logs, and show which counters differ; exit 1 if some do.

    The old store stays as it is. Of its own events the new one has the same batches, recorded at the same
    moments, and goes on with the same logs; of duplicates nothing was stored, so it counts fewer lines, and
    of dead CSV records the codes of their reasons are not kept.
    """
    _refuse_what_is_there(new)
    with tempfile.TemporaryDirectory(prefix=f".{new.name}.", dir=new.parent) as folder:
        part = Path(folder) / "store.duckdb"
        with stopping_when_asked(), working("rebuilding"), sparktally.Reader.open(reading.store) as old:
            with sparktally.Ledger.open(part, rule.value if rule else old.rule) as ledger:
                _fill(ledger, old, logs)
                said = _told(ledger, old)
            with sparktally.Reader.open(part) as built:
                found = list(sparktally.differences(old, built))
        _refuse_what_is_there(new)
        part.replace(new)
    say(f"{new}: {said}")
    _show(reading, found)
    if found:
        raise typer.Exit(DIFFERENCES)


def _fill(ledger: Ledger, old: Reader, logs: list[str] | None) -> None:
    if logs:
        source = sparktally.FileSource(logs, clock=now)
        sparktally.replay(ledger, source, stop=is_asked_to_stop, clock=now)
    else:
        for batch in sparktally.stored_batches(old):
            ledger.apply(batch)
            if is_asked_to_stop():
                break
    if is_asked_to_stop():
        raise KeyboardInterrupt


def _told(ledger: Ledger, old: Reader) -> str:
    summary = ledger.summary()
    if ledger.rule != old.rule:
        return f"rule {ledger.rule}, digest {summary.digest}"
    same = "the same as the old store's" if summary.digest == old.digest() else "not that of the old store"
    return f"digest {summary.digest}, {same}"


def _show(reading: Reading, found: list[Move]) -> None:
    rows_max = reading.rows_max()
    some = found if rows_max is None else found[:rows_max]
    rows = Rows(COLUMNS, [_row(move) for move in some])
    if reading.format is not Format.TABLE:
        write_rows(reading.format, rows)
    elif not found:
        print_line("no counter differs")
    else:
        print_line(f"{counted(len(found), 'counter')} of posts and ads differ: old, new", style="bold")
        print_table(rows)
        if len(some) < len(found):
            print_more(len(some))


def _row(move: Move) -> tuple[object, ...]:
    change = (move.after or 0) - (move.before or 0)
    return (move.level, move.id, move.metric, move.before, move.after, change)


def _refuse_what_is_there(new: Path) -> None:
    if os.path.lexists(new):
        raise UserError("there is a file already", where=str(new), fix="give another name")
