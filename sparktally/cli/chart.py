"""A small chart for the terminal: organic against paid, a bar a day (or week, month, year)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from rich.text import Text

from sparktally.cli.tables import console

BARS_MAX = 31
WIDTH_MAX = 60
STYLES = ("green", "yellow")

Bar = tuple[str, int, int]


def print_chart(days: Sequence[tuple[object, ...]], title: str) -> None:
    """Draw rows of (day, organic, paid); a value below 0 has no bar, its number stands beside."""
    out = console()
    if not days:
        out.print(Text(f"{title}: nothing"))
        return
    full, light = ("█", "░") if out.encoding.lower().startswith("utf") else ("#", "-")
    bars = bucketed(days)
    labels = max(len(label) for label, _, _ in bars)
    figures = max(len(_figures(bar)) for bar in bars)
    width = max(10, min(WIDTH_MAX, out.width - labels - figures - 4))
    unit = max(1, *(max(organic, 0) + max(paid, 0) for _, organic, paid in bars)) / width
    out.print(Text.assemble((title, "bold"), f"  {full} organic ", (f"{light} paid", "default")))
    for bar in bars:
        organic, paid = lengths(bar[1], bar[2], unit)
        rest = " " * (width - organic - paid)
        line = (bar[0].ljust(labels) + "  ", (full * organic, STYLES[0]), (light * paid, STYLES[1]))
        out.print(Text.assemble(*line, f"{rest}  {_figures(bar)}"), no_wrap=True, crop=False)


def lengths(organic: int, paid: int, unit: float) -> tuple[int, int]:
    """Characters of the two parts of a bar; what is not 0 has at least one where the bar has room for it."""
    whole = round((max(organic, 0) + max(paid, 0)) / unit)
    first = min(whole, round(max(organic, 0) / unit))
    if first == 0 and organic > 0 and whole > 1:
        first = 1
    if first == whole and paid > 0 and whole > 1:
        first = whole - 1
    if whole == 0 and max(organic, paid) > 0:
        return (1, 0) if organic >= paid else (0, 1)
    return first, whole - first


def bucketed(days: Sequence[tuple[object, ...]]) -> list[Bar]:
    """By the finest of day, week (from Monday), month and year that gives at most `BARS_MAX` bars."""
    bars: list[Bar] = []
    for name in (_day, _week, _month, _year):
        bars = _summed(days, name)
        if len(bars) <= BARS_MAX:
            break
    return bars


def _summed(days: Sequence[tuple[object, ...]], name: Callable[[date], str]) -> list[Bar]:
    sums: dict[str, tuple[int, int]] = {}
    for day, organic, paid in days:
        if not isinstance(day, date):
            continue
        before = sums.get(name(day), (0, 0))
        sums[name(day)] = (before[0] + int(str(organic or 0)), before[1] + int(str(paid or 0)))
    return [(label, organic, paid) for label, (organic, paid) in sums.items()]


def _figures(bar: Bar) -> str:
    return f"{bar[1]:,} + {bar[2]:,}"


def _day(day: date) -> str:
    return day.isoformat()


def _week(day: date) -> str:
    return f"{day - timedelta(days=day.weekday())} +6 d"


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _year(day: date) -> str:
    return f"{day:%Y}"
