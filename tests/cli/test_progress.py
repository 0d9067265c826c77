from collections.abc import Callable

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


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def read_to(lines: int, of: int = 10_000, earlier: int = 0) -> Progress:
    """Reading has given so many lines of 100 bytes each; earlier ones were passed."""
    return Progress("/logs/a.ndjson", 0, 1, 100 * (earlier + lines), 100 * of, lines)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """What was said since last asked."""
    return lambda: list(capsys.readouterr().err.splitlines())


Said = Callable[[], list[str]]


def test_where_there_is_no_terminal_a_line_comes_every_few_seconds(said: Said) -> None:
    clock = Clock()
    with reading_progress(clock) as shows:
        for second in range(13):
            clock.now = second
            shows.read(read_to(second))
            shows.applied(second)
    assert [line.partition(":")[0] for line in said()] == ["a.ndjson", "a.ndjson"]


def test_what_is_read_ahead_is_not_done(said: Said) -> None:
    clock = Clock()
    with reading_progress(clock) as shows:
        shows.read(read_to(1_000))
        shows.read(read_to(5_000))
        shows.read(read_to(10_000))
        clock.now = 10.0
        shows.applied(1_000)
        clock.now = 20.0
        shows.applied(4_999)
        clock.now = 50.0
        shows.applied(5_000)
    assert said() == [
        "a.ndjson: 100.0 kB of 1.0 MB, 1,000 lines, 100 lines/s, about 90 s left",
        "a.ndjson: 500.0 kB of 1.0 MB, 5,000 lines, 100 lines/s, about 50 s left",
    ]


def test_what_an_earlier_run_had_read_is_no_speed(said: Said) -> None:
    clock = Clock()
    with reading_progress(clock) as shows:
        clock.now = 4.0
        shows.read(read_to(0, earlier=8_000))
        shows.read(read_to(1_000, earlier=8_000))
        clock.now = 14.0
        shows.applied(1_000)
    assert said() == ["a.ndjson: 900.0 kB of 1.0 MB, 1,000 lines, 100 lines/s, about 10 s left"]


def test_nothing_is_left_at_the_end() -> None:
    assert plain_line(read_to(10_000), 5.0, 500.0).endswith("5 lines/s")


def test_a_bar_shows_what_is_committed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with reading_progress() as shows:
        shows.read(HALF)
        shows.read(Progress("/logs/b", 2, 2, 1_000_000, 1_000_000, 4_000))
        shows.applied(2_000)
        (task,) = shows._bars.tasks
        assert (task.completed, task.total) == (500_000, 1_000_000)
        shows.applied(4_000)
        assert (task.completed, task.description) == (1_000_000, "b (2/2)")
    with working("verifying"):
        pass
    assert "\x1b.ndjson" not in capsys.readouterr().err
