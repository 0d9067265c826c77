"""From columns to JSON lines, for CSV and Parquet, column by column in Arrow.

A row is read as the line made of its non-missing columns; integers may be decimal digits there, and an
instant may be digits, milliseconds (SEMANTICS 1). Which values are right is not decided here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from schemas import MODELS
from schemas.event import ENVELOPE
from schemas.kinds import Instant, Integer, Kind, kinds_of
from streams.arrow import Blobs, Flags, Texts
from streams.arrow import compute as pc
from streams.errors import SourceFormat


def _fields_of(*kinds: type[Kind]) -> frozenset[str]:
    """Names of the fields of any event that are of one of these kinds."""
    return frozenset(
        name for model in MODELS.values() for name, kind in kinds_of(model).items() if isinstance(kind, kinds)
    )


DIGIT_FIELDS = _fields_of(Integer, Instant)
"""Fields whose text of only decimal digits becomes a JSON integer."""
NAMING = "name each column once, as the fields of the events are named"
"""What to do about columns that cannot be told apart."""
_NEEDED = frozenset(ENVELOPE) - {"schema_version"}  # which has a default
_TEXT = pa.large_string()
_ESCAPED = r'["\\\x00-\x1f]'


def check_names(names: Sequence[str], where: str, foreign: str = NAMING) -> None:
    """Refuse columns that cannot be told apart, and names that are none of an event.

    Args:
        names: of the columns.
        where: the file, with a line where it has one.
        foreign: what to do where none of the names that every event needs is there.

    Raises:
        SourceFormat: a name stands twice or holds a control character, or none of the names that
            every event needs is there.
    """
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise SourceFormat(f"two columns are named {json.dumps(twice[0])}", where=where, fix=NAMING)
    strange = [name for name in names if any(ord(char) < 32 for char in name)]
    if strange:
        raise SourceFormat(f"a column cannot be named {json.dumps(strange[0])}", where=where, fix=NAMING)
    if _NEEDED.isdisjoint(names):
        raise SourceFormat("no column is named event_id, type or occurred_at", where=where, fix=foreign)


def json_lines(names: Sequence[str], tokens: Sequence[Texts], count: int) -> Blobs:
    """JSON objects, one a row (large_binary).

    Args:
        names: of the columns.
        tokens: for each column the JSON text of its values (large_string), NULL where missing.
        count: rows.
    """
    members = [
        pc.binary_join_element_wise(_scalar(json.dumps(name, ensure_ascii=False) + ":"), token, _scalar(""))
        for name, token in zip(names, tokens, strict=True)
    ]
    # joined with `skip`, Arrow loses a row in which all is NULL: the brace, never NULL, keeps every row
    brace = pa.repeat(_scalar("{"), count)
    joined = pc.binary_join_element_wise(brace, *members, _scalar(","), null_handling="skip")
    opened = pc.replace_substring(joined, "{,", "{", max_replacements=1)
    lines: Blobs = pc.binary_join_element_wise(opened, _scalar("}"), _scalar("")).cast(pa.large_binary())
    return lines


def text_tokens(name: str, values: Texts) -> Texts:
    """JSON text of a column of text: strings, but digits as integers where the field is one; NULL for `""`.

    Args:
        name: of the column.
        values: large_string, may hold NULLs.
    """
    values = pc.if_else(
        pc.equal(pc.binary_length(values), pa.scalar(0, pa.int64())), pa.scalar(None, _TEXT), values
    )
    quoted = _quoted(values)
    if name not in DIGIT_FIELDS:
        return quoted
    digits = pc.match_substring_regex(values, r"\A[0-9]+\z")
    tokens: Texts = pc.if_else(digits, pc.replace_substring_regex(values, r"\A0+([0-9])", r"\1"), quoted)
    return tokens


def _quoted(values: Texts) -> Texts:
    special: Flags = pc.match_substring_regex(values, _ESCAPED)
    if pc.any(special).as_py():
        chosen = values.filter(special)
        inner = [json.dumps(value, ensure_ascii=False)[1:-1] for value in chosen.to_pylist()]
        mask = pc.fill_null(special, False)
        values = pc.replace_with_mask(values, mask, pa.array(inner, _TEXT))
    quoted: Texts = pc.binary_join_element_wise(_scalar('"'), values, _scalar('"'), _scalar(""))
    return quoted


def _scalar(text: str) -> pa.LargeStringScalar:
    return pa.scalar(text, _TEXT)
