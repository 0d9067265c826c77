"""The logs that benchmarks read: simulated ones, kept between runs, and the example's."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa

import sparktally.simulate
from sparktally.simulate.knobs import Knobs
from sparktally.simulate.write import write

CACHE = Path(tempfile.gettempdir()) / "sparktally-benchmarks"
EXAMPLE = Path(__file__).parents[1] / "examples" / "kuairand" / "log.ndjson"


def simulated(knobs: Knobs, cache: Path, ending: str = "ndjson") -> Path:
    """Give the log of those knobs, made anew when it or what simulates is new.

    An unfinished one is never left under the name that it would be found by.
    """
    cache.mkdir(parents=True, exist_ok=True)
    kind = f"log-{knobs.lines}-{knobs.seed}-{knobs.facts.value}"
    log = cache / f"{kind}-{_named(knobs)}.{ending}"
    if not log.exists():
        print(f"simulating {knobs.lines:,} lines in {log}", file=sys.stderr)
        for old in cache.glob(f"{kind}-*.{ending}"):
            old.unlink()  # of other knobs, or of an older simulation
        unfinished = log.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            write(file, log.name, knobs)
        unfinished.rename(log)
    return log


def _named(knobs: Knobs) -> str:
    """Name the knobs and what simulates: its sources, and the versions that the bytes depend on."""
    home = Path(sparktally.simulate.__path__[0])
    sources = b"".join(path.read_bytes() for path in sorted([*home.glob("*.py"), *home.glob("sql/*.sql")]))
    text = f"{knobs} {duckdb.__version__} {pa.__version__}".encode()
    return hashlib.sha256(sources + text).hexdigest()[:12]
