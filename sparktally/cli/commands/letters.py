"""`dead-letters`: lines that broke the contract, kept byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sparktally.atomic import atomic_file, check_target
from sparktally.cli.choosing import IS_CSV, OneLetter, Source, Where, choice, raw_of
from sparktally.cli.commands import redrive
from sparktally.cli.exits import say
from sparktally.cli.interrupts import finishing_on_interrupt
from sparktally.cli.listing import print_more, run_listing, write_rows
from sparktally.cli.one import from_here, the_row
from sparktally.cli.options import DEFAULT_STORE, AsOf, Reading, Store, lists, reads
from sparktally.cli.output import Format, to_terminal, write_bytes
from sparktally.cli.tables import print_line, print_table, room
from sparktally.errors import UserError
from sparktally.listing import Listing
from sparktally.moments import past_moment
from sparktally.rows import Rows
from sparktally.values import counted, shown
from sparktally.visible import shortened, visible, visible_bytes

if TYPE_CHECKING:
    from engine.queries import Queries

RAW_SHOWN_MAX = 60
PLACE_WIDTH_MIN = 30
RAW_HEAD_BYTES = 400
RAW_PAGE_BYTES = 4096
ROWS_AT_ONCE = 1000

LetterId = Annotated[int, typer.Argument(metavar="N", help="The dead letter's number, as 'list' shows it.")]
ToFile = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="FILE", help="Write here, all or nothing; without it, or as '-', to stdout."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file of --to where there is one.")]
Everything = Annotated[
    bool, typer.Option("--all", help="Those that were redriven, too; with --letter they are given anyway.")
]

letters = typer.Typer(
    no_args_is_help=True,
    help="Dead letters: lines that broke the contract, kept byte for byte, with every reason.",
)
letters.command("redrive")(redrive.redrive)


@letters.command("list")
@lists
def list_letters(reading: Reading, source: Source = None, where: Where = None) -> None:
    """Dead letters in the order in which they were read: where, the first reason, the start of the line.

    Where one was redriven, what became of it too. In JSON and CSV the line's bytes are base64.
    """
    with reading.opened() as reader:
        rows, more = run_listing(reader, reading, choice(reader, source, where))
    if reading.format is not Format.TABLE:
        write_rows(reading.format, rows)
        return
    if not rows.rows:
        print_line("no dead letters")
        return
    table = [
        (row["letter"], _short_place(row), row["outcome"], _first_reason(row), _head(row))
        for row in rows.records()
    ]
    columns = ("letter", "where", "outcome", "reason", "line")
    shown_columns = [name for name in columns if name != "outcome" or any(rows.column(name))]
    print_table(Rows(columns, table).only(shown_columns))
    if more:
        print_more(len(rows.rows))


@letters.command("show")
@reads
def show_letter(reading: Reading, letter: LetterId) -> None:
    """One dead letter: where it was read, every reason, and its bytes with control characters written out."""
    with reading.opened() as reader:
        row = the_row(reader, "dead_letters", "letter", letter, reading.store)
    if reading.format is not Format.TABLE:
        write_rows(reading.format, row)
        return
    record = next(row.records())
    print_line(f"dead letter {letter} at {_place(record)}, byte {record['position']}", style="bold")
    print_line(f"read in batch {record['batch']} at {shown(record['recorded_at'])}")
    if record["outcome"]:
        became = f"{record['outcome']}, event {visible(str(record['event_id']))}"
        print_line(
            f"redriven in batch {record['redriven_batch']} at {shown(record['redriven_at'])}: {became}"
        )
    for reason in _reasons(record):
        print_line("")
        print_line(_why(reason))
        value = f", value {visible(str(reason['value']))}" if reason["value"] else ""
        print_line(f"  {visible(str(reason['code']))}{value}")
    print_line("")
    raw = raw_of(record)
    print_line(visible_bytes(raw[:RAW_PAGE_BYTES]))
    _print_rest(letter, raw, record)


@letters.command("export")
def export_letters(  # noqa: PLR0913 a command's options are its parameters
    *,
    to: ToFile = None,
    force: Force = False,
    letter: OneLetter = None,
    source: Source = None,
    where: Where = None,
    everything: Everything = False,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
) -> None:
    """The lines byte for byte, each with a line feed behind it, in the order in which they were read.

    Mend them in their places and give the file to redrive. Those that were redriven are left out. Of a line
    over 64 MiB only the first 64 KiB are kept; stderr says so. A file that is there stays as it is unless
    --force is given; the store is never replaced.
    """
    to = None if to == Path("-") else to
    if to is None and to_terminal():
        fix = "give --to FILE, or send the output to a file or a program"
        raise UserError("raw bytes do not belong on a terminal", fix=fix)
    if to is not None:
        check_target(to, store, force=force)
    reading = Reading(store, Format.TABLE, as_of=None if as_of is None else past_moment(as_of, "--as-of"))
    with reading.opened() as reader:
        listing = choice(reader, source, where, letter, redriven=everything or letter is not None)
        headless = _csv_sources(reader, listing)
        count, cut = _write_out(_raw_lines(reader, listing), to)
    if to is not None:
        say(f"{counted(count, 'dead letter')} written to {to}")
    if headless:
        alone = "" if source else "export those of each file alone (--source), and "
        say(f"CSV records mean nothing without a header: {alone}put the first line of the file on top")
        for name in headless:
            say(f"  {name}")
    if cut:
        say(f"{cut:,} of them {'is' if cut == 1 else 'are'} only the first 64 KiB of a line over 64 MiB")


def _csv_sources(reader: Queries, listing: Listing) -> list[str]:
    """The CSV files that some of these dead letters are records of."""
    found = reader.query(
        f"SELECT DISTINCT source FROM ({listing.select}) INNER JOIN core.positions USING (source) "
        f"WHERE {IS_CSV} ORDER BY source",
        listing.values,
    )
    return [name for (name,) in found.fetchall()]


def _raw_lines(reader: Queries, listing: Listing) -> Iterator[tuple[bytes, int | None]]:
    select = f"SELECT raw, length FROM ({listing.select}) ORDER BY letter"
    result = reader.query(select, listing.values)
    while rows := result.fetchmany(ROWS_AT_ONCE):
        yield from rows


def _write_out(lines: Iterator[tuple[bytes, int | None]], to: Path | None) -> tuple[int, int]:
    if to is None:
        return _write_all(lines, write_bytes)
    with finishing_on_interrupt(), atomic_file(to) as file:
        return _write_all(lines, file.write)


def _write_all(
    lines: Iterator[tuple[bytes, int | None]], write: Callable[[bytes], object]
) -> tuple[int, int]:
    count = cut = 0
    for raw, length in lines:
        write(raw + b"\n")
        count += 1
        cut += length is not None and length > len(raw)
    return count, cut


def _place(record: Mapping[str, object]) -> str:
    return f"{visible(str(record['source']))}:{record['line_number']}"


def _short_place(record: Mapping[str, object]) -> str:
    """The place with the path from the current folder, its start cut where a terminal has no room for it."""
    place = _place({**record, "source": from_here(str(record["source"]))})
    width_max = max(PLACE_WIDTH_MIN, room() // 2)
    return place if len(place) <= width_max else "…" + place[1 - width_max :]


def _reasons(record: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
    reasons = record["reasons"]
    return reasons if isinstance(reasons, list) else []


def _first_reason(record: Mapping[str, object]) -> str:
    reasons = _reasons(record)
    if not reasons:
        return ""
    more = f" (+{len(reasons) - 1})" if len(reasons) > 1 else ""
    return f"{_why(reasons[0])}{more}"


def _why(reason: Mapping[str, object]) -> str:
    """`path: message`, or the message alone where it is about the whole line."""
    message = visible(str(reason["message"]))
    return f"{visible(str(reason['path']))}: {message}" if reason["path"] else message


def _head(record: Mapping[str, object]) -> str:
    return shortened(visible_bytes(raw_of(record)[:RAW_HEAD_BYTES]), RAW_SHOWN_MAX)


def _print_rest(letter: int, raw: bytes, record: Mapping[str, object]) -> None:
    if len(raw) > RAW_PAGE_BYTES:
        rest = counted(len(raw) - RAW_PAGE_BYTES, "byte")
        print_line(f"and {rest} more: sparktally dead-letters export --letter {letter} --to FILE", "dim")
    length = record["length"]
    if isinstance(length, int) and length > len(raw):
        print_line(f"only its head is kept: the line had {length:,} bytes, SHA-256 {record['sha256']}", "dim")
