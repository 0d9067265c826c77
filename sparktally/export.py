"""Tables into files: Parquet, CSV and Excel, each whole or not at all, a batch of rows at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from sparktally import lists
from sparktally.answers import Answer, listed
from sparktally.atomic import atomic_file, check_target
from sparktally.errors import UserError
from sparktally.labels import Labels
from sparktally.listing import Listing
from sparktally.values import counted, instant

if TYPE_CHECKING:
    from engine import Queries

TABLES: dict[str, Callable[[], Listing]] = {
    "posts": lists.posts,
    "ads": lists.ads,
    "ledger": lists.ledger,
    "placements": lists.placements,
    "post_daily": lists.post_daily,
    "ad_daily": lists.ad_daily,
    "creators": lists.creators,
    "campaigns": lists.campaigns,
    "adgroups": partial(lists.campaigns, "adgroup"),
    "advertisers": partial(lists.campaigns, "advertiser"),
    "exceptions": lists.exceptions,
    "authorizations": lists.authorizations,
}
"""What can be written, by name."""
SHEET_ROWS_MAX = 1_048_576
"""Rows of an Excel sheet, its header among them."""
EXACT_MAX = 2**53
"""Beyond it a number of Excel's, which is a double, is not exact."""
_DAY = "yyyy-mm-dd"


def export(store: Queries, what: str, to: Path, *, labels: Labels, force: bool) -> int:
    """Writes a table of an open store, as it is or as it was, into a file.

    Args:
        store: the store.
        what: one of `TABLES`.
        to: the file; its ending says which kind.
        labels: names for people, beside the ids.
        force: whether a file that is there is replaced.

    Returns:
        How many rows were written.

    Raises:
        UserError: there is no such table or kind of file, the file is there already or is the store, a sheet
            has no room for it, or what writes the kind is not installed.
        OSError: the disk is full, or the file cannot be written.
    """
    if what not in TABLES:
        raise UserError(f"there is no table {what!r}", fix=f"give one of: {', '.join(TABLES)}")
    write = _writer(to)
    check_target(to, store.file, force=force)
    listing = TABLES[what]()
    if write is _write_xlsx:
        _refuse_too_many(store, listing, to)
    with atomic_file(to) as file:
        return write(listed(store, listing, (), None, labels), file, to)


def _writer(to: Path) -> Callable[[Answer, IO[bytes], Path], int]:
    kind = to.suffix.lower()
    if kind not in _WRITERS:
        fix = f"give the file one of the endings {', '.join(_WRITERS)}"
        raise UserError(f"no kind of file is called {kind or to.name!r}", where=str(to), fix=fix)
    return _WRITERS[kind]


def _write_parquet(answer: Answer, file: IO[bytes], _to: Path) -> int:
    """Parquet with zstd; instants are UTC without a zone, as in the store."""
    import pyarrow.parquet as pq

    rows = 0
    with pq.ParquetWriter(file, answer.schema, compression="zstd") as writer:
        for batch in answer.batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _write_csv(answer: Answer, file: IO[bytes], _to: Path) -> int:
    """CSV in UTF-8: a header, LF, texts in quotes, NULL empty, instants as ISO 8601 with Z."""
    import pyarrow.csv as pa_csv

    file.write((",".join(answer.schema.names) + "\n").encode())
    options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
    rows = 0
    for batch in answer.batches:
        texts = pa.RecordBatch.from_arrays(
            [_instants(column) for column in batch.columns], names=batch.schema.names
        )
        pa_csv.write_csv(texts, file, options)
        rows += batch.num_rows
    return rows


def _instants(column: pa.Array[Any]) -> pa.Array[Any]:
    """A column with its instants as text, microseconds only where there are any; any other as it is."""
    if not pa.types.is_timestamp(column.type):
        return column
    whole = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    return pc.replace_substring_regex(whole, pattern=r"\.0+Z$", replacement="Z")


def _write_xlsx(answer: Answer, file: IO[bytes], to: Path) -> int:
    """One sheet: text is text, whatever it begins with; days are days; instants are text, exact and in UTC.

    Raises:
        UserError: XlsxWriter is not installed, or a text is longer than a cell.
    """
    try:
        import xlsxwriter
    except ImportError:
        fix = "install it: pip install 'sparktally[xlsx]'; or write .csv or .parquet"
        raise UserError("XlsxWriter is not installed", where=str(to), fix=fix) from None
    rows = 0
    with tempfile.TemporaryDirectory(prefix=f".{to.name}.", dir=to.parent) as folder:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        day = book.add_format({"num_format": _DAY})
        for place, name in enumerate(answer.schema.names):
            sheet.write_string(0, place, name)
        for batch in answer.batches:
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                rows += 1
                for place, value in enumerate(values):
                    if _write_cell(sheet, rows, place, value, day):
                        said = f"row {rows}: a text of {len(str(value)):,} characters is too long for a cell"
                        raise UserError(said, where=str(to), fix="write .csv or .parquet")
        book.close()
    return rows


def _write_cell(sheet: Any, row: int, place: int, value: object, day: Any) -> int:
    """Writes one value; not 0 where it has no room."""
    match value:
        case None:
            return 0
        case bool():
            code = sheet.write_boolean(row, place, value)
        case datetime():
            code = sheet.write_string(row, place, instant(value))
        case date():
            code = sheet.write_datetime(row, place, value, day)
        case int() | float() if -EXACT_MAX <= value <= EXACT_MAX:
            code = sheet.write_number(row, place, value)
        case Decimal():
            code = sheet.write_string(row, place, f"{value:f}")
        case _:
            code = sheet.write_string(row, place, str(value))
    return int(code)


def _refuse_too_many(store: Queries, listing: Listing, to: Path) -> None:
    (rows,) = store.query(f"SELECT count(*) FROM ({listing.select})", listing.values).fetchall()[0]
    if rows >= SHEET_ROWS_MAX:
        said = f"{counted(rows, 'row')} do not fit into a sheet, which has {SHEET_ROWS_MAX:,} with its header"
        raise UserError(said, where=str(to), fix="write .csv or .parquet")


_WRITERS = {".parquet": _write_parquet, ".csv": _write_csv, ".xlsx": _write_xlsx}
