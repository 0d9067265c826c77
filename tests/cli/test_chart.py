from datetime import date, timedelta

import pytest

from sparktally.cli.chart import BARS_MAX, bucketed, lengths, print_chart

FIRST = date(2024, 2, 27)


def days(count: int, organic: int = 3, paid: int = 2) -> list[tuple[object, ...]]:
    return [(FIRST + timedelta(days=number), organic, paid) for number in range(count)]


@pytest.mark.parametrize("count", [1, 31, 32, 200, 217, 900, 5000])
def test_bars_are_few_and_lose_nothing(count: int) -> None:
    bars = bucketed(days(count))
    assert len(bars) <= BARS_MAX
    assert sum(organic for _, organic, _ in bars) == 3 * count
    assert sum(paid for _, _, paid in bars) == 2 * count


def test_a_day_has_its_own_bar_while_there_is_room() -> None:
    assert [label for label, _, _ in bucketed(days(3))] == ["2024-02-27", "2024-02-28", "2024-02-29"]
    assert bucketed(days(40))[0][0] == "2024-02-26 +6 d"


@pytest.mark.parametrize("organic", [-5, 0, 1, 7, 999, 1000])
@pytest.mark.parametrize("paid", [-5, 0, 1, 7, 999, 1000])
@pytest.mark.parametrize("unit", [0.1, 1.0, 33.3, 2000.0])
def test_parts_make_the_whole(organic: int, paid: int, unit: float) -> None:
    first, second = lengths(organic, paid, unit)
    assert first >= 0
    assert second >= 0
    assert first + second <= max(1, round((max(organic, 0) + max(paid, 0)) / unit))
    assert (first + second > 0) == (max(organic, paid) > 0)


def test_the_chart_shows_each_day_with_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    print_chart([(FIRST, 1200, 300), (FIRST + timedelta(days=1), -1, 0)], "views by day")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("views by day")
    assert "1,200 + 300" in lines[1]
    assert lines[1].count("█") > lines[1].count("░") > 0
    assert "-1 + 0" in lines[2]
    assert "█" not in lines[2]


def test_no_days_no_bars(capsys: pytest.CaptureFixture[str]) -> None:
    print_chart([], "views by day")
    assert capsys.readouterr().out == "views by day: nothing\n"
