"""Options that commands share, each described once, and the decorators that give them to a command."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer

import sparktally
from sparktally import moments
from sparktally.cli.output import Format
from sparktally.errors import UserError
from sparktally.labels import Labels
from sparktally.moments import past_moment

if TYPE_CHECKING:
    from engine.queries import Queries

P = ParamSpec("P")


def in_a_folder(store: Path) -> Path:
    """The store's path, whose folder is there.

    Raises:
        UserError: it is not; nothing makes it unasked.
    """
    if not store.absolute().parent.exists():
        fix = "make the folder first, or name another"
        raise UserError(f"there is no folder {store.parent}", where=str(store), fix=fix)
    return store


Store = Annotated[
    Path,
    typer.Option(
        "--store",
        envvar="SPARKTALLY_STORE",
        metavar="FILE",
        help="The DuckDB file of the ledger.",
        callback=in_a_folder,
    ),
]
MemoryLimit = Annotated[
    str,
    typer.Option(
        "--memory-limit",
        metavar="SIZE",
        help="What DuckDB may hold in memory, such as 2GB; what does not fit goes to disk.",
    ),
]
MEMORY_LIMIT = "1GB"
"""`engine.store.MEMORY_LIMIT`, here again since help loads no engine."""
AsJson = Annotated[
    bool,
    typer.Option(
        "--json", help="JSON with the public column names: one array of objects (explain: one object)."
    ),
]
AsCsv = Annotated[bool, typer.Option("--csv", help="CSV with a header of the public column names.")]
Sort = Annotated[
    list[str] | None,
    typer.Option(
        "--sort",
        metavar="COLUMN",
        help="Sort by this column, upwards, or downwards with ':desc' behind it. May be given several times.",
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=0,
        max=1_000_000_000,
        metavar="N",
        help="At most N rows; 0 is all. A table shows 50 unless told, JSON and CSV all.",
    ),
]
Creator = Annotated[str | None, typer.Option("--creator", metavar="ID", help="Only this creator's.")]
Advertiser = Annotated[str | None, typer.Option("--advertiser", metavar="ID", help="Only this advertiser's.")]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DAY",
        help="From this day on (YYYY-MM-DD). Sums days: the additive columns only, no reach, no rates.",
    ),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="DAY",
        help="Up to and with this day (YYYY-MM-DD). Sums days: no reach, no rates.",
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="MOMENT",
        help="The moment to reckon from (ISO 8601; UTC without a zone). Default: that of --as-of, else now.",
    ),
]

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="MOMENT",
        help="By what had been read until this past moment (ISO 8601; UTC without a zone).",
    ),
]

LabelsFile = Annotated[
    Path | None,
    typer.Option(
        "--labels",
        envvar="SPARKTALLY_LABELS",
        metavar="FILE",
        help="Names for people beside ids: CSV or Parquet with the columns kind, id, title, handle, link.",
    ),
]

DEFAULT_STORE = Path("sparktally.duckdb")
TABLE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """What every read command is told: which store, which format, and for lists the order and how many."""

    store: Path
    format: Format
    sort: tuple[str, ...] = ()
    limit: int | None = None
    as_of: datetime | None = None
    labels: Labels = field(default_factory=Labels)

    @contextmanager
    def opened(self) -> Iterator[Queries]:
        """The store, open for queries, as it is or as of a past moment."""
        with sparktally.Reader.open(self.store) as reader:
            if self.as_of is None:
                yield reader
                return
            with reader.as_of(self.as_of) as past:
                yield past

    def rows_max(self) -> int | None:
        """How many rows to give; None for all."""
        if self.limit is None:
            return TABLE_ROWS if self.format is Format.TABLE else None
        return self.limit or None


def reads(command: Callable[Concatenate[Reading, P], None]) -> Callable[..., None]:
    """Give a command `--store`, `--json`, `--csv` and `--as-of`, as its first argument, a `Reading`."""
    return _with_options(command, _READS)


def lists(command: Callable[Concatenate[Reading, P], None]) -> Callable[..., None]:
    """Like `reads`, with `--sort` and `--limit` too."""
    return _with_options(command, [_SORT, _LIMIT, *_READS])


def names(command: Callable[Concatenate[Reading, P], None]) -> Callable[..., None]:
    """Like `reads`, with `--labels` too."""
    return _with_options(command, [_LABELS, *_READS])


def lists_names(command: Callable[Concatenate[Reading, P], None]) -> Callable[..., None]:
    """Like `lists`, with `--labels` too."""
    return _with_options(command, [_SORT, _LIMIT, _LABELS, *_READS])


def shows(command: Callable[Concatenate[Reading, P], None]) -> Callable[..., None]:
    """Like `reads`, with `--limit` too."""
    return _with_options(command, [_LIMIT, *_READS])


def compares(command: Callable[Concatenate[Reading, P], None]) -> Callable[..., None]:
    """Like `shows`, for a command that has moments of its own."""
    return _with_options(command, [_LIMIT, *_NOW])


def moment(text: str | None, as_of: datetime | None = None) -> datetime:
    """The moment of `--at` as naive UTC; without one that of `--as-of`, else now.

    Raises:
        UserError: it is not a moment.
    """
    return ((as_of or moments.now()) if text is None else moments.moment(text, "--at")).replace(tzinfo=None)


def days(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """The days of `--from` and `--to`.

    Raises:
        UserError: one of them is not a day.
    """
    return moments.day(first, "--from"), moments.day(last, "--to")


def _parameter(name: str, annotation: Any, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


_NOW = [
    _parameter("store", Store, DEFAULT_STORE),
    _parameter("as_json", AsJson, False),
    _parameter("as_csv", AsCsv, False),
]
_READS = [*_NOW, _parameter("as_of", AsOf, None)]
_SORT = _parameter("sort", Sort, None)
_LIMIT = _parameter("limit", Limit, None)
_LABELS = _parameter("labels", LabelsFile, None)


def _with_options(command: Callable[..., None], shared: list[inspect.Parameter]) -> Callable[..., None]:
    names = [parameter.name for parameter in shared]
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    @functools.wraps(command)
    def wrapper(**given: Any) -> None:
        told = {name: given.pop(name) for name in names}
        command(_reading(**told), **given)

    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own] + shared
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del wrapper.__wrapped__
    return wrapper


def _reading(  # noqa: PLR0913 the options that commands share
    store: Path,
    *,
    as_of: str | None = None,
    as_json: bool,
    as_csv: bool,
    sort: list[str] | None = None,
    limit: int | None = None,
    labels: Path | None = None,
) -> Reading:
    if as_json and as_csv:
        raise UserError("--json and --csv exclude each other", fix="give one of them")
    chosen = Format.JSON if as_json else Format.CSV if as_csv else Format.TABLE
    moment = None if as_of is None else past_moment(as_of, "--as-of")
    return Reading(store, chosen, tuple(sort or ()), limit, moment, read_labels(labels))


def read_labels(path: Path | None) -> Labels:
    """The labels of `--labels`; none without a file.

    Raises:
        UserError: it cannot be read, or a line of it is wrong.
    """
    return Labels() if path is None else Labels.read(path)
