"""`dead-letters redrive`: dead letters that are mended, or have become valid, count; each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sparktally
from schemas import Reason
from sparktally.cli.choosing import IS_CSV, OneLetter, Source, Where, choice, raw_of
from sparktally.cli.exits import DIFFERENCES, is_asked_to_stop, say
from sparktally.cli.interrupts import stopping_when_asked
from sparktally.cli.options import DEFAULT_STORE, Store
from sparktally.cli.output import write_text
from sparktally.cli.progress import working
from sparktally.cli.tables import print_line, print_table
from sparktally.errors import UserError
from sparktally.listing import Listing
from sparktally.moments import now
from sparktally.rows import Rows, fetched
from sparktally.values import counted, json_text
from sparktally.visible import visible

if TYPE_CHECKING:
    from engine.queries import Queries
    from streams.redrive import Redriven

SHOWN_MAX = 20
BLANKS = b" \t\r"
BOM = b"\xef\xbb\xbf"
BLANK = "blank in the file"
REDRIVEN = "redriven before"
CSV = "a CSV record, whose bytes say nothing without a header"
CUT = "of a line over 64 MiB, of which only the head is kept"
UNREADABLE = "unreadable where it was read, so that its bytes do not say all"
STILL_DEAD = "still not valid"

MendedFile = Annotated[
    Path | None,
    typer.Option(
        "--file",
        metavar="MENDED",
        exists=True,
        dir_okay=False,
        readable=True,
        help="What 'export' gave for the same choice, mended: a line for each letter, in their order.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be redriven, and write nothing.")]
AsObject = Annotated[bool, typer.Option("--json", help="What came of it as one JSON object.")]
Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Invalid:
    """A line of the file that was changed and is not valid."""

    number: int
    letter: int
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Plan:
    """What is to become of the chosen letters: lines to redrive, why others stay, lines that are wrong."""

    chosen: int = 0
    lines: dict[int, bytes] = field(default_factory=dict)
    stay: dict[int, str] = field(default_factory=dict)
    invalid: list[_Invalid] = field(default_factory=list)

    def stays(self) -> dict[str, int]:
        """Why letters stay as they are, and how many; the most frequent first."""
        return dict(Counter(self.stay.values()).most_common())


def redrive(  # noqa: PLR0913 a command's options are its parameters
    *,
    file: MendedFile = None,
    letter: OneLetter = None,
    source: Source = None,
    where: Where = None,
    dry_run: DryRun = False,
    as_json: AsObject = False,
    store: Store = DEFAULT_STORE,
) -> None:
    """Let dead letters count that are mended, or have become valid; they stay, with what became of them.

    Without --file their own bytes are read once more. With it, a line that is blank or as it was leaves its
    letter alone; if a changed one is not valid, nothing is redriven and the exit code is 1. What is redriven
    is written to a log beside the store first, STORE.redriven.ndjson: replay it with the other logs where a
    store is made anew. If broken off, the same command goes on.
    """
    if not dry_run:
        _bring_forward(store)
    with sparktally.Reader.open(store) as reader:
        left, everything = (
            choice(reader, source, where, letter, redriven=also) for also in (letter is not None, True)
        )
        plan = _planned(reader, (left, everything), file)
    result: Redriven | None = None
    if not plan.invalid and not dry_run:
        result = _redriven(store, plan)
    said = _said(plan, result)
    if as_json:
        write_text(json_text(said) + "\n")
    else:
        _print(plan, said, file)
    if result is None:
        if plan.invalid:
            say(f"nothing was redriven: {counted(len(plan.invalid), 'line')} of {file} not valid")
            raise typer.Exit(DIFFERENCES)
        return
    if result.finished.lines:
        say(f"{counted(result.finished.lines, 'line')} of a redrive that was broken off came first")
    if any(outcome is not None for outcome in result.outcomes.values()):
        say(f"written to {result.log}: keep it with the logs")


def _bring_forward(store: Path) -> None:
    """A store of an older schema is migrated, as by every command that writes."""
    try:
        sparktally.Reader.open(store).close()
    except sparktally.StoreOlder:
        sparktally.Ledger.open(store).close()


def _planned(reader: Queries, listings: tuple[Listing, Listing], file: Path | None) -> _Plan:
    """What is to be done with the letters of the first list; where the file fits the second, with those."""
    left, everything = (_records(reader, listing) for listing in listings)
    if file is None:
        return _plan(left, [None] * len(left))
    lines = [line.strip(BLANKS) for line in file.read_bytes().removeprefix(BOM).split(b"\n")]
    if not lines[-1]:  # what stands behind the last line feed is no line
        lines.pop()
    while len(lines) > len(left) and not lines[-1]:
        lines.pop()
    # the same command once more, after one that was broken off or done: its letters are redriven meanwhile
    rows = everything if len(lines) == len(everything) else left
    _refuse_other_lines(file, lines, rows)
    return _plan(rows, lines)


def _records(reader: Queries, listing: Listing) -> list[dict[str, object]]:
    query = (
        "SELECT c.letter, c.source, c.position, c.line_number, c.sha256, c.raw, c.length, c.outcome, "
        f"coalesce(p.{IS_CSV}, false) AS is_csv, "
        "'unreadable' IN [reason.code FOR reason IN c.reasons] AS is_unreadable "
        f"FROM ({listing.select}) AS c LEFT JOIN core.positions AS p USING (source) ORDER BY letter"
    )
    return [*fetched(reader.query(query, listing.values)).records()]


def _plan(rows: Sequence[Record], lines: Sequence[bytes | None]) -> _Plan:
    plan = _Plan(chosen=len(rows))
    for number, (row, line) in enumerate(zip(rows, lines, strict=True), 1):
        raw = raw_of(row).strip(BLANKS)
        if row["outcome"] is not None:
            plan.stay[_letter(row)] = REDRIVEN
        elif line == b"":
            plan.stay[_letter(row)] = BLANK
        elif line is None or line == raw:
            _as_it_was(plan, row, raw)
        else:
            _changed(plan, row, line, number)
    return plan


def _as_it_was(plan: _Plan, row: Record, raw: bytes) -> None:
    """A letter whose own bytes are to be read once more, where they say all that the line said."""
    if why := _untold(row):
        plan.stay[_letter(row)] = why
    elif isinstance(_mended(row, raw), bytes):
        plan.lines[_letter(row)] = raw
    else:
        plan.stay[_letter(row)] = STILL_DEAD


def _untold(row: Record) -> str | None:
    """Why the bytes kept do not say all that the line said; None where they do."""
    if row["length"] != len(raw_of(row)):
        return CUT
    if row["is_csv"]:
        return CSV
    return UNREADABLE if row["is_unreadable"] else None


def _changed(plan: _Plan, row: Record, line: bytes, number: int) -> None:
    made = _mended(row, line)
    if isinstance(made, bytes):
        plan.lines[_letter(row)] = line
    else:
        plan.invalid.append(_Invalid(number, _letter(row), made))


def _mended(row: Record, line: bytes) -> bytes | tuple[Reason, ...]:
    from engine.redrives import LetterKey
    from streams.redrive import mended

    place = (int(str(row["position"])), int(str(row["line_number"])))
    return mended(line, LetterKey(str(row["source"]), *place, str(row["sha256"])))


def _refuse_other_lines(file: Path, lines: list[bytes], rows: Sequence[Record]) -> None:
    """See that a file has one line for each letter.

    Raises:
        UserError: there are more or fewer, or a letter is no single line.
    """
    several = [str(row["letter"]) for row in rows if b"\n" in raw_of(row)]
    if several:
        what = "CSV records with line ends inside cannot be told apart in a file of lines"
        fix = f'leave them out of both: --where "letter NOT IN ({", ".join(several)})"'
        raise UserError(what, where=str(file), fix=fix)
    if len(lines) != len(rows):
        letters = counted(len(rows), "dead letter is", "dead letters are")
        raise UserError(
            f"has {counted(len(lines), 'line')}, but {letters} chosen",
            where=str(file),
            fix="export them anew by the same choice (redriven ones are chosen no more), and mend each line "
            "in its place; an empty line leaves its letter alone",
        )


def _redriven(store: Path, plan: _Plan) -> Redriven:
    from streams.redrive import redrive as redrive_into

    with stopping_when_asked(), working("redriving"), sparktally.Ledger.open(store) as ledger:
        result = redrive_into(ledger, plan.lines, clock=now, stop=is_asked_to_stop)
        if is_asked_to_stop():
            say("what is not redriven yet is done by the same command")
            raise KeyboardInterrupt
        done = (
            "SELECT letter FROM dead_letters WHERE outcome IS NOT NULL "
            "AND letter IN (SELECT unnest(?::JSON::BIGINT[]))"
        )
        for (letter,) in ledger.query(done, [json_text(list(plan.stay))]).fetchall():
            plan.stay[letter] = REDRIVEN
    return result


def _said(plan: _Plan, result: Redriven | None) -> dict[str, object]:
    outcomes = Counter(result.outcomes.values()) if result is not None else Counter()
    return {
        "chosen": plan.chosen,
        "valid": len(plan.lines),
        "accepted": outcomes["accepted"],
        "duplicates": outcomes["duplicate"],
        "stay": plan.stays(),
        "invalid": [asdict(each) for each in plan.invalid],
        "log": None if result is None else str(result.log),
    }


def _print(plan: _Plan, said: Mapping[str, object], file: Path | None) -> None:
    for place, why in _complaints(plan, file):
        print_line(f"{visible(place)}: {visible(why)}")
    if not plan.chosen:
        print_line("no dead letters to redrive")
        return
    names = ("chosen", "valid") if said["log"] is None else ("chosen", "valid", "accepted", "duplicates")
    print_table(Rows(("dead letters", ""), [(name, said[name]) for name in names]))
    if plan.stay:
        print_table(Rows(("stay as they are", ""), [*plan.stays().items()]))


def _complaints(plan: _Plan, file: Path | None) -> Iterator[tuple[str, str]]:
    """Why lines of the file are not valid, as file:line and text, the first ones."""
    for each in plan.invalid[:SHOWN_MAX]:
        for reason in each.reasons:
            path = f"{reason.path}: " if reason.path else ""
            yield f"{file}:{each.number}", f"{path}{reason.message} (dead letter {each.letter})"
    if len(plan.invalid) > SHOWN_MAX:
        yield str(file), f"and {counted(len(plan.invalid) - SHOWN_MAX, 'line')} more with --json"


def _letter(row: Record) -> int:
    return int(str(row["letter"]))
