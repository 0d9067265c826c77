"""Which dead letters a command is about: the options that choose, alike for all that take some."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sparktally.cli.one import the_row
from sparktally.errors import UserError
from sparktally.listing import Listing

if TYPE_CHECKING:
    from engine.queries import Queries

ALL = "SELECT * FROM dead_letters"
IS_CSV = "state->>'format' IN ('csv', 'tsv')"
"""Whether a source is one of CSV records, by its row of `core.positions`."""
EXAMPLE = "--where \"reasons[1].code = 'missing'\""

Source = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Only what was read from there.")
]
Where = Annotated[
    str | None,
    typer.Option(
        "--where",
        metavar="CONDITION",
        help="Only those of which this SQL condition on the columns of dead_letters holds.",
    ),
]
OneLetter = Annotated[int | None, typer.Option("--letter", metavar="N", help="Only this one.")]


def choice(
    reader: Queries,
    source: str | None,
    where: str | None,
    letter: int | None = None,
    *,
    redriven: bool = True,
) -> Listing:
    """The dead letters that were asked for, with all columns; with `redriven` those that were redriven, too.

    Raises:
        UserError: nothing was read from that source, the condition is none, or there is no such letter.
    """
    listing = Listing(ALL if redriven else f"{ALL} WHERE outcome IS NULL", order=("letter",))
    listing = listing.where("letter = ?", letter).where("source = ?", _as_recorded(reader, source))
    if letter is not None:
        the_row(reader, "dead_letters", "letter", letter, reader.file)
    return listing.where(
        "letter IN (SELECT unnest(?::JSON::BIGINT[]))",
        None if where is None else json.dumps(_where(reader, where)),
    )


def raw_of(letter: Mapping[str, object]) -> bytes:
    """The bytes kept of a dead letter, a row of `dead_letters`."""
    raw = letter["raw"]
    return bytes(raw) if isinstance(raw, bytes | bytearray) else b""


def _where(reader: Queries, condition: str) -> list[int]:
    """The numbers of the letters for which a user's condition holds, asked of a connection that only reads.

    Raises:
        UserError: DuckDB refuses it, with the first line of its message.
    """
    import duckdb  # noqa: PLC0415 what is slow to import waits until a command runs

    from engine import QueryError  # noqa: PLC0415

    chosen = f"SELECT letter FROM dead_letters WHERE (\n{condition}\n)"
    try:
        return [letter for (letter,) in reader.query(f"SELECT letter FROM ({chosen})").fetchall()]
    except (QueryError, duckdb.Error, OSError) as error:
        said = error.what if isinstance(error, QueryError) else str(error)
        fix = f"give a condition on the columns of dead_letters, such as {EXAMPLE}"
        raise UserError(said.strip().partition("\n")[0], where="--where", fix=fix) from None


def _as_recorded(reader: Queries, source: str | None) -> str | None:
    """The name under which a source was recorded: as given, or the absolute path of a relative one.

    Raises:
        UserError: nothing was read from there.
    """
    if source is None:
        return None
    select = "SELECT DISTINCT unnest(sources).source FROM batches"
    known = {name for (name,) in reader.query(select).fetchall()}
    absolute = str(Path(os.path.abspath(source)))  # noqa: PTH100 as logs are named: links are kept
    found = next((name for name in (source, absolute) if name in known), None)
    if found is None:
        fix = "see what was read: sparktally sql 'SELECT DISTINCT unnest(sources).source FROM batches'"
        raise UserError(f"nothing was read from {source!r}", where="--source", fix=fix)
    return found
