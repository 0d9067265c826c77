"""Put the figures of `docs/benchmarks.md` into the README: `python -m scripts.figures`."""

from __future__ import annotations

import re
from pathlib import Path

HOME = Path(__file__).parents[1]
MARKS = ("<!-- figures: begin -->", "<!-- figures: end -->")
LINES = re.compile(r"^([\d,]+) generated lines \(([\d,]+) MB", re.MULTILINE)
SECONDS = re.compile(
    r"^\| `sparktally replay` into a new store \| \S+ s \| (\S+) s \| \S+ s \| (.*?) \|", re.MULTILINE
)
RATIO = re.compile(r"^\| ratio, pair by pair \| \S+x \| (\S+)x \|", re.MULTILINE)
RATE = re.compile(r"^Replay: ([\d,]+) lines/s in the median", re.MULTILINE)
MACHINE = re.compile(r"^On (\d+ cores.*?), Python", re.MULTILINE)


def sentence(benchmarks: str) -> str:
    """The figures that a reader asks for first, in a sentence.

    Raises:
        ValueError: the page does not say one of them.
    """
    found = [pattern.search(benchmarks) for pattern in (LINES, SECONDS, RATIO, RATE, MACHINE)]
    lines, seconds, ratio, rate, machine = (each.groups() if each else ("", "") for each in found)
    if None in found:
        raise ValueError("docs/benchmarks.md has no figures in the form that benchmarks/replay.py writes")
    return (
        f"A replay of {lines[0]} lines ({lines[1]} MB) into a new store takes {seconds[0]} s in the median:\n"
        f"{rate[0]} lines/s, {ratio[0]} times what DuckDB takes to load the bare file,\n"
        f"with at most {seconds[1]} of memory ({machine[0]})."
    )


def readme(text: str, benchmarks: str) -> str:
    """The README with the sentence between its marks."""
    before, _, rest = text.partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    return f"{before}{MARKS[0]}\n{sentence(benchmarks)}\n{MARKS[1]}{after}"


def main() -> None:
    """Rewrite the README."""
    page = HOME / "README.md"
    benchmarks = (HOME / "docs/benchmarks.md").read_text(encoding="utf-8")
    page.write_text(readme(page.read_text(encoding="utf-8"), benchmarks), encoding="utf-8")


if __name__ == "__main__":
    main()
