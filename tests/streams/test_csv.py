"""CSV against Python's own reader, and the dirt that people's files hold."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.errors import SourceChanged, SourceFormat
from streams.limits import Limits
from tests.streams.helpers import lines_of, read_all, rows

SLOW = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELL = st.text(st.sampled_from('ab,;"\n\t é0\\'), max_size=6)
HEADER = ["event_id", "type", "watch_ms", "occurred_at"]


def written(table: list[list[str]], delimiter: str, end: str, quoting: int) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([HEADER, *table])
    return out.getvalue().encode()


def expected(row: list[str]) -> dict[str, object]:
    out: dict[str, object] = {name: cell for name, cell in zip(HEADER, row, strict=False) if cell}
    for name in ("watch_ms", "occurred_at"):
        cell = str(out.get(name, ""))
        if cell.isascii() and cell.isdigit():
            out[name] = int(cell)
    return out


def blank(row: list[str], delimiter: str, quoting: int) -> bool:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerow(row)
    return out.getvalue().strip(" \t\r\n") == ""


@SLOW
@given(
    table=st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=8),
    dialect=st.tuples(
        st.sampled_from(",;\t"),
        st.sampled_from(["\n", "\r\n"]),
        st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ),
    cuts=st.tuples(st.integers(1, 60), st.integers(1, 4)),
)
def test_reads_what_a_csv_writer_wrote(
    tmp_path: Path, table: list[list[str]], dialect: tuple[str, str, int], cuts: tuple[int, int]
) -> None:
    delimiter, end, quoting = dialect
    block, batch_lines = cuts
    data = written(table, delimiter, end, quoting)
    file = tmp_path / "log.csv"
    file.write_bytes(data)
    batches, _ = read_all([str(file)], batch_lines=batch_lines, limits=Limits(block_bytes=block))
    found = rows(batches, "position", "number", "line", "raw", "fault")
    kept = [row for row in table if not blank(row, delimiter, quoting)]
    assert [json.loads(row[2]) for row in found] == [expected(row) for row in kept]
    for position, number, _, raw, fault in found:
        assert fault is None
        assert data[position : position + len(raw)] == raw
        assert number == data[:position].count(b"\n") + 1
    done = 0
    for batch in batches:
        done += len(batch.lines)
        rest, _ = read_all(
            [str(file)], {p.source: p for p in batch.positions}, limits=Limits(block_bytes=block)
        )
        assert rows(rest, "position", "number", "line", "raw", "fault") == found[done:]


@SLOW
@given(
    data=st.lists(
        st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\xff", b" ", b'""', b'","']), max_size=25
    ).map(b"".join),
    block=st.integers(1, 40),
    batch_lines=st.integers(1, 3),
)
def test_any_bytes_are_kept_in_any_blocks(tmp_path: Path, data: bytes, block: int, batch_lines: int) -> None:
    header = b"event_id,x\n"
    file = tmp_path / "log.csv"
    file.write_bytes(header + data)
    names = ("position", "number", "line", "raw", "fault")
    batches, _ = read_all([str(file)])
    whole = rows(batches, *names)
    pieces, _ = read_all([str(file)], batch_lines=batch_lines, limits=Limits(block_bytes=block))
    assert rows(pieces, *names) == whole
    kept = b"".join(line if raw is None else raw for _, _, line, raw, _ in whole)
    blanks = b" \t\r\n"
    assert kept.translate(None, blanks) == data.translate(None, blanks)


def faults(tmp_path: Path, text: bytes, name: str = "log.csv") -> list[tuple[object, ...]]:
    file = tmp_path / name
    file.write_bytes(text)
    return rows(read_all([str(file)])[0], "number", "line", "fault")


def test_dirt_is_dead_with_its_reason_and_its_bytes(tmp_path: Path) -> None:
    text = b'\xef\xbb\xbfevent_id,type\r\na,b,c\r\n"a"x,b\r\n\xff,b\r\na\r\n,,\r\n , \r\nz,"open\r\n1,2\r\n'
    assert faults(tmp_path, text) == [
        (2, b"a,b,c", "this record has 3 cells, the header 2"),
        (3, b'"a"x,b', "text after the closing quote of a cell"),
        (4, b"\xff,b", "this record is not UTF-8"),
        (5, b'{"event_id":"a"}', None),
        (6, b"{}", None),
        (7, b'{"event_id":" ","type":" "}', None),
        (8, b'z,"open\r\n1,2', "a quote opens in this record and is never closed"),
    ]


def test_a_quote_inside_a_cell_is_a_character(tmp_path: Path) -> None:
    assert (
        faults(tmp_path, b'event_id,type\n5" screen,b"\n')[0][1]
        == b'{"event_id":"5\\" screen","type":"b\\""}'
    )


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
def test_the_header_tells_the_delimiter(tmp_path: Path, delimiter: bytes) -> None:
    text = (
        delimiter.join([b"event_id", b"type"])
        + b"\n"
        + delimiter.join([b"e1", b"a,b;c" if delimiter == b"\t" else b"v"])
    )
    line = json.loads(str(faults(tmp_path, text)[0][1], "utf-8"))
    assert line["event_id"] == "e1"


def test_integers_and_instants_may_be_digits(tmp_path: Path) -> None:
    text = (
        b"event_id,watch_ms,duration_days,occurred_at,schema_version,actor_id\n"
        b"007,007,0,1700000000000,1,12\n8,-1,1.0,2024-01-01T00:00:00Z,x,\n"
    )
    assert [row[1] for row in faults(tmp_path, text)] == [
        b'{"event_id":"007","watch_ms":7,"duration_days":0,"occurred_at":1700000000000,"schema_version":1,"actor_id":"12"}',
        b'{"event_id":"8","watch_ms":"-1","duration_days":"1.0","occurred_at":"2024-01-01T00:00:00Z","schema_version":"x"}',
    ]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (b"event_id,type,type\n1,2,3\n", 'two columns are named "type"'),
        (b"e1,view\ne2,view\n", "no column is named event_id"),
        (b'{"event_id":"e1"}\n', "this is NDJSON"),
        (b' { "event_id":"e1"}\n', "this is NDJSON"),
        (b'event_id,"ty\npe"\n1,2\n', "cannot be named"),
        (b"event_id,\xff\n1,2\n", "cannot be read: this record is not UTF-8"),
        (b"event_id\rtype\r1\r\n", "cannot be named"),
    ],
)
def test_headers_that_cannot_be_used_are_refused(tmp_path: Path, header: bytes, why: str) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(header)
    with pytest.raises(SourceFormat, match=why) as caught:
        read_all([str(file)])
    assert caught.value.where == f"{file}:1"
    assert caught.value.exit_code == 2


def test_a_csv_without_a_header_row_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(b"e1,view\n")
    with pytest.raises(SourceFormat, match="a CSV needs a header row"):
        read_all([str(tmp_path / "log.csv")])


@pytest.mark.parametrize(
    "text", [b"", b"\n \n", b"event_id", b"event_id,type\n", b"event_id\r\n\r\n", b"\xef\xbb\xbf"]
)
def test_a_file_without_records_has_no_lines(tmp_path: Path, text: bytes) -> None:
    assert faults(tmp_path, text) == []


def test_an_index_column_without_a_name_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    assert faults(tmp_path, b"\n \n,event_id,,\n0,e1,,\n") == [(4, b'{"":"0","event_id":"e1"}', None)]


def test_a_grown_csv_is_read_on_with_its_header(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(b"event_id;type\n1;a\n2;b")
    _, positions = read_all([str(file)])
    with file.open("ab") as more:
        more.write(b"\r\n3;c\n")
    rest, after = read_all([str(file)], positions)
    assert rows(rest, "position", "number", "line") == [(23, 4, b'{"event_id":"3","type":"c"}')]
    assert read_all([str(file)], after)[0] == []


def test_a_csv_that_ended_inside_a_quote_may_not_grow(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(b'event_id,type\n1,"a\n')
    _, positions = read_all([str(file)])
    assert read_all([str(file)], positions)[0] == []
    with file.open("ab") as more:
        more.write(b'b"\n')
    with pytest.raises(SourceChanged, match="has grown since"):
        read_all([str(file)], positions)


def test_a_csv_of_lines_that_end_in_cr_alone_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(b"event_id,type\r1,a\r2,b\r")
    with pytest.raises(SourceFormat, match="CR alone"):
        read_all([str(file)])
    file.write_bytes(b"\r\nevent_id,type")
    assert read_all([str(file)])[0] == []


@pytest.mark.parametrize("filler", [b"x", b"\n"])
def test_an_endless_quote_is_held_as_its_head(tmp_path: Path, filler: bytes) -> None:
    file = tmp_path / "log.csv"
    tail = b'2,"' + filler * 500
    file.write_bytes(b"event_id,type\n1,a\n" + tail)
    batches, _ = read_all([str(file)], limits=Limits(16, 64, 8))
    found = rows(batches, "number", "line", "length", "fault")
    assert found[0][:3] == (2, b'{"event_id":"1","type":"a"}', None)
    kept = tail.removesuffix(b"\n")
    assert found[1] == (3, tail[:8], len(kept), "a quote opens in this record and is never closed")


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_record_over_the_limit_is_dead_and_the_next_is_read(tmp_path: Path, quote: bytes) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(b"event_id,type\n1," + quote + b"x" * 200 + quote + b"\n2,b\n")
    for block in (16, 30, 32):
        batches, _ = read_all([str(file)], limits=Limits(block, 64, 8))
        found = rows(batches, "number", "line", "fault")
        assert found[0][2] == "this record is longer than 64 bytes"
        assert found[1] == (3, b'{"event_id":"2","type":"b"}', None)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\r\r\n", b"\n\n"])
@pytest.mark.parametrize("record", [b'\t1\t"open', b' \t"a\r\nb', b'"', b"\t\r\xff"])
def test_a_dead_record_is_kept_byte_for_byte_without_its_line_end(
    tmp_path: Path, record: bytes, end: bytes
) -> None:
    file = tmp_path / "log.tsv"
    data = record + end if b'"' in record else record + (end or b"\n").replace(b"\n\n", b"\n")
    file.write_bytes(b"event_id\ttype\tpost_id\n" + data)
    kept = data.removesuffix(b"\n").removesuffix(b"\r")
    for block in (1, 2, 3, 64):
        batches, _ = read_all([str(file)], limits=Limits(block_bytes=block))
        found = rows(batches, "position", "number", "line", "length")
        assert found == [(22, 2, kept, None)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\r\n", b""])
def test_an_oversize_record_is_measured_and_hashed_with_its_blanks(tmp_path: Path, end: bytes) -> None:
    file = tmp_path / "log.tsv"
    record = b" \t" + b"x" * 200 + b"\t "
    file.write_bytes(b"event_id\ttype\tpost_id\n" + record + end + (b"2\tb\n" if end else b""))
    whole = (record + end).removesuffix(b"\n").removesuffix(b"\r")
    for block in (1, 16, 29, 32):
        batches, after = read_all([str(file)], limits=Limits(block, 64, 8))
        found = rows(batches, "line", "length", "sha256", "fault")
        hashed = hashlib.sha256(whole).hexdigest()
        assert found[0] == (record[:8], len(whole), hashed, "this record is longer than 64 bytes")
        assert len(found) == (2 if end else 1)
    with file.open("ab") as more:
        more.write(b"\n3\tc\n")
    assert lines_of([str(file)], positions=after) == [b'{"event_id":"3","type":"c"}']


def test_a_long_record_of_blanks_is_no_record(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(b"event_id,type\n" + b" \t" * 100 + b"\r\n2,b\n")
    found = rows(read_all([str(file)], limits=Limits(16, 64, 8))[0], "number", "line")
    assert found == [(3, b'{"event_id":"2","type":"b"}')]


def test_one_line_end_is_cut_from_what_a_record_is_kept_as(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(b"event_id,type\n1,a\r\r\n 2,b\r\n3,c\n4,d,e\r\r\r\n")
    found = rows(read_all([str(file)])[0], "raw", "line")
    assert [line if raw is None else raw for raw, line in found] == [
        b"1,a\r",
        b" 2,b",
        b"3,c",
        b"4,d,e\r\r",
    ]


def test_tsv(tmp_path: Path) -> None:
    file = tmp_path / "log.tsv"
    file.write_bytes(b"event_id\ttype\n1\ta,b\n")
    assert lines_of([str(file)]) == [b'{"event_id":"1","type":"a,b"}']
