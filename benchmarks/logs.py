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
SOURCES = (".py", ".sql", ".toml")
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
    return digest_of(sparktally.simulate.__path__[0], told=f"{knobs} {duckdb.__version__} {pa.__version__}")


def digest_of(*homes: str, told: str = "") -> str:
    """Name what is made by packages: by their sources, and what else it depends on."""
    files = [path for home in homes for path in sorted(Path(home).rglob("*")) if path.suffix in SOURCES]
    text = b"".join(path.read_bytes() for path in files) + told.encode()
    return hashlib.sha256(text).hexdigest()[:12]
