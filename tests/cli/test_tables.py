import io
import sys
import time

import pytest

from sparktally.cli import tables
from sparktally.cli.tables import print_line, print_table, print_text
from sparktally.columns import heading
from sparktally.rows import Rows

LONG = "7" * 128


def test_numbers_stand_to_the_right_with_separators(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(Rows(("id", "n"), [("a", 1234567), ("b", None), ("c", 5)]))
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:] == ["a    1,234,567", "b            –", "c            5"]


def test_no_line_ends_in_blanks(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(Rows(("id", "what"), [("a", "long enough"), ("b", "x"), ("c", "")]))
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    assert lines[2:] == ["a    long enough", "b    x", "c"]


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
    print_table(Rows(("n",), [(None,), (1,), ("é",)]))
    sys.stdout.flush()
    assert raw.getvalue().decode("ascii").split()[-4:] == ["-", "-", "1", "\\xe9"]


def test_a_dumb_terminal_gets_whole_ids(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    print_table(Rows(("post_id", "creator_id"), [(LONG, "c")]))
    assert capsys.readouterr().out.splitlines() == [
        "post_id",
        "─" * len(LONG),
        LONG,
        "1 more column with --json or --csv",
    ]


def test_wide_characters_keep_the_columns_straight(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(Rows(("id", "n"), [("動画", 1), ("ab", 2)]))
    assert capsys.readouterr().out.splitlines()[2:] == ["動画   1", "ab     2"]


def test_texts_are_cut_before_a_column_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "room", lambda: 60)
    print_table(Rows(("post_id", "reason", "line"), [("7" * 19, "r" * 70, "short"), ("8", "r", "l" * 40)]))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[2].startswith("7" * 19 + "   rrrrrrrrrr")
    assert "r…   short" in lines[2]
    assert lines[3].endswith("l…")
    assert "whole with --json" in lines[-1]
    print_table(Rows(("post_id", "reason"), [("7" * 50, "r" * 70)]))
    assert "1 more column" in capsys.readouterr().out
    print_table(Rows(("id", "detail"), [("7", "r" * 70)]), exact=True)
    assert "1 more column" in capsys.readouterr().out


def test_numbers_that_name_something_have_no_separators(capsys: pytest.CaptureFixture[str]) -> None:
    rows = Rows(("letter", "line_number", "position", "batch", "likes"), [(1090, 2090, 3090, 4090, 5090)])
    print_table(rows)
    assert capsys.readouterr().out.splitlines()[-1].split() == ["1090", "2090", "3090", "4090", "5,090"]
    print_table(rows, exact=True)
    assert capsys.readouterr().out.splitlines()[-1].endswith(" 5090")


def test_long_tables_are_fast(capsys: pytest.CaptureFixture[str]) -> None:
    rows = Rows(tuple(f"c{place}" for place in range(20)), [(*["text"] * 10, *range(10))] * 20_000)
    started = time.process_time()
    print_table(rows)
    assert time.process_time() - started < 5
    assert capsys.readouterr().out.count("\n") == 20_002


def test_text_is_broken_between_words_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "room", lambda: 20)
    print_text(f"some words and {LONG} and more\nnext")
    assert capsys.readouterr().out.splitlines() == ["some words and", LONG, "and more", "next"]
