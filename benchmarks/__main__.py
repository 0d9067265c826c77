"""`python -m benchmarks [ROW…]`: measure, print, write into the page.

Exits 1 when a must is missed, 2 when a run failed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks import (
    batches,
    facts_last,
    gate,
    history,
    instead,
    page,
    post,
    replay,
    size,
    steps,
    verify,
)
from benchmarks.row import Row, Sizes, Verdict

ROWS: dict[str, Row] = {
    "replay": replay.ndjson,
    "replay-parquet": replay.parquet,
    "steps": steps.row,
    "fast-lane": gate.row,
    "verify": verify.row,
    "facts-last": facts_last.row,
    "memory": history.row,
    "size": size.row,
    "post": post.row,
    "batches": batches.row,
    "instead": instead.row,
}


def main(arguments: list[str] | None = None) -> int:
    """Measure the rows that are named, or all."""
    options = _parser().parse_args(arguments)
    sizes = Sizes(
        lines=options.lines,
        history=options.history,
        batch_lines=options.batch_lines,
        batches=options.batches,
        pairs=options.pairs,
        seed=options.seed,
        cache=options.cache.resolve(),
        picture=options.write.resolve().with_name("batch-cost.svg") if options.write else None,
    )
    sizes.cache.mkdir(parents=True, exist_ok=True)
    verdicts: list[Verdict] = []
    for name in options.row or ROWS:
        print(f"-- {name}", file=sys.stderr)
        try:
            outcome = ROWS[name](sizes)
        except subprocess.CalledProcessError as error:
            print(f"no figures: {' '.join(error.cmd)} ended with {error.returncode}", file=sys.stderr)
            return 2
        except RuntimeError as error:
            print(f"no figures: {error}", file=sys.stderr)
            return 2
        print(outcome.page())
        if options.write:
            page.write(options.write, name, outcome.page())
        verdicts += outcome.verdicts
    missed = [verdict for verdict in verdicts if not verdict.meets(verdict.must)]
    for verdict in verdicts:
        print(verdict.told(), file=sys.stderr)
    return int(bool(missed) and not options.only_tell)


def _parser() -> argparse.ArgumentParser:
    at = Sizes()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure sparktally.")
    parser.add_argument("row", nargs="*", choices=[*ROWS, []], help=f"which, of: {', '.join(ROWS)} (all)")
    add = parser.add_argument
    add("--lines", type=int, default=at.lines, help="lines of a log (%(default)s)")
    add(
        "--history",
        type=_sizes,
        default=at.history,
        help="lines of the stores (%(default)s)",
    )
    add("--batch-lines", type=int, default=at.batch_lines, help="lines of a batch (%(default)s)")
    add("--batches", type=int, default=at.batches, help="batches on each history (%(default)s)")
    add("--pairs", type=int, default=at.pairs, help="pairs of runs; half of long ones, and one (%(default)s)")
    add("--seed", type=int, default=at.seed, help="seed of the logs (%(default)s)")
    add("--cache", type=Path, default=at.cache, help="where logs and histories are kept (%(default)s)")
    add("--write", type=Path, help="the page whose sections are rewritten, with a chart beside it")
    add("--only-tell", action="store_true", help="end with 0 when a must is missed: small sizes mean little")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(sorted({int(part) for part in text.split(",")}))
    if len(sizes) < 2:
        raise argparse.ArgumentTypeError("give at least two sizes, with commas between")
    return sizes


if __name__ == "__main__":
    sys.exit(main())
