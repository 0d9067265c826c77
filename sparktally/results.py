"""The answer to a question, asked when it is first looked at: for pandas, polars, Arrow, and eyes."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from schemas.errors import SparktallyError
from sparktally.answers import Ask
from sparktally.columns import Column, drawn, fitting, total_width
from sparktally.errors import UserError
from sparktally.values import counted, shown
from sparktally.visible import visible

if TYPE_CHECKING:
    import pandas
    import polars

ROWS_SHOWN = 10
WIDTH = 100


class Result:
    """A table that is asked for when it is first looked at, and then stays what it was.

    `len`, iteration (a dict a row) and `print` work; a notebook shows it as a table. Instants are UTC without
    a zone. Integers are exact: sums that DuckDB has as HUGEINT too.
    """

    def __init__(
        self, ask: Ask, *, shown: Sequence[str] = (), percent: Collection[str] = (), empty: str = "nothing"
    ) -> None:
        self._ask = ask
        self._shown = shown
        self._percent = percent
        self._empty = empty
        self._table: pa.Table | None = None

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.arrow().column_names

    def arrow(self) -> pa.Table:
        """A `pyarrow.Table`."""
        if self._table is None:
            with self._ask(alone=False) as answer:
                self._table = pa.Table.from_batches(answer.batches, answer.schema)
        return self._table

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Asks anew and gives one `pyarrow.RecordBatch` after the other: for what does not fit into memory.

        The store is open for reading until the last one is taken, or the generator is closed.
        """
        with self._ask(alone=True) as answer:
            yield from answer.batches

    def df(self) -> pandas.DataFrame:
        """A pandas DataFrame. Integers and booleans are pandas' nullable types, so that none becomes a float.

        Raises:
            UserError: pandas is not installed.
        """
        pd = _needed("pandas")
        types = {
            **{getattr(pa, name.lower())(): getattr(pd, f"{name}Dtype")() for name in _INTEGERS},
            pa.bool_(): pd.BooleanDtype(),
        }
        return self.arrow().to_pandas(types_mapper=types.get, date_as_object=False)

    def polars(self) -> polars.DataFrame:
        """A polars DataFrame; `pl` is the same.

        Raises:
            UserError: polars is not installed.
        """
        frame: polars.DataFrame = _needed("polars").from_arrow(self.arrow())
        return frame

    pl = polars

    def rows(self) -> list[dict[str, Any]]:
        """A dict a row, by column."""
        return self.arrow().to_pylist()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self.arrow().to_batches():
            yield from batch.to_pylist()

    def __len__(self) -> int:
        return self.arrow().num_rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For whatever takes Arrow by its C interface, such as `polars.DataFrame(result)`."""
        stream: object = self.arrow().__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]
        return stream

    def __repr__(self) -> str:
        try:
            heads, body, more = self._seen()
        except SparktallyError as error:
            return f"<Result: {error}>"
        if not body:
            return self._empty
        values = zip(*body, strict=True)
        columns = [Column.of(*each) for each in zip(heads, values, self._texts(heads, body), strict=True)]
        fit = fitting(columns, WIDTH, ())
        top, lines = drawn(fit)
        return "\n".join([*top, "─" * total_width(fit), *lines, *self._told(len(heads) - len(fit) + more)])

    def _repr_html_(self) -> str:
        heads, body, more = self._seen()
        if not body:
            return f"<p>{html.escape(self._empty)}</p>"
        head = "".join(f"<th>{html.escape(visible(name))}</th>" for name in heads)
        cells = zip(*self._texts(heads, body), strict=True)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells
        )
        told = html.escape("; ".join(self._told(more)))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{told}</p>"

    def _seen(self) -> tuple[list[str], list[tuple[object, ...]], int]:
        """What eyes get of it: names, the first rows, and how many columns there are beside."""
        table = self.arrow()
        names = [name for name in self._shown if name in table.column_names] or table.column_names
        values = [table.column(name).slice(0, ROWS_SHOWN).to_pylist() for name in names]
        return names, list(zip(*values, strict=True)), table.num_columns - len(names)

    def _texts(self, names: Sequence[str], body: Sequence[tuple[object, ...]]) -> list[list[str]]:
        return [
            [shown(value, percent=name in self._percent) for value in values]
            for name, values in zip(names, zip(*body, strict=True), strict=True)
        ]

    def _told(self, columns: int) -> Iterator[str]:
        first = f"the first {ROWS_SHOWN} of " if len(self) > ROWS_SHOWN else ""
        yield first + counted(len(self), "row") + (f", {counted(columns, 'more column')}" if columns else "")


_INTEGERS = ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")


def _needed(name: str) -> Any:
    """A library that sparktally has no need of itself.

    Raises:
        UserError: it is not installed; says how it is.
    """
    try:
        return import_module(name)
    except ImportError:
        fix = f"install it: pip install 'sparktally[{name}]'; or use rows() or arrow()"
        raise UserError(f"{name} is not installed", fix=fix) from None
