"""`export`: a table into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sparktally.cli.exits import say
from sparktally.cli.interrupts import finishing_on_interrupt
from sparktally.cli.options import DEFAULT_STORE, AsOf, LabelsFile, Reading, Store, read_labels
from sparktally.cli.output import Format
from sparktally.cli.progress import working
from sparktally.moments import past_moment
from sparktally.values import counted

TABLES = (
    "posts", "ads", "ledger", "placements", "post_daily", "ad_daily", "creators", "campaigns", "adgroups",
    "advertisers", "exceptions", "authorizations",
)  # fmt: skip
"""Those of `sparktally.export`, here again since help loads no Arrow."""


def _tables(begun: str) -> list[str]:
    return [name for name in TABLES if name.startswith(begun)]


What = Annotated[
    str, typer.Argument(metavar="TABLE", help=f"What: {', '.join(TABLES)}.", autocompletion=_tables)
]
To = Annotated[
    Path,
    typer.Option("--to", metavar="FILE", help="The file; its ending says which kind: .parquet, .csv, .xlsx."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file where there is one.")]


def export(  # noqa: PLR0913 a command's options are its parameters
    *,
    what: What,
    to: To,
    force: Force = False,
    labels: LabelsFile = None,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
) -> None:
    """Write a table into a Parquet, CSV or Excel file, whole or not at all, in bounded memory.

    In Parquet instants are UTC without a zone; in CSV and Excel they are text with Z. In Excel ids are text.
    The ledger and the placements come in no order. A file that is there stays as it is unless --force is
    given; the store is never replaced.
    """
    from sparktally.export import export as write

    moment = None if as_of is None else past_moment(as_of, "--as-of")
    reading = Reading(store, Format.TABLE, as_of=moment, labels=read_labels(labels))
    with finishing_on_interrupt(), working("exporting"), reading.opened() as reader:
        rows = write(reader, what, to, labels=reading.labels, force=force)
    say(f"{counted(rows, 'row')} written to {to}")
