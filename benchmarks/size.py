"""The size of a store against the same data in Parquet, compressed with zstd."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import machine
from benchmarks.history import history, knobs_of
from benchmarks.row import Outcome, Sizes, Verdict
from sparktally.simulate.write import write


def row(sizes: Sizes) -> Outcome:
    """Bytes a line of both: the Parquet is of the whole log, the store of all of it but its last lines."""
    longest = history(sizes, sizes.history[-1])
    knobs = knobs_of(sizes)
    with tempfile.TemporaryDirectory(prefix="sparktally-size-", dir=sizes.cache) as folder:
        path = Path(folder) / "log.parquet"
        with path.open("wb") as file:
            write(file, path.name, knobs)
        parquet = path.stat().st_size
    store_line, parquet_line = longest.store_bytes / longest.lines, parquet / knobs.lines
    section = f"""\
| | lines | MB | bytes a line |
|---|---:|---:|---:|
| store after one replay | {longest.lines:,} | {longest.store_bytes / 1e6:,.0f} | {store_line:.1f} |
| Parquet, zstd | {knobs.lines:,} | {parquet / 1e6:,.0f} | {parquet_line:.1f} |

The store holds every event with its position, placements, totals, days, reach and digests. The Parquet
is what `simulate` writes: typed columns, a row group for 200,000 lines, zstd at its default level.

On {machine.describe()}."""
    ratio = store_line / parquet_line
    return Outcome(section, (Verdict("store against zstd Parquet", ratio, "x", 2.5, 1.5),))
