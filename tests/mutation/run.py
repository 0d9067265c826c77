"""`python -m tests.mutation.run`: every mutant is killed or known to be equivalent, else exit 1."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.mutation.engine_trials import SEEDS
from tests.mutation.report import page, survivors
from tests.mutation.running import run
from tests.mutation.sources import PARTS


def main() -> int:
    """Runs what is asked for, writes the page, names the survivors."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.run", description=__doc__)
    parser.add_argument(
        "--only", choices=PARTS, action="append", help="this part alone; may be given more than once"
    )
    parser.add_argument(
        "--file", default="", help="this file alone, as the page names it (resolve/place, gate/checks)"
    )
    parser.add_argument("--limit", type=int, help="so many mutants of each part, by chance")
    parser.add_argument("--seed", type=int, default=0, help="of the choice under --limit")
    parser.add_argument(
        "--fields", type=int, default=SEEDS, help="how many fields of logs by chance a survivor is tried on"
    )
    parser.add_argument("--listed", action="store_true", help="try those listed as equivalent by name too")
    parser.add_argument("--write", type=Path, help="where to write the page")
    asked = parser.parse_args()
    outcomes, seconds = run(
        asked.only or PARTS, asked.limit, asked.seed, asked.fields, listed=asked.listed, file=asked.file
    )
    if asked.write is not None:
        asked.write.parent.mkdir(parents=True, exist_ok=True)
        asked.write.write_text(page(outcomes, seconds), encoding="utf-8")
    left = survivors(outcomes)
    for each in left:
        print(f"SURVIVES {each.mutant.file}:{each.mutant.line}: {' '.join(each.mutant.shown.split())}")
    killed = sum(1 for each in outcomes if each.way == "killed")
    print(f"{len(outcomes)} mutants in {seconds:.0f} s: {killed} killed, {len(left)} survive")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
