"""Sections of a page between marks, rewritten by what is measured; the rest of the page stays."""

from __future__ import annotations

from pathlib import Path


def write(page: Path, name: str, section: str) -> None:
    """Put a row's section between its marks in the page, at its end where it has none."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    if begin not in text:
        text = f"{text.rstrip()}\n\n{begin}\n{end}\n"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{before}{begin}\n{section}\n{end}{after}", encoding="utf-8")
