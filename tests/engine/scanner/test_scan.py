"""The scanner takes just the plain engagements, each as the models read it: traps of a parser by hand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pyarrow as pa
import pytest

from engine import LINE_SCHEMA
from engine.scanner.scan import scan
from schemas import Event, read_line
from schemas.reader import ENGAGEMENTS, MODELS
from tests.engine.scanner.checking import Row, check, packed
from tests.engine.scanner.plain_lines import (
    PLAIN,
    every_plain_engagement,
    member,
    plain_engagements,
)
from tests.schemas.mutations import TOKENS
from tests.schemas.traps import DEAD, RARE, WRITTEN, every_engagement
from tests.support import batch

_BYTES = (*b"\x00\x01\t\n\x0b\r\x1f !\"#'+,-./0189:;ABEZ[\\]`aetz{|}~\x7f\x80\xa0\xc3\xef\xff",)
_NEAR = ("", "x", "}", '"}', '","', ",", "0", "9" * 20, "Z", '"a":1}', "{", "\x00", '"event_id":"e2"}', " ")
"""What may stand in the buffer before and after a line."""


def test_of_the_gates_traps_it_takes_what_is_plain_and_misreads_none() -> None:
    assert check([line.encode() for line in DEAD]) == 0
    assert check([line.encode() for line in RARE]) == 0
    assert check([line.encode() for line in WRITTEN]) == 16


def test_it_takes_every_plain_engagement() -> None:
    lines = every_plain_engagement()
    assert check(lines) == len(lines) > 250
    others = [line.encode() for line in every_engagement()]
    assert 0 < check(others) < len(others)


@pytest.mark.parametrize(
    "field", sorted({name for model in MODELS.values() for name in model.model_fields} | {"x", ""})
)
def test_any_token_as_any_fields_value(field: str) -> None:
    """Of every type of engagement: own fields, foreign ones, unknown ones."""
    lines = [
        member(field, token, kind) for kind in ENGAGEMENTS for token in (*TOKENS, '"add"', '"paid"', '"cta"')
    ]
    own = any(field in model.model_fields for model in ENGAGEMENTS.values())
    assert (check(lines) > 0) == (own and field not in {"type", "schema_version"})


def test_rules_between_fields_of_every_type() -> None:
    """Each field given or not, for each of their choices."""
    choices = {
        "surface": (None, '"organic"', '"paid"'), "post_id": (None, '"p1"'), "ad_id": (None, '"a1"'),
        "creator_id": (None, '"k1"'), "comment_id": (None, '"c1"'), "new_post_id": (None, '"n1"'),
        "action": (None, '"add"', '"remove"'), "element": (None, '"cta"', '"duet"', '"music"'),
    }  # fmt: skip
    head = '{"event_id":"e1","occurred_at":"2024-03-05T10:00:00Z","actor_id":"u1","type"'
    lines = [
        f'{head}:"{kind}"{"".join(f",{key}" for key in given)}}}'.encode()
        for kind in ENGAGEMENTS
        for tokens in product(*choices.values())
        if (given := [f'"{name}":{token}' for name, token in zip(choices, tokens, strict=True) if token])
        is not None
    ]
    assert 50 < check(lines) < len(lines)


def _cut(line: bytes) -> Iterator[bytes]:
    """A line cut at every byte, and what was cut off next to it in the buffer."""
    for at in range(len(line) + 1):
        yield line[:at]
        yield line[at:]


@pytest.mark.parametrize("line", PLAIN)
def test_a_line_cut_at_any_byte_takes_nothing_from_the_next(line: bytes) -> None:
    assert check(list(_cut(line))) == 2
    assert check(list(_cut(line))[::-1]) == 2


@pytest.mark.parametrize("line", PLAIN)
def test_what_stands_around_a_line_in_the_buffer_does_not_matter(line: bytes) -> None:
    near = [text.encode() for text in _NEAR]
    lines = [each for before, after in product(near, near) for each in (before, line, after)]
    assert check(lines) == len(near) ** 2
    shorter = [each for after in near for each in (line[:-1], after, line[:-2], after, line[1:], after)]
    assert check(shorter) == 0


@pytest.mark.parametrize("line", PLAIN)
def test_each_byte_replaced_inserted_removed_or_swapped(line: bytes) -> None:
    places = range(len(line))
    lines = [line[:at] + bytes([byte]) + line[at + 1 :] for at in places for byte in _BYTES]
    lines += [line[:at] + bytes([byte]) + line[at:] for at in (*places, len(line)) for byte in _BYTES]
    lines += [line[:at] + line[at + 1 :] for at in places]
    lines += [line[:at] + line[at + 1 : at + 2] + line[at : at + 1] + line[at + 2 :] for at in places]
    taken = check(lines)
    assert 0.05 * len(lines) < taken < 0.5 * len(lines)


@pytest.mark.parametrize("line", PLAIN)
def test_every_piece_repeated_or_removed(line: bytes) -> None:
    """Members and parts of members, from any byte to some bytes further on."""
    lines = [
        line[:at] + piece + line[at + size :]
        for at in range(len(line))
        for size in (2, 3, 8, 20, 40)
        for piece in (b"", line[at : at + size] * 2)
    ]
    assert 0 < check(lines) < len(lines)


def test_bytes_around_the_object() -> None:
    good = [before + PLAIN[0] + after for before, after in product((b"", b" ", b"\t\r\n "), repeat=2)]
    bad = [
        PLAIN[0] + after for after in (b"}", b"x", b",", b"\x00", b"{}", b"\x0b", b"\x0c", b"\xa0", PLAIN[0])
    ]
    bad += [
        before + PLAIN[0] for before in (b"\xef\xbb\xbf", b"{", b"[", b"\x00", b"\x0b", b"0", b'""', b",")
    ]
    assert check(good) == len(good)
    assert check(bad) == 0


def test_no_lines_empty_lines_and_bytes_that_are_no_text() -> None:
    assert scan(LINE_SCHEMA.empty_table()).num_rows == 0
    assert scan(LINE_SCHEMA.empty_table()).schema.names == scan(batch([PLAIN[0]]).lines).schema.names
    assert check([b""] * 3) == 0
    assert check([b"", b"\x00", b"\xff\xfe", PLAIN[1], b"", b"\x80" * 5_000, PLAIN[2], b""]) == 2


def _table() -> pa.Table:
    return batch([*plain_engagements(300, 5), *(line for line in PLAIN for _ in range(3))]).lines


def _told(table: pa.Table) -> list[Row]:
    """The scanner's rows, each by its line's position."""
    positions = table["position"].to_pylist()
    return [row | {"row": positions[row["row"]]} for row in scan(table).to_pylist()]


def test_parts_of_a_table_and_columns_in_chunks_are_read_as_the_whole() -> None:
    table = _table()
    whole = _told(table)
    assert len(whole) > 200
    for start, length in ((0, 0), (0, 5), (1, 1), (7, 50), (290, 400), (300, 9), (309, 0)):
        part = table.slice(start, length)
        assert _told(part) == [row for row in whole if start <= row["row"] < start + length]
        assert _told(pa.concat_tables([part, table.slice(0, 0), part])) == _told(part) * 2
    chunked = pa.Table.from_batches(table.to_batches(max_chunksize=7))
    assert chunked["line"].num_chunks > 40
    assert _told(chunked) == whole
    assert _told(chunked.slice(3, 20)) == _told(table.slice(3, 20))


def test_a_line_with_a_fault_or_a_length_is_left() -> None:
    lines = [PLAIN[at % 3] for at in range(8)]
    table = batch(lines).lines
    faults = pa.array(["unreadable", None, None, "", None, None, None, None], pa.string())
    lengths = pa.array([None, None, 5, None, 0, None, 9_999_999, None], pa.int64())
    for name, column in (("fault", faults), ("length", lengths)):
        table = table.set_column(table.schema.get_field_index(name), LINE_SCHEMA.field(name), column)
    assert scan(table)["row"].to_pylist() == [1, 5, 7]
    assert scan(table.slice(2, 4))["row"].to_pylist() == [3]


def test_nothing_of_a_line_is_left_over_for_the_next() -> None:
    most, least = (line for line in every_plain_engagement()[-2:]), PLAIN[1]
    for line in most:
        event = read_line(least)
        assert isinstance(event, Event)
        assert scan(batch([line, b"{}", line[:-1], least]).lines).to_pylist()[-1] == {"row": 3} | packed(
            event
        )
    lines = every_plain_engagement()
    assert check(lines[::-1]) == check([each for line in lines for each in (line, PLAIN[0])]) - len(lines)
