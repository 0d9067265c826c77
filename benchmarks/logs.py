"""The logs that benchmarks read: a generated one, kept between runs, and the example's."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import duckdb
from generate import Knobs, generate

HERE = Path(__file__).parent
CACHE = Path(tempfile.gettempdir()) / "sparktally-benchmarks"
EXAMPLE = HERE.parent / "examples" / "kuairand" / "log.ndjson"


def generated(lines: int, seed: int, cache: Path) -> Path:
    """Give the generated log of that size and seed, made anew when it or the generator is new.

    An unfinished one is never left under the name that it would be found by.
    """
    cache.mkdir(parents=True, exist_ok=True)
    log = cache / f"log-{lines}-{seed}-{_generator()}.ndjson"
    if not log.exists():
        print(f"generating {lines:,} lines in {log}", file=sys.stderr)
        unfinished = log.with_suffix(".unfinished")
        for old in cache.glob(f"log-{lines}-{seed}-*.ndjson"):
            old.unlink()  # made by an older generator
        generate(unfinished, Knobs(lines=lines, seed=seed))
        unfinished.rename(log)
    return log


def _generator() -> str:
    """Name the generator: its sources and DuckDB's version, whose hashes its draws are."""
    sources = [HERE / "generate.py", *sorted(HERE.glob("*.sql"))]
    text = b"".join(path.read_bytes() for path in sources) + duckdb.__version__.encode()
    return hashlib.sha256(text).hexdigest()[:12]
