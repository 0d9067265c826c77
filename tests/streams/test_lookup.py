"""Lines found again where they were read, in every format, and not where the file says something else now."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from streams.lookup import lines_at
from tests.streams.helpers import read_all

EVENTS = [
    {
        "event_id": f"e{number}",
        "type": "share",
        "occurred_at": f"2024-03-0{number}T00:00:00Z",
        "actor_id": "u",
        "surface": "organic",
        "post_id": "p",
    }
    for number in range(1, 6)
]
NDJSON = "\n\n".join(json.dumps(event) for event in EVENTS).encode() + b"\n"
CSV = "\r\n".join(",".join(row) for row in (EVENTS[0], *(event.values() for event in EVENTS))).encode()


def parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(EVENTS), path)


def said(event: dict[str, str]) -> dict[str, object]:
    return {**event, "occurred_at": datetime.fromisoformat(event["occurred_at"]).replace(tzinfo=None)}


def csv_row(event: dict[str, str]) -> str:
    return ",".join(event.values())


FILES = {
    "log.ndjson": (lambda path: path.write_bytes(NDJSON), json.dumps),
    "log.ndjson.gz": (lambda path: path.write_bytes(gzip.compress(NDJSON)), json.dumps),
    "log.csv": (lambda path: path.write_bytes(CSV), csv_row),
    "log.parquet": (parquet, lambda event: json.dumps(event, separators=(",", ":"))),
}


@pytest.mark.parametrize("name", FILES)
def test_the_lines_of_some_events(name: str, tmp_path: Path) -> None:
    write, shown = FILES[name]
    path = tmp_path / name
    write(path)
    batches, _ = read_all([str(path)])
    (lines,) = [batch.lines for batch in batches]
    places = lines.column("position").to_pylist()
    wanted = {places[at]: said(EVENTS[at]) for at in (3, 1)}
    assert lines_at(str(path), wanted) == {places[at]: shown(EVENTS[at]) for at in (1, 3)}
    for other in (
        {"event_id": "other"},
        {"type": "duet"},
        {"actor_id": "v"},
        {"occurred_at": "2024-03-09T00:00:00Z"},
    ):
        changed = {places[at]: said(EVENTS[at] | other) for at in (3, 1)}
        assert lines_at(str(path), changed) == {}
    path.write_bytes(b"now something else, " * 100)
    assert lines_at(str(path), wanted) == {}
    path.unlink()
    assert lines_at(str(path), wanted) == {}


def test_a_folder_and_standard_input_have_no_lines(tmp_path: Path) -> None:
    assert lines_at(str(tmp_path), {0: said(EVENTS[0])}) == {}
    assert lines_at("x" * 5000, {0: said(EVENTS[0])}) == {}
    assert lines_at("a\0b", {0: said(EVENTS[0])}) == {}
    assert lines_at("-", {0: said(EVENTS[0])}) == {}
