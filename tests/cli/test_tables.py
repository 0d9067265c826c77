import io
import sys

import pytest

from sparktally.cli import tables
from sparktally.cli.rows import Rows
from sparktally.cli.tables import heading, print_line, print_table

LONG = "7" * 128


def test_numbers_stand_to_the_right_with_separators(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(Rows(("id", "n"), [("a", 1234567), ("b", None), ("c", 5)]))
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:] == ["a    1,234,567", "b            –", "c            5"]


def test_blanks_at_the_end_are_for_terminals_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Rows(("id", "what"), [("a", "long enough"), ("b", "x"), ("c", "")])
    print_table(rows)
    piped = capsys.readouterr().out
    assert [line for line in piped.splitlines() if line != line.rstrip()] == []
    assert piped.splitlines()[2:] == ["a    long enough", "b    x", "c"]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr(tables, "room", lambda: 80)
    print_table(rows)
    assert "b    x          " in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("hidden", "said"), [(1, "1 more column with --json"), (2, "2 more columns with --json")]
)
def test_columns_left_out_are_counted(hidden: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(Rows(("id",), [("a",)]), hidden=hidden)
    assert said in capsys.readouterr().out


def test_ids_are_never_cut_or_wrapped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "room", lambda: 40)
    print_table(Rows(("post_id", "creator_id", "n"), [(LONG, LONG, 1)]))
    out = capsys.readouterr().out
    assert LONG in out
    assert "2 more columns with --json or --csv" in out


def test_columns_go_from_the_right_when_there_is_no_room(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "room", lambda: 20)
    print_table(Rows(("one", "two", "three"), [("aaaa", "bbbb", "cccccccccccc")]), hidden=1)
    out = capsys.readouterr().out
    assert "aaaa   bbbb" in out
    assert "cccc" not in out
    assert "2 more columns" in out
    assert max(len(line) for line in out.splitlines()[:3]) <= 20


def test_text_is_never_interpreted(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(Rows(("id",), [("[red]:smile:[/red]\x1b[2J\u202e",)]), title="[bold]title")
    print_line("[link=x]line[/link]\x1b[2J")
    out = capsys.readouterr().out
    assert "[red]:smile:[/red]\\x1b[2J\\u202e" in out
    assert "[bold]title" in out
    assert "[link=x]line[/link]" in out
    assert "\x1b" not in out


def test_headings_break_after_underscores() -> None:
    assert heading("video_views_organic") == "video_views_\norganic"
    assert heading("likes") == "likes"
    assert heading("clicks_on_hashtag_challenge").replace("\n", "") == "clicks_on_hashtag_challenge"


def test_without_utf8_null_is_a_hyphen(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    print_table(Rows(("n",), [(None,), (1,)]))
    sys.stdout.flush()
    assert raw.getvalue().decode("ascii").split()[-2:] == ["-", "1"]
