from collections.abc import Iterator

import pytest

from sparktally.cli.progress import plain_line, reading_progress, working
from streams.source import Progress

HALF = Progress("/logs/a\x1b.ndjson", 0, 2, 500_000, 1_000_000, 2_000)


def test_a_plain_line_says_how_far_and_how_long() -> None:
    line = plain_line(HALF, 1000.0, 250_000.0)
    assert line == "a\\x1b.ndjson (1/2): 500.0 kB of 1.0 MB, 2,000 lines, 1,000 lines/s, about 2 s left"


def test_of_standard_input_nobody_knows_the_end() -> None:
    line = plain_line(Progress("<stdin>", 0, 1, 500, None, 7), 3.5, 10.0)
    assert line == "<stdin>: 500 bytes, 7 lines, 4 lines/s"


def clock(*moments: float) -> Iterator[float]:
    yield from moments
    while True:
        yield moments[-1]


def test_where_there_is_no_terminal_a_line_comes_every_few_seconds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    moments = clock(0.0, 1.0, 6.0, 6.0, 7.0, 12.0, 12.0)
    with reading_progress(lambda: next(moments)) as shows:
        for _ in range(4):
            shows.read(HALF)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("a\\x1b.ndjson (1/2)") for line in lines)


def test_the_rate_is_of_committed_lines_where_they_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    moments = clock(0.0, 10.0)
    with reading_progress(lambda: next(moments)) as shows:
        shows.applied(500)
        shows.read(HALF)
    assert "50 lines/s" in capsys.readouterr().err


def test_a_bar_is_drawn_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with reading_progress() as shows:
        shows.read(HALF)
        shows.applied(5)
        shows.read(Progress("/logs/b", 2, 2, 1_000_000, 1_000_000, 4_000))
    with working("verifying"):
        pass
    assert "\x1b.ndjson" not in capsys.readouterr().err
