"""A typed column of Parquet to JSON text, value by value.

- text: as in CSV (digits become integers in the fields that are integers); NULL and `""` are missing.
- integers: JSON integers, ids too. Floats and decimals: JSON numbers as they are, which the contract then
  judges; NaN and infinities, which JSON does not have, as text with a fault. Booleans: `true`, `false`.
- timestamps with a zone: UTC with microseconds, further digits cut. A timestamp without a zone says no
  instant (SEMANTICS 1): its row is dead, with a fault; its line shows it as it is.
- UUIDs: as text, `8-4-4-4-12` hexadecimal digits in lower case.
- bytes, and text that is no UTF-8 (Parquet does not look): as text where they are UTF-8, else in base64, with
  a fault.
- lists, structs, maps, dates and the like: JSON.

A fault kills its row only where the row's type owns the field: what it does not own is ignored, whatever it
holds (SEMANTICS 1). The line says such a value as well as JSON can, since a field may be forbidden.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from engine.batch import FAULTS_JOIN
from schemas import MODELS
from schemas.event import ENVELOPE
from streams.arrow import Column, Faults, Flags, Texts
from streams.arrow import compute as pc
from streams.rows import text_tokens

_TEXT = pa.large_string()
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_SECONDS = (-2_208_988_800, 4_102_444_800 + 366 * 86_400)
"""1900 to 2101: wider than what an instant may be, and what every unit can hold."""


def owned(name: str, faults: Faults, types: Texts) -> Faults:
    """The faults of a column (string) in rows whose type owns it; of what every event has, all.

    Args:
        name: of the column.
        faults: why rows are dead, by `tokens_of`.
        types: JSON text of the rows' types (large_string, NULL where missing).
    """
    if name in ENVELOPE or faults.null_count == len(faults):
        return faults
    owners = [json_text(kind) for kind, model in MODELS.items() if name in model.model_fields]
    mine = pc.is_in(types, value_set=pa.array(owners, _TEXT))
    kept: Faults = pc.if_else(mine, faults, pa.scalar(None, pa.string()))
    return kept


def joined_faults(faults: Sequence[Faults], count: int) -> Faults:
    """All faults of each row as one text (see `LINE_SCHEMA`), NULL where it has none.

    Args:
        faults: of the columns.
        count: rows.
    """
    some = [each for each in faults if each.null_count < count]
    if not some:
        return pa.nulls(count, pa.string())
    # joined with `skip`, Arrow loses a row in which all is NULL: the empty text, never NULL, keeps every row
    none = pa.repeat(pa.scalar("", pa.string()), count)
    joined = pc.binary_join_element_wise(none, *some, FAULTS_JOIN, null_handling="skip")
    told: Faults = pc.if_else(
        pc.equal(joined, ""), pa.scalar(None, pa.string()), pc.utf8_slice_codeunits(joined, 1)
    )
    return told


def tokens_of(name: str, column: Column) -> tuple[Texts, Faults]:
    """JSON text of a column (large_string, NULL where missing), and why values cannot be read (string)."""
    kind = column.type
    if isinstance(column, pa.DictionaryArray):
        return tokens_of(name, column.dictionary_decode())
    if isinstance(kind, pa.UuidType):
        return text_tokens(name, _uuids(column)), pa.nulls(len(column), pa.string())
    if isinstance(column, pa.ExtensionArray):
        return tokens_of(name, column.storage)
    if pa.types.is_timestamp(kind):
        return _timestamp_tokens(name, column)
    simple = _simple_tokens(name, column)
    if simple is not None:
        return simple, pa.nulls(len(column), pa.string())
    return _slow_tokens(name, column)


def _uuids(column: Column) -> Texts:
    """UUIDs as they are written: 8-4-4-4-12 hexadecimal digits in lower case."""
    return pa.array((None if value is None else str(value) for value in column.to_pylist()), _TEXT)


def _simple_tokens(name: str, column: Column) -> Texts | None:
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return text_tokens(name, column.cast(_TEXT)) if _is_utf8(column) else None
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return column.cast(_TEXT)
    if pa.types.is_null(kind):
        return pa.nulls(len(column), _TEXT)
    return None


def _is_utf8(column: Column) -> bool:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _slow_tokens(name: str, column: Column) -> tuple[Texts, Faults]:
    """Value by value: bytes, text that is no UTF-8, floats, decimals, dates, nested values."""
    texts: list[str | None] = []
    tokens: list[str | None] = []
    faults: list[str | None] = []
    for scalar in _as_bytes(column):
        text, token, fault = _value(scalar)
        texts.append(text)
        tokens.append(token)
        faults.append(None if fault is None else f"{name}: {fault}")
    strings = text_tokens(name, pa.array(texts, _TEXT))
    return pc.coalesce(strings, pa.array(tokens, _TEXT)), pa.array(faults, pa.string())


def _as_bytes(column: Column) -> Column:
    """A column of text as the bytes that it is; any other as it is."""
    text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    if pa.types.is_string_view(column.type):
        return column.cast(pa.binary_view())
    return column.cast(pa.large_binary()) if text else column


def _value(scalar: pa.Scalar[Any]) -> tuple[str | None, str | None, str | None]:
    """A value as text, or as JSON text, and why it cannot be read."""
    if not scalar.is_valid:
        return None, None, None
    try:
        value = _python_value(scalar)
    except (ValueError, OverflowError, pa.ArrowException) as error:
        unread = f"a value of type {scalar.type} that cannot be read"
        return unread, None, f"{unread} ({' '.join(str(error).split())})"
    if isinstance(value, bytes):
        text, fault = _decoded(value)
        return text, None, fault
    if isinstance(value, Decimal) and value.is_finite():
        return None, f"{value:f}", None
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        return str(value), None, "neither text nor a whole number"
    return None, json_text(value), None


def _python_value(scalar: pa.Scalar[Any]) -> Any:
    if _has_nanoseconds(scalar.type):  # which Arrow reads by pandas, and so not alike everywhere
        raise ValueError("nanoseconds")
    return scalar.as_py()


def _has_nanoseconds(kind: pa.DataType) -> bool:
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return bool(kind.unit == "ns")
    return any(_has_nanoseconds(kind.field(inner).type) for inner in range(kind.num_fields))


def _decoded(value: bytes) -> tuple[str, str | None]:
    """Bytes as text, and what is wrong with them."""
    try:
        return value.decode(), None
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(value).decode(), "bytes that are not UTF-8"


def _timestamp_tokens(name: str, column: Column) -> tuple[Texts, Faults]:
    """`2024-01-31T23:59:59.123456Z`, or without the `Z` and with a fault where the column has no zone."""
    zone = column.type.tz is not None
    count = column.cast(pa.int64())
    least, most = (pa.scalar(second * _PER_SECOND[column.type.unit], pa.int64()) for second in _SECONDS)
    inside = pc.and_(pc.greater_equal(count, least), pc.less(count, most))
    known = pc.if_else(inside, column, pa.scalar(None, column.type))
    options = pc.CastOptions(pa.timestamp("us", "UTC" if zone else None), allow_time_truncate=True)
    texts = known.cast(options=options).cast(_TEXT)
    texts = pc.replace_substring(texts, " ", "T", max_replacements=1)
    fault: Faults = pa.nulls(len(column), pa.string())
    if not zone:
        fault = _where(pc.is_valid(column), f"{name}: a timestamp without a time zone says no instant", fault)
    fault = _where(pc.fill_null(pc.invert(inside), False), f"{name}: a timestamp out of all range", fault)
    return pc.coalesce(text_tokens(name, texts), count.cast(_TEXT)), fault


def _where(mask: Flags, fault: str, others: Faults) -> Faults:
    faults: Faults = pc.if_else(mask, pa.scalar(fault, pa.string()), others)
    return faults


def json_text(value: Any) -> str:
    """A Python value that Arrow gives for a cell as JSON text; what JSON has no word for becomes a string."""
    return json.dumps(_jsonable(value), ensure_ascii=False, allow_nan=False)


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return _decoded(value)[0]
    return value if isinstance(value, str | int | bool | None) else str(value)
