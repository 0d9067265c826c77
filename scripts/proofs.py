"""Write the figures of the long proofs into a page: `python -m scripts.proofs REPORT docs/proofs.md`.

Reads the report that `pytest -m prove --junitxml REPORT` left: for each proof how many cases ran, how long
they took, and what they told with `record_property`: whole numbers, summed over the cases. A page is left as
it was where one failed or none ran.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

MARKS = ("<!-- proofs: begin -->", "<!-- proofs: end -->")


@dataclass(slots=True)
class Proof:
    """All cases of one test function: how many, their seconds together, and what they told."""

    cases: int = 0
    failed: int = 0
    seconds: float = 0.0
    told: Counter[str] = field(default_factory=Counter)


def proofs(report: Path) -> dict[str, Proof]:
    """By `file::function`, every proof of a JUnit report."""
    found: dict[str, Proof] = defaultdict(Proof)
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 -- our own pytest wrote it
        file = case.get("classname", "").replace(".", "/")
        proof = found[f"{file}.py::{case.get('name', '').partition('[')[0]}"]
        proof.cases += 1
        proof.failed += any(case.find(kind) is not None for kind in ("failure", "error", "skipped"))
        proof.seconds += float(case.get("time", "0"))
        for each in case.iter("property"):
            proof.told[each.get("name", "")] += int(each.get("value", ""))
    return dict(found)


def section(found: dict[str, Proof]) -> str:
    """The table of the page."""
    rows = ["| proof | cases | seconds | told |", "|---|---:|---:|---|"]
    for name, proof in sorted(found.items()):
        told = ", ".join(f"{value:,} {key.replace('_', ' ')}" for key, value in sorted(proof.told.items()))
        rows.append(f"| `{name}` | {proof.cases:,} | {proof.seconds:,.0f} | {told} |")
    cases, seconds = (sum(getattr(each, name) for each in found.values()) for name in ("cases", "seconds"))
    rows.append(f"| **all** | **{cases:,}** | **{seconds:,.0f}** | |")
    return "\n".join(rows)


def main(report: Path, page: Path) -> int:
    """Rewrite what stands between the page's marks."""
    found = proofs(report)
    failed = sorted(name for name, proof in found.items() if proof.failed)
    if failed or not found:
        print(f"{page} is left as it was: {', '.join(failed) or 'no proof ran'} failed", file=sys.stderr)
        return 1
    before, _, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    page.write_text(f"{before}{MARKS[0]}\n{section(found)}\n{MARKS[1]}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
