"""Between the texts of ids that a scan found and the codes that the store has for them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

CODED = ("post_id", "ad_id", "creator_id")
"""Ids that are stored as codes, however they are written."""


def names_of(scanned: pa.Table) -> Any:
    """The ids in a table of `engine.scanner.scan` that need a code, each once: an array of text."""
    names = [_dictionary(scanned[name]).cast(pa.string()) for name in (*CODED, "actor_name")]
    return pc.unique(pa.concat_arrays(names))


def coded(scanned: pa.Table, codes: pa.Table) -> pa.Table:
    """The same with ids as they are stored.

    Args:
        scanned: a table of `engine.scanner.scan`.
        codes: `name`, `code`, of all of `names_of`.
    """
    names, numbers = codes["name"].combine_chunks(), codes["code"].combine_chunks()
    for name in CODED:
        scanned = _with(scanned, name, _codes(scanned[name], names, numbers))
    actors = pc.coalesce(scanned["actor_id"], _codes(scanned["actor_name"], names, numbers))
    return _with(scanned, "actor_id", actors).drop_columns(["actor_name"])


def _codes(column: Any, names: Any, numbers: Any) -> Any:
    whole = column.combine_chunks()
    of_dictionary = numbers.take(pc.index_in(whole.dictionary.cast(names.type), value_set=names))
    return of_dictionary.take(whole.indices)


def _dictionary(column: Any) -> Any:
    return column.combine_chunks().dictionary


def _with(table: pa.Table, name: str, column: Any) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, column)
