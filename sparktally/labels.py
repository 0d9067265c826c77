"""Names for people: a file that gives posts, creators, ads and campaigns their titles, handles and links.

They are shown beside ids and never stored: totals, digests and the ledger know nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparktally.errors import UserError
from sparktally.rows import Rows

if TYPE_CHECKING:
    import pyarrow as pa

KINDS = ("post", "creator", "ad", "campaign", "adgroup", "advertiser")
"""What can have a name; the column of a kind's ids is the kind and `_id`."""
FIELDS = ("title", "handle", "link")
COLUMNS = ("kind", "id", *FIELDS)
SHAPE = f"give the columns {', '.join(COLUMNS)}; kind is one of {', '.join(KINDS)}"
PARQUET = b"PAR1"

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a file: for each kind and field that it has a text of, the texts by id."""

    texts: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: str | Path) -> Labels:
        """Reads a CSV or Parquet file with the columns kind, id, title, handle and link.

        An empty cell is missing; of title, handle and link a file needs one. Ids are exact text.

        Raises:
            UserError: the file cannot be read, or a line of it is none of that; names the line.
        """
        path = Path(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UserError(error.strerror or str(error), where=str(path), fix="give a labels file") from None
        rows = _parquet(data, path) if data.startswith(PARQUET) else _csv(data, path)
        return cls(_texts(rows, path))

    def columns(self, names: Iterable[str]) -> tuple[str, ...]:
        """Names of columns with those of the labels, each behind the id that it names."""
        return tuple(each for name in names for each in (name, *(label for label, _ in self._beside(name))))

    def shown(self, names: Iterable[str]) -> tuple[str, ...]:
        """Likewise for a list that people see: without links, which take much room."""
        return tuple(name for name in self.columns(names) if not name.endswith("_link"))

    def rows(self, rows: Rows) -> Rows:
        """The rows with their labels, in the order of `columns`."""
        if not self.texts:
            return rows
        values = []
        for name in rows.columns:
            ids = rows.column(name)
            values += [ids, *([texts.get(each) for each in ids] for _, texts in self._beside(name))]
        return Rows(self.columns(rows.columns), list(zip(*values, strict=True)))

    def batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with its labels, in the order of `columns`."""
        import pyarrow as pa

        if not self.texts:
            return batch
        columns: list[pa.Array[Any]] = []
        for name in batch.schema.names:
            ids = batch.column(name)
            columns += [ids, *(_looked_up(ids, texts) for _, texts in self._beside(name))]
        return pa.RecordBatch.from_arrays(columns, names=list(self.columns(batch.schema.names)))

    def _beside(self, column: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        kind = column.removesuffix("_id")
        if column != kind:
            for name in FIELDS:
                if (kind, name) in self.texts:
                    yield f"{kind}_{name}", self.texts[kind, name]


def _looked_up(ids: pa.Array[Any], texts: Mapping[str, str]) -> pa.Array[Any]:
    import pyarrow as pa

    encoded: Any = ids.cast(pa.string()).dictionary_encode()
    found = pa.array([texts.get(each) for each in encoded.dictionary.to_pylist()], pa.string())
    return found.take(encoded.indices)


def _texts(rows: Iterable[tuple[int, Cells]], path: Path) -> dict[tuple[str, str], dict[str, str]]:
    texts: dict[tuple[str, str], dict[str, str]] = {}
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        kind, key = row.get("kind", ""), row.get("id", "")
        if kind not in KINDS or not key:
            what = f"no kind of thing {kind!r}" if key else "there is no id"
            raise UserError(what, where=f"{path}:{line}", fix=SHAPE)
        if (kind, key) in seen:
            said = f"the {kind} {key!r} has labels already, in line {seen[kind, key]}"
            raise UserError(said, where=f"{path}:{line}", fix="give each thing one line")
        seen[kind, key] = line
        for name in FIELDS:
            if row.get(name):
                texts.setdefault((kind, name), {})[key] = row[name]
    return texts


def _checked_header(header: Sequence[str], path: Path) -> None:
    """Refuses columns that mean nothing here: a slip of the pen would otherwise go unnoticed.

    Raises:
        UserError: kind, id or every text is not there, or a column is unknown or there twice.
    """
    strange = [name for name in header if name not in COLUMNS]
    if strange or len(set(header)) < len(header) or not {"kind", "id"} < set(header):
        said = f"unknown column {strange[0]!r}" if strange else f"the columns are {', '.join(header)}"
        raise UserError(said, where=f"{path}:1", fix=SHAPE)


def _csv(data: bytes, path: Path) -> Iterator[tuple[int, Cells]]:
    import csv
    import io

    lines = csv.reader(io.StringIO(_decoded(data, path), newline=""), strict=True)
    line = 1
    try:
        header = next(lines, [])
        _checked_header(header, path)
        line = lines.line_num + 1
        for cells in lines:
            if cells and len(cells) != len(header):
                said = f"{len(cells)} cells under {len(header)} columns"
                raise UserError(said, where=f"{path}:{line}", fix="give each line as many, commas in quotes")
            if cells:
                yield line, dict(zip(header, cells, strict=True))
            line = lines.line_num + 1
    except csv.Error as error:
        raise UserError(str(error), where=f"{path}:{line}", fix="mend the line") from None


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError("is not UTF-8", where=f"{path}:{line}", fix="save the file as UTF-8") from None


def _parquet(data: bytes, path: Path) -> Iterator[tuple[int, Cells]]:
    """The rows of a Parquet file with their numbers, from 1."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (OSError, pa.ArrowException) as error:
        said = str(error).partition("\n")[0]
        raise UserError(f"is no Parquet file: {said}", where=str(path), fix="write it anew") from None
    _checked_header(table.column_names, path)
    for line, row in enumerate(table.to_pylist(), 1):
        yield line, {name: _text(value, f"{path}:{line}") for name, value in row.items() if value is not None}


def _text(value: object, where: str) -> str:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    raise UserError(f"{value!r} is no text", where=where, fix="ids and labels are text, ids may be integers")
