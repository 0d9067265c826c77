"""`doctor`: what in a store asks for somebody's attention, and what to do about each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from schemas import timezones
from sparktally.cli.listing import write_rows
from sparktally.cli.options import Reading, reads
from sparktally.cli.output import Format
from sparktally.cli.tables import print_line, print_table, print_text
from sparktally.listing import sql_file
from sparktally.rows import Rows, fetched
from sparktally.values import counted, shown
from sparktally.visible import visible

if TYPE_CHECKING:
    from engine.queries import Queries

COLUMNS = ("check", "state", "found", "todo", "rows")
AHEAD_HOURS = 1
"""A line dated later than this after it was recorded: somebody's clock is wrong."""
LATE_DAYS = 30
"""A line dated longer than this before it was recorded: an old log, or one that came late."""
ROOM_TIMES = 2
"""Of its own size a store should have free: checkpoints and migrations write it anew."""
ROWS_SHOWN = 5
MARKS = {"ok": "ok  ", "note": "note", "look": "LOOK"}
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says: `ok`, `note` or `look`; what was found, what to do, and the rows in question."""

    check: str
    state: str
    found: str
    todo: str = ""
    rows: list[Record] = field(default_factory=list)


@reads
def doctor(reading: Reading) -> None:
    """What asks for attention: time zones, disk, pending ads, lapsed codes, clocks, dead letters; what to do.

    Nothing is recomputed: for that there is verify. Exit code 0 whatever is found.
    """
    with reading.opened() as store:
        findings = [*_versions(store), *_disk(reading.store), *_waiting(store), *_lines(store)]
    if reading.format is not Format.TABLE:
        write_rows(reading.format, Rows(COLUMNS, [astuple(finding) for finding in findings]))
        return
    for finding in findings:
        _print(finding)


def _versions(store: Queries) -> Iterator[Finding]:
    rows = [*fetched(store.query("SELECT * FROM batches ORDER BY batch DESC LIMIT 1")).records()]
    if not rows:
        yield _finding("batches", "nothing has been read", "replay a log: sparktally replay LOG")
        return
    (last,) = rows
    batches = counted(int(str(last["batch"])), "batch", "batches")
    writer = f"sparktally {last['engine_version']}, rule {last['rule']}"
    yield _finding("batches", f"{batches}, the last at {shown(last['recorded_at'])}, by {writer}", "")
    written, shipped = last["tzdata_version"], timezones.version()
    todo = "the next replay of a log with a new line corrects the days that differ, with entries"
    found = f"written with tzdata {written}, this is {shipped}"
    yield _finding("time zones", found, "" if written == shipped else todo)


def _disk(path: Path) -> Iterator[Finding]:
    size = path.stat().st_size
    free = shutil.disk_usage(path.absolute().parent).free
    todo = f"make room: {ROOM_TIMES} times the file's size should be free" if free < ROOM_TIMES * size else ""
    yield _finding("disk", f"{_mb(size)} in the file, {_mb(free)} free on its disk", todo)
    log = path.with_name(path.name + ".wal")
    if log.exists() and log.stat().st_size:
        todo = "the next command that writes takes it in; never copy or move one file without the other"
        yield _finding("write-ahead log", f"{_mb(log.stat().st_size)} not yet in the file", todo)


def _waiting(store: Queries) -> Iterator[Finding]:
    pending = _records(store, "doctor_pending")
    todo = "read the log that has their ad_created; their events then count by themselves"
    yield _finding("pending ads", f"{counted(len(pending), 'ad')} without an ad_created", todo, pending)
    lapsed = _records(store, "doctor_lapsed")
    todo = "ask the creator for an extension, or stop the ads: these events count at the ad alone"
    yield _finding(
        "lapsed codes",
        f"{counted(len(lapsed), 'code')} on which ads delivered after they were over",
        todo,
        lapsed,
    )
    orphans = _records(store, "doctor_orphans")
    todo = "read the log that has the adds; see them with: sparktally exceptions --kind orphan"
    found = f"{counted(_sum(orphans, 'events'), 'removal')} of what was never added"
    yield _finding("orphans", found, todo, orphans)
    others = _records(store, "doctor_exceptions")
    todo = "see whether the log or the facts are wrong: sparktally exceptions --kind KIND"
    found = f"{counted(_sum(others, 'exceptions'), 'exception')} of other kinds"
    yield _finding("exceptions", found, todo, others, state="note")


def _lines(store: Queries) -> Iterator[Finding]:
    clock = _records(store, "doctor_clock", *(AHEAD_HOURS, LATE_DAYS) * 3)
    ahead, late = ([row for row in clock if row[name]] for name in ("ahead", "late"))
    events = counted(_sum(ahead, "ahead"), "event")
    found = f"{events} dated over {counted(AHEAD_HOURS, 'hour')} after being read"
    todo = (
        "set the clock of whoever writes them: what is dated too late is last in its state, or holds too late"
    )
    yield _finding("clocks ahead", found, todo, ahead)
    found = f"{counted(_sum(late, 'late'), 'event')} read over {counted(LATE_DAYS, 'day')} after their date"
    todo = "nothing where an old log was replayed; else see why lines come late"
    yield _finding("late lines", found, todo, late, state="note")
    letters = _records(store, "doctor_letters")
    todo = "mend them: sparktally dead-letters export --to FILE, then dead-letters redrive --file FILE"
    yield _finding(
        "dead letters",
        f"{counted(_sum(letters, 'letters'), 'dead letter')} not redriven",
        todo,
        letters,
        state="note",
    )


def _finding(
    check: str, found: str, todo: str, rows: list[Record] | None = None, *, state: str = "look"
) -> Finding:
    """`ok` where there is nothing to do, or no row to do it about; else `state`."""
    if not todo or rows == []:
        return Finding(check, "ok", found)
    return Finding(check, state, found, todo, rows or [])


def _sql(file: str) -> str:
    return sql_file(file, "sparktally.cli")


def _records(store: Queries, file: str, *values: object) -> list[Record]:
    from engine.past import over_core

    query = over_core(store, Template(_sql(file)).substitute(latest=_sql("doctor_latest")))
    return [*fetched(store.query(query, values)).records()]


def _sum(rows: list[Record], name: str) -> int:
    return sum(int(str(row[name])) for row in rows)


def _print(finding: Finding) -> None:
    style = "bold" if finding.state == "look" else ""
    print_line(f"{MARKS[finding.state]}  {finding.check}: {visible(finding.found)}", style=style)
    if finding.todo:
        print_text(f"      {finding.todo}")
    if finding.rows:
        some = finding.rows[:ROWS_SHOWN]
        rows = Rows(tuple(some[0]), [tuple(row.values()) for row in some])
        print_table(rows, percent=("share",), elsewhere="--json")
        if len(finding.rows) > len(some):
            print_line(f"and {len(finding.rows) - len(some):,} more with --json", style="dim")
        print_line("")


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
