"""Options that commands share, each described once, and the decorators that give them to a command."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer

import sparktally
from sparktally.cli.exits import UserError
from sparktally.cli.output import Format

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


def shows(command: Callable[Concatenate[Reading, P], None]) -> Callable[..., None]:
    """Like `reads`, with `--limit` too."""
    return _with_options(command, [_LIMIT, *_READS])


def compares(command: Callable[Concatenate[Reading, P], None]) -> Callable[..., None]:
    """Like `shows`, for a command that has moments of its own."""
    return _with_options(command, [_LIMIT, *_NOW])


def day(text: str | None, option: str) -> date | None:
    """A day as YYYY-MM-DD.

    Raises:
        UserError: it is not one.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text!r} is not a day", where=option, fix="write it as YYYY-MM-DD") from None


def moment(text: str | None, as_of: datetime | None = None) -> datetime:
    """The moment of `--at` as naive UTC; without one that of `--as-of`, else now.

    Raises:
        UserError: it is not a moment.
    """
    return ((as_of or now()) if text is None else _moment(text, "--at")).replace(tzinfo=None)


def past_moment(text: str, option: str = "--as-of") -> datetime:
    """A moment that has passed, in UTC.

    Raises:
        UserError: it is not a moment, or has not passed: what will be read until then is not known.
    """
    read = _moment(text, option)
    if read > now():
        raise UserError(f"{text} has not passed yet", where=option, fix="give a past moment, or none for now")
    return read


def _moment(text: str, option: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        fix = "write it as YYYY-MM-DDTHH:MM:SSZ"
        raise UserError(f"{text!r} is not a moment", where=option, fix=fix) from None


def now() -> datetime:
    """The clock: the only place where a command that reads looks at it."""
    return datetime.now(UTC)


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
) -> Reading:
    if as_json and as_csv:
        raise UserError("--json and --csv exclude each other", fix="give one of them")
    chosen = Format.JSON if as_json else Format.CSV if as_csv else Format.TABLE
    return Reading(store, chosen, tuple(sort or ()), limit, None if as_of is None else past_moment(as_of))
