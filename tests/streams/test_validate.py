"""Validation without a store says of every line what a replay would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.errors import SourceDamaged
from streams.files import FileSource
from streams.limits import Limits
from streams.validate import Report, validate
from tests.streams.helpers import clock

VIEW = {
    "event_id": "e1",
    "type": "view",
    "occurred_at": "2024-01-01T00:00:00Z",
    "actor_id": "u1",
    "surface": "organic",
    "post_id": "p1",
}


def line(**changed: object) -> bytes:
    return json.dumps({**VIEW, **changed}).encode() + b"\n"


def checked(file: Path, **options: object) -> Report:
    return validate(FileSource([str(file)], clock=clock, **options), examples_max=2)


def test_counts_reasons_and_examples(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    bad = line(surface="moon", actor_id=None)
    file.write_bytes(
        line()
        + line(actor_id='\\u00e9"')
        + b"\n{\n"
        + b"\xff\n"
        + bad * 3
        + b'{"event_id":"x",'
        + b" " * 400
        + b"}"
    )
    report = checked(file, limits=Limits(16, 300, 16))
    assert (report.lines, report.valid, report.dead) == (8, 2, 6)
    assert report.fast_lines == 0  # of so few, all are the contract's
    assert report.types == {"view": 2}
    assert report.reasons["not_utf8"] == 1
    assert report.reasons["missing"] == 3
    assert report.reasons["too_long"] == 1
    assert [example.where for example in report.examples["missing"]] == [f"{file}:6", f"{file}:7"]
    assert len(report.examples["missing"][0].reasons) > 1


def test_faults_of_the_source_are_reasons(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(b"event_id,type,occurred_at,actor_id,surface,post_id\n")
    with file.open("ab") as more:
        more.write(
            b"e1,view,2024-01-01T00:00:00Z,u1,organic,p1\ne2,view,1700000000000,u1,organic,p1\na,b,c,d,e,f,g\n"
        )
    report = checked(file)
    assert (report.lines, report.valid, report.dead) == (3, 2, 1)
    (example,) = report.examples["unreadable"]
    assert (example.where, example.reasons[0].message) == (
        f"{file}:4",
        "this record has 7 cells, the header 6",
    )


def test_batches_add_up_and_errors_come_through(tmp_path: Path) -> None:
    file = tmp_path / "log.ndjson"
    file.write_bytes(line() * 10 + b"x\n")
    seen: list[int] = []
    source = FileSource([str(file)], clock=clock, batch_lines=4)
    report = validate(source, on_batch=lambda so_far: seen.append(so_far.lines))
    assert (report.valid, report.dead, seen) == (10, 1, [4, 8, 11])
    cut = tmp_path / "cut.gz"
    cut.write_bytes(b"\x1f\x8b\x08")
    with pytest.raises(SourceDamaged):
        checked(cut)
