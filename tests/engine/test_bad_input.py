"""Nasty lines by the hundred: nothing lost, kept byte for byte, the lines around them counted."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from engine import LINE_SCHEMA, Batch, BatchResult, Ledger, Position
from schemas import Event, read_line
from tests.schemas.mutations import mutated
from tests.support import MOMENT, Told, make, rows

HEAD = (
    b'{"event_id":"n","type":"view","occurred_at":"2024-03-05T10:00:00Z",'
    b'"actor_id":"u","surface":"organic","post_id":"p"'
)
MIB = 1024 * 1024
NASTY: dict[str, bytes] = {
    "a byte": b"\xff",
    "utf-16": '{"event_id":"n"}'.encode("utf-16"),
    "cut in a character": HEAD + b',"x":"\xe2\x82',
    "an overlong slash": HEAD + b',"x":"\xc0\xaf"}',
    "a surrogate in bytes": HEAD + b',"x":"\xed\xa0\x80"}',
    "half a surrogate": HEAD + b',"x":"\\ud800"}',
    "a nul": b"\x00",
    "nuls": b"\x00" * 5000,
    "a nul in a text": HEAD + b',"x":"a\x00b"}',
    "a nul in an id": HEAD.replace(b'"u"', b'"u\\u0000"') + b"}",
    "a nul after": HEAD + b"}\x00",
    "a delete in an id": HEAD.replace(b'"u"', b'"u\x7f"') + b"}",
    "65 deep": HEAD + b',"x":' + b"[" * 64 + b"]" * 64 + b"}",
    "a million deep": b"[" * 1_000_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a huge integer": HEAD + b',"watch_ms":' + b"9" * 4000 + b"}",
    "a huge exponent": HEAD + b',"watch_ms":1e999999999}',
    "just over 2^53": HEAD + b',"watch_ms":9007199254740993}',
    "2^64": HEAD + b',"watch_ms":18446744073709551616}',
    "a minus": HEAD + b',"watch_ms":-1}',
    "minus nothing": HEAD + b',"watch_ms":-0}',
    "a fraction": HEAD + b',"watch_ms":1.0}',
    "huge milliseconds": HEAD.replace(b'"2024-03-05T10:00:00Z"', b"9" * 30) + b"}",
    "seconds": HEAD.replace(b'"2024-03-05T10:00:00Z"', b"1709632800") + b"}",
    "infinity": HEAD.replace(b"2024-03-05T10:00:00Z", b"infinity") + b"}",
    "no zone": HEAD.replace(b"00Z", b"00") + b"}",
    "a year of five digits": HEAD.replace(b"2024", b"12024") + b"}",
    "a repeated key": HEAD + b',"post_id":"p"}',
    "a repeated key inside": HEAD + b',"x":{"a":1,"a":1}}',
    "a repeated key, escaped": HEAD + b',"\\u0070ost_id":"q"}',
    "nan": HEAD + b',"x":NaN}',
    "a comma too many": HEAD + b",}",
    "a comment": HEAD + b"/* x */}",
    "two objects": HEAD + b"}" + HEAD + b"}",
    "single quotes": b"{'event_id':'n'}",
    "not closed": HEAD,
    "an array": b"[" + HEAD + b"}]",
    "a text": b'"view"',
    "a number": b"1",
    "null": b"null",
    "nothing in it": b"{}",
    "a long id": HEAD.replace(b'"u"', b'"' + b"u" * 129 + b'"') + b"}",
    "2 MB of x": b"x" * 2 * MIB,
    "2 MB of valid JSON": HEAD + b',"x":"' + b"x" * 2 * MIB + b'"}',
    "one byte too long": HEAD + b',"x":"' + b"x" * (MIB + 1 - len(HEAD) - 8) + b'"}',
    "sql": b"'; DROP TABLE core.events; --",
    "a mark": b"\xef\xbb\xbf" + HEAD + b"}",
}


def good(number: int) -> bytes:
    return HEAD.replace(b'"n"', b'"good-%d"' % number) + b"}"


def table(lines: Sequence[bytes], extras: dict[int, dict[str, Any]] | None = None) -> Batch:
    """A batch of lines; `extras` gives `raw`, `length`, `sha256` or `fault` by row."""
    given = extras or {}
    count = len(lines)
    columns = {
        name: [given.get(row, {}).get(name) for row in range(count)]
        for name in ("raw", "length", "sha256", "fault")
    }
    made = pa.table(
        [
            pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), ["nasty.ndjson"]),
            pa.array(range(count), pa.int64()),
            pa.array(range(1, count + 1), pa.int64()),
            pa.array(lines, pa.large_binary()),
            *(pa.array(values, LINE_SCHEMA.field(name).type) for name, values in columns.items()),
        ],
        schema=LINE_SCHEMA,
    )
    return Batch(made, (Position("nasty.ndjson", "file", count, count),), MOMENT)


def applied(tmp_path: Path, batch: Batch) -> tuple[BatchResult, list[dict[str, Any]], list[str]]:
    """What became of a batch in a new store that verifies: result, dead letters, placed ids."""
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        result = ledger.apply(batch)
        assert (
            result.lines == result.accepted + result.duplicates + result.dead_letters == batch.lines.num_rows
        )
        letters = rows(ledger, "FROM dead_letters ORDER BY letter")
        placed = [name for (name,) in ledger.query("SELECT event_id FROM placements ORDER BY 1").fetchall()]
        verification = ledger.verify()
        assert verification.ok, [check for check in verification.checks if not check.ok]
    return result, letters, placed


def assert_kept(letters: list[dict[str, Any]], lines: Sequence[bytes], dead: Sequence[int]) -> None:
    """Exactly these rows are dead letters, byte for byte, each with its place and its reasons."""
    assert [letter["position"] for letter in letters] == list(dead)
    for letter, row in zip(letters, dead, strict=True):
        assert letter["raw"] == lines[row]
        assert letter["length"] == len(lines[row])
        assert letter["sha256"] == hashlib.sha256(lines[row]).hexdigest()
        assert (letter["source"], letter["line_number"]) == ("nasty.ndjson", row + 1)
        assert letter["reasons"]
        assert all(reason["code"] and reason["message"] for reason in letter["reasons"])


def test_every_nasty_line_between_good_ones(tmp_path: Path) -> None:
    lines = [each for number, bad in enumerate(NASTY.values()) for each in (good(number), bad)]
    result, letters, placed = applied(tmp_path, table(lines))
    assert_kept(letters, lines, range(1, len(lines), 2))
    assert result.accepted == len(NASTY)
    assert placed == sorted(f"good-{number}" for number in range(len(NASTY)))


def damaged(seed: int, count: int) -> list[bytes]:
    """Valid lines after seeded damage, as a source would hand them over."""
    chance = random.Random(seed)  # noqa: S311 -- a seed
    lines = [mutated(good(number).decode(), chance) for number in range(count)]
    return [line for line in (each.strip(b" \t\r") for each in lines) if line and b"\n" not in line]


def assert_as_the_contract_says(tmp_path: Path, lines: Sequence[bytes]) -> int:
    """How many of the lines are dead."""
    outcomes = [read_line(line) for line in lines]
    dead = [row for row, outcome in enumerate(outcomes) if not isinstance(outcome, Event)]
    events = [outcome for outcome in outcomes if isinstance(outcome, Event)]
    result, letters, placed = applied(tmp_path, table(lines))
    assert_kept(letters, lines, dead)
    ids = {str(event.row()["event_id"]) for event in events}
    assert result.accepted == len(ids)
    assert set(placed) <= ids
    assert len(placed) == len(set(placed))
    return len(dead)


def test_damaged_lines_are_what_the_contract_says(tmp_path: Path) -> None:
    assert_as_the_contract_says(tmp_path, damaged(1, 600))


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(2, 22))
def test_many_damaged_lines(seed: int, tmp_path: Path, record_property: Told) -> None:
    lines = damaged(seed, 5000)
    record_property("lines", len(lines))
    record_property("dead_letters", assert_as_the_contract_says(tmp_path, lines))


def test_random_bytes(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311 -- a seed
    made = [chance.randbytes(chance.randint(1, 300)).replace(b"\n", b"").strip(b" \t\r") for _ in range(300)]
    lines = [line or b"x" for line in made]
    assert_as_the_contract_says(tmp_path, lines)


def test_what_a_source_knows_of_a_line_is_kept(tmp_path: Path) -> None:
    whole = "ab" * 32
    lines = [good(0), b"a,b,c", good(1), b"y" * 65_536, good(2), good(3)]
    extras = {
        1: {"fault": "the record has 3 cells, its header 2", "raw": b'"a",b,c\r'},
        3: {"length": 70_000_000, "sha256": whole},
        4: {"fault": "cut short"},
        5: {"raw": b"good,3"},
    }
    result, letters, placed = applied(tmp_path, table(lines, extras))
    assert placed == ["good-0", "good-1", "good-3"]
    assert (result.accepted, result.dead_letters) == (3, 3)
    fault, long, cut = letters
    assert fault["raw"] == b'"a",b,c\r'
    assert fault["reasons"][0]["message"] == "the record has 3 cells, its header 2"
    assert (long["raw"], long["length"], long["sha256"]) == (lines[3], 70_000_000, whole)
    assert cut["raw"] == lines[4]


def test_a_line_over_the_limit_is_dead_even_if_its_head_is_an_event(tmp_path: Path) -> None:
    """Of a line over 64 MiB only the head is here; that it happens to read as an event means nothing."""
    result, letters, placed = applied(
        tmp_path, table([good(0)], {0: {"length": 70_000_000, "sha256": "0" * 64}})
    )
    assert (result.dead_letters, placed) == (1, [])
    assert letters[0]["length"] == 70_000_000


@pytest.mark.parametrize("lines", [[], [b"x"], [b"x", b"x", b"\xff"]], ids=["empty", "one", "only dead"])
def test_batches_without_an_event(lines: list[bytes], tmp_path: Path) -> None:
    result, letters, placed = applied(tmp_path, table(lines))
    assert (result.accepted, result.duplicates, result.dead_letters) == (0, 0, len(lines))
    assert_kept(letters, lines, range(len(lines)))
    assert placed == []


def test_one_dead_line_twice_is_two_dead_letters_of_one_digest(tmp_path: Path) -> None:
    digests = []
    for name, lines in (("one", [b"x"]), ("two", [b"x", b"x"])):
        with Ledger.open(make(tmp_path / f"{name}.duckdb", "impression")) as ledger:
            assert ledger.apply(table(lines)).dead_letters == len(lines)
            digests.append(ledger.digest())
    assert digests[0] == digests[1]


def test_chunked_lines_are_one_batch(tmp_path: Path) -> None:
    parts = [table([good(0), b"\xff"]).lines, table([]).lines, table([good(1), b"x"]).lines]
    whole = Batch(pa.concat_tables(parts), (Position("nasty.ndjson", "file", 4, 4),), MOMENT)
    with Ledger.open(make(tmp_path / "s.duckdb", "impression")) as ledger:
        result = ledger.apply(whole)
    assert (result.lines, result.accepted, result.dead_letters) == (4, 2, 2)


def test_a_fault_of_a_row_hides_no_other_reason(tmp_path: Path) -> None:
    line = b'{"event_id":"n","type":"view","occurred_at":"2024-03-05T10:00:00"}'
    _, letters, _ = applied(tmp_path, table([line], {0: {"fault": "occurred_at: no zone\nad_id: no text"}}))
    assert [(reason["path"], reason["code"], reason["message"]) for reason in letters[0]["reasons"][:2]] == [
        ("occurred_at", "unreadable", "no zone"),
        ("ad_id", "unreadable", "no text"),
    ]
    assert {(reason["path"], reason["code"]) for reason in letters[0]["reasons"][2:]} == {
        ("actor_id", "missing"),
        ("surface", "missing"),
    }


def test_a_faulted_record_of_another_format_is_not_judged_as_json(tmp_path: Path) -> None:
    _, letters, _ = applied(tmp_path, table([b"a,b,c"], {0: {"fault": "3 cells", "raw": b"a,b,c"}}))
    assert [reason["code"] for reason in letters[0]["reasons"]] == ["unreadable"]
