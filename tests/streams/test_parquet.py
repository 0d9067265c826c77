"""Parquet: typed columns as the lines that they stand for, row positions, and files that cannot be used."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas import Event, read_line
from streams.discover import discover
from streams.errors import SourceChanged, SourceDamaged, SourceFormat
from streams.limits import MIB, Limits
from streams.parquetlog import ParquetReader
from tests.streams.helpers import lines_of, read_all, rows

MOMENT = datetime(2024, 1, 31, 23, 59, 59, 123456, tzinfo=UTC)
EAST = timezone(timedelta(hours=2))


def parquet(file: Path, columns: dict[str, Any], **options: Any) -> str:
    pq.write_table(pa.table(columns), file, **options)
    return str(file)


def one(tmp_path: Path, values: Any) -> tuple[list[bytes], list[str | None]]:
    path = parquet(tmp_path / "log.parquet", {"event_id": values})
    found = rows(read_all([path])[0], "line", "fault")
    return [line for line, _ in found], [fault for _, fault in found]


def test_rows_are_lines_with_row_positions(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "log.parquet",
        {
            "event_id": pa.array([1, 2**62, None]),
            "type": pa.array(["view", "", 'a"\n'], pa.string()).dictionary_encode(),
            "occurred_at": pa.array([MOMENT, MOMENT, None], pa.timestamp("us", "Europe/Berlin")),
            "watch_ms": pa.array(["0012", "x", None]),
            "video_duration_ms": pa.array([1, None, 3], pa.uint16()),
        },
    )
    batches, positions = read_all([path])
    assert rows(batches, "position", "number", "line", "raw", "fault") == [
        (
            0,
            1,
            b'{"event_id":1,"type":"view","occurred_at":"2024-01-31T23:59:59.123456Z","watch_ms":12,"video_duration_ms":1}',
            None,
            None,
        ),
        (
            1,
            2,
            b'{"event_id":4611686018427387904,"occurred_at":"2024-01-31T23:59:59.123456Z","watch_ms":"x"}',
            None,
            None,
        ),
        (2, 3, b'{"type":"a\\"\\n","video_duration_ms":3}', None, None),
    ]
    assert positions[path].position == positions[path].number == 3
    assert read_all([path], positions)[0] == []


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_of_any_unit_become_utc(tmp_path: Path, unit: str) -> None:
    stamp = pa.array([int(MOMENT.timestamp())], pa.int64())
    factor = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    column = pa.array([stamp[0].as_py() * factor], pa.timestamp(unit, "America/New_York"))
    assert one(tmp_path, column) == ([b'{"event_id":"2024-01-31T23:59:59.000000Z"}'], [None])


def test_a_timestamp_without_a_zone_is_dead(tmp_path: Path) -> None:
    lines, faults = one(tmp_path, pa.array([MOMENT.replace(tzinfo=None), None], pa.timestamp("us")))
    assert lines == [b'{"event_id":"2024-01-31T23:59:59.123456"}', b"{}"]
    assert faults == ["event_id: a timestamp without a time zone says no instant", None]


def test_a_timestamp_that_no_calendar_holds_is_dead(tmp_path: Path) -> None:
    lines, faults = one(tmp_path, pa.array([2**62, -(2**62), 0], pa.timestamp("ms", "UTC")))
    assert lines[0] == b'{"event_id":4611686018427387904}'
    assert lines[2] == b'{"event_id":"1970-01-01T00:00:00.000000Z"}'
    assert faults == ["event_id: a timestamp out of all range"] * 2 + [None]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([1.5, None]), [1.5, None]),
        (pa.array([True, None]), [True, None]),
        (pa.array([Decimal(12), None], pa.decimal128(20, 0)), [12, None]),
        (pa.array([Decimal("1.50")], pa.decimal128(20, 2)), [1.5]),
        (pa.array([[1, None], None]), [[1, None], None]),
        (pa.array([{"a": b"x", "b": float("nan")}]), [{"a": "x", "b": "nan"}]),
        (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), [[["k", 1]]]),
        (pa.array([date(2024, 1, 2)]), ["2024-01-02"]),
        (pa.array([b"id", b""]), ["id", None]),
        (pa.nulls(2), [None, None]),
        (pa.array(["a", None], pa.large_string()), ["a", None]),
    ],
)
def test_values_of_every_kind_become_json(tmp_path: Path, values: Any, expected: list[Any]) -> None:
    lines, faults = one(tmp_path, values)
    assert [json.loads(line).get("event_id") for line in lines] == expected
    assert faults == [None] * len(expected)


def test_a_float_that_is_no_number_is_no_id(tmp_path: Path) -> None:
    lines, faults = one(tmp_path, pa.array([1.5, float("nan"), float("-inf")]))
    assert [json.loads(line)["event_id"] for line in lines] == [1.5, "nan", "-inf"]
    assert faults == [None, *["event_id: neither text nor a whole number"] * 2]


def test_every_fault_of_a_row_is_told(tmp_path: Path) -> None:
    naive = pa.array([MOMENT.replace(tzinfo=None), None], pa.timestamp("us"))
    path = parquet(
        tmp_path / "log.parquet",
        {"event_id": ["a", "b"], "type": ["like"] * 2, "occurred_at": naive, "actor_id": [b"\xff", b"u"]},
    )
    assert rows(read_all([path])[0], "fault") == [
        ("occurred_at: a timestamp without a time zone says no instant\nactor_id: bytes that are not UTF-8",),
        (None,),
    ]


def test_a_uuid_is_its_text(tmp_path: Path) -> None:
    text = "61616161-6161-6161-6161-616161616161"
    lines, faults = one(tmp_path, pa.array([UUID(text).bytes, None], pa.uuid()))
    assert [json.loads(each) for each in lines] == [{"event_id": text}, {}]
    assert faults == [None, None]


def test_bytes_that_are_no_text_and_odd_nanoseconds_are_dead(tmp_path: Path) -> None:
    lines, faults = one(tmp_path, pa.array([b"\xff", b"ok"]))
    assert faults == ["event_id: bytes that are not UTF-8", None]
    assert lines[0] == b'{"event_id":"base64:/w=="}'
    nested = pa.array([[1], None], pa.list_(pa.timestamp("ns")))
    assert one(tmp_path, nested)[1][1] is None


def not_checked(values: list[bytes], kind: Any) -> Any:
    """A column of text of these bytes, whether UTF-8 or not."""
    binary = pa.array(values, pa.large_binary() if kind == pa.large_string() else pa.binary())
    text = pa.large_string() if kind == pa.large_string() else pa.string()
    column = pa.Array.from_buffers(text, len(values), binary.buffers())
    return column.dictionary_encode() if kind == "dictionary" else column.cast(kind)


def like(tmp_path: Path, count: int, **more: Any) -> list[tuple[bytes, str | None]]:
    """The lines and faults of valid likes with more columns."""
    envelope = {
        "event_id": pa.array(range(count)),
        "type": ["like"] * count,
        "occurred_at": pa.array([MOMENT] * count, pa.timestamp("us", "UTC")),
        "actor_id": ["a"] * count,
        "surface": ["organic"] * count,
        "post_id": ["p"] * count,
    }
    path = parquet(tmp_path / "log.parquet", {**envelope, **more})
    return rows(read_all([path])[0], "line", "fault")


def reasons(found: list[tuple[bytes, str | None]]) -> list[str | None]:
    """Of each line the fault, or why the contract refuses it; None where it is an event."""
    out = []
    for line, fault in found:
        read = read_line(line)
        out.append(fault or (None if isinstance(read, Event) else ", ".join(why.code for why in read)))
    return out


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), "dictionary"])
@pytest.mark.parametrize("bad", [b'a\xff"x', b"\xff", b"\n\xed\xa0\x80"])
def test_text_that_is_no_utf8_is_dead_alone(tmp_path: Path, kind: Any, bad: bytes) -> None:
    column = not_checked([bad, b"ok", b'o\\"k', b""], kind)
    found = like(tmp_path, 4, actor_id=column)
    assert reasons(found) == ["actor_id: bytes that are not UTF-8", None, None, "missing"]
    said = [json.loads(line).get("actor_id") for line, _ in found]
    assert said == ["base64:" + base64.b64encode(bad).decode(), "ok", 'o\\"k', None]


def test_digits_beside_text_that_is_no_utf8_are_integers_still(tmp_path: Path) -> None:
    found = like(tmp_path, 2, occurred_at=not_checked([b"\xff", b"1704067200000"], pa.string()))
    assert reasons(found) == ["occurred_at: bytes that are not UTF-8", None]
    assert json.loads(found[1][0])["occurred_at"] == 1704067200000


NANOSECONDS = pa.array([[2**62 + 1]], pa.list_(pa.timestamp("ns")))
BAD_NESTED = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), not_checked([b"\xff"], pa.string()))
UNSAID = [
    (pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("us")), "2024-01-31T23:59:59.123456"),
    (pa.array([2**62], pa.timestamp("ms", "UTC")), 2**62),
    (pa.array([b"\xff\xfe"]), "base64://4="),
    (not_checked([b'\xff"'], pa.string()), "base64:/yI="),
    (NANOSECONDS, "a value of type list<element: timestamp[ns]> that cannot be read"),
    (BAD_NESTED, "a value of type list<element: string> that cannot be read"),
]


@pytest.mark.parametrize(("column", "said"), UNSAID)
@pytest.mark.parametrize("name", ["loaded_at", "watch_ms", "auth_code", "display_name"])
def test_what_a_type_does_not_own_is_ignored_whatever_it_holds(
    tmp_path: Path, name: str, column: Any, said: object
) -> None:
    found = like(tmp_path, 1, **{name: column})
    assert reasons(found) == [None]
    assert json.loads(found[0][0])[name] == said


@pytest.mark.parametrize(("column", "said"), UNSAID)
def test_what_a_type_owns_must_be_said(tmp_path: Path, column: Any, said: object) -> None:
    for name in ("action", "event_id", "schema_version", "occurred_at", "type"):
        (line, fault), *_ = like(tmp_path, 1, **{name: column})
        assert fault is not None
        assert fault.startswith(f"{name}: ")
        assert json.loads(line)[name] == said


@pytest.mark.parametrize(("identity", "why"), [("TT_USER", "forbidden"), ("CUSTOMIZED_USER", None)])
def test_a_forbidden_column_is_seen_whatever_it_holds(tmp_path: Path, identity: str, why: str | None) -> None:
    ad: dict[str, Any] = {"type": ["ad_created"], "ad_id": ["1"], "advertiser_id": ["2"]}
    post: dict[str, Any] = {"post_id": ["p" if why else ""]}
    for column, _ in UNSAID:
        found = like(tmp_path, 1, **ad, **post, identity_type=[identity], display_name=column)
        assert reasons(found) == [why]


def test_resume_inside_row_groups(tmp_path: Path) -> None:
    path = parquet(tmp_path / "log.parquet", {"event_id": pa.array(range(100))}, row_group_size=7)
    batches, _ = read_all([path], batch_lines=9)
    everything = rows(batches)
    assert [row[0] for row in everything] == list(range(100))
    for batch in batches:
        position = batch.positions[0]
        rest, _ = read_all([path], {path: position})
        assert rows(rest) == everything[position.position :]


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "log.parquet", {"event_id": pa.array([1])})
    _, positions = read_all([path])
    parquet(tmp_path / "log.parquet", {"event_id": pa.array([1, 2])})
    with pytest.raises(SourceChanged, match="Parquet file has changed") as caught:
        read_all([path], positions)
    assert caught.value.where == f"{path}:1"


def test_files_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["type", "type"])
    pq.write_table(twice, tmp_path / "twice.parquet")
    with pytest.raises(SourceFormat, match="two columns"):
        read_all([str(tmp_path / "twice.parquet")])
    with pytest.raises(SourceFormat, match="no column is named event_id") as caught:
        read_all([parquet(tmp_path / "foreign.parquet", {"id": [1]})])
    assert "CSV" not in str(caught.value)
    (tmp_path / "not.parquet").write_bytes(b"hello")
    with pytest.raises(SourceFormat, match="named as Parquet"):
        read_all([str(tmp_path / "not.parquet")])
    (tmp_path / "half.parquet").write_bytes(b"PAR1" + b"x" * 100)
    with pytest.raises(SourceDamaged, match="damaged"):
        read_all([str(tmp_path / "half.parquet")])


def test_rows_before_a_damaged_page_are_read(tmp_path: Path) -> None:
    columns = {"event_id": pa.array([f"{i:020}" for i in range(200_000)])}
    path = parquet(tmp_path / "log.parquet", columns, row_group_size=50_000, compression="zstd")
    data = bytearray(Path(path).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    Path(path).write_bytes(data)
    with pytest.raises(SourceDamaged, match="from this row on") as caught:
        lines_of([path])
    assert int(str(caught.value.where).rsplit(":", 1)[1]) > 50_000


def test_an_empty_table_has_no_lines(tmp_path: Path) -> None:
    assert lines_of([parquet(tmp_path / "log.parquet", {"event_id": pa.array([], pa.string())})]) == []


def test_csv_parquet_and_ndjson_of_the_same_rows_are_the_same_lines(tmp_path: Path) -> None:
    columns = {"event_id": ["e1", 'é"'], "type": ["view", ""], "watch_ms": ["10", ""]}
    path = parquet(tmp_path / "log.parquet", columns)
    (tmp_path / "log.csv").write_text('event_id,type,watch_ms\ne1,view,10\n"é""",,\n')
    (tmp_path / "log.ndjson").write_text(
        '{"event_id":"e1","type":"view","watch_ms":10}\n{"event_id":"é\\""}\n'
    )
    expected = lines_of([str(tmp_path / "log.ndjson")])
    assert lines_of([path]) == lines_of([str(tmp_path / "log.csv")]) == expected


def test_a_row_over_the_limit_is_its_head_length_and_hash(tmp_path: Path) -> None:
    path = parquet(tmp_path / "log.parquet", {"event_id": ["short", "x" * 200]})
    batches, _ = read_all([path], limits=Limits(16, 64, 8))
    whole = b'{"event_id":"' + b"x" * 200 + b'"}'
    assert rows(batches, "line", "length", "sha256") == [
        (b'{"event_id":"short"}', None, None),
        (whole[:8], len(whole), hashlib.sha256(whole).hexdigest()),
    ]


def test_large_rows_come_in_smaller_pieces(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "log.parquet",
        {"event_id": [chr(97 + n) * 4 * MIB for n in range(20)]},
        use_dictionary=False,
    )
    reader = ParquetReader(discover([path]).logs[0], None)
    sizes = []
    while (table := reader.read(1000)) is not None:
        sizes.append(len(table))
    reader.close()
    assert sum(sizes) == 20
    assert max(sizes) <= 8
