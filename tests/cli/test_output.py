import csv
import io
import json
import sys

import duckdb
import pytest

from sparktally.cli.output import write_csv, write_json
from sparktally.rows import Rows, distinct, fetched


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def stdout(monkeypatch: pytest.MonkeyPatch, kind: type[io.TextIOWrapper] = io.TextIOWrapper) -> io.BytesIO:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", kind(raw, encoding="ascii"))
    return raw


@pytest.mark.parametrize("rows", [[], [("a", 1)], [("é\x1b", None), ("b", 2)]])
def test_json_is_one_array_in_utf8_whatever_the_locale(
    monkeypatch: pytest.MonkeyPatch, rows: list[tuple[object, ...]]
) -> None:
    out = stdout(monkeypatch)
    write_json(Rows(("id", "n"), rows))
    assert json.loads(out.getvalue()) == [{"id": name, "n": number} for name, number in rows]
    assert b"\x1b" not in out.getvalue()


def test_csv_follows_rfc_4180(monkeypatch: pytest.MonkeyPatch) -> None:
    out = stdout(monkeypatch)
    write_csv(Rows(("id", "n"), [('a"b', 1), ("c,d\ne", None), ("é", True)]))
    assert out.getvalue() == 'id,n\r\n"a""b",1\r\n"c,d\ne",\r\né,true\r\n'.encode()
    assert list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))[2] == ["c,d\ne", ""]


def test_csv_on_a_terminal_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = stdout(monkeypatch, Terminal)
    write_csv(Rows(("id",), [("a\x1b[2J",)]))
    assert raw.getvalue() == b"id\r\na\\x1b[2J\r\n"


def test_columns_of_one_name_keep_their_values_apart() -> None:
    assert distinct(["a", "a", "a_2", "a"]) == ("a", "a_2", "a_2_2", "a_3")


def test_every_duckdb_type_arrives() -> None:
    con = duckdb.connect()
    select = "SELECT TIMESTAMPTZ '2024-01-01 02:00:00+02' AS z, 1::HUGEINT AS h, 'a'::BLOB AS b"
    rows = fetched(con.execute(select))
    (record,) = rows.records()
    assert record["z"].isoformat() == "2024-01-01T00:00:00+00:00"
    assert (record["h"], record["b"]) == (1, b"a")
    assert fetched(con.execute("SELECT 1 AS x WHERE false")).rows == []


def test_columns_can_be_picked() -> None:
    rows = Rows(("a", "b", "c"), [(1, 2, 3)])
    assert rows.only(("c", "nope", "a")) == Rows(("c", "a"), [(3, 1)])
