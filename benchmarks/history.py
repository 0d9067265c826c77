"""Stores that hold the first lines of one long log, to apply what comes next to: made once, then kept.

The log is cut into files at the sizes of the histories; each history is one replay of the files before its
cut. What comes next are the first lines of the next file; a history that took some goes on behind them.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import engine
import schemas
import streams
from benchmarks import machine
from benchmarks.logs import digest_of
from benchmarks.row import Outcome, Sizes, Verdict
from benchmarks.timing import SPARKTALLY, run
from sparktally.simulate.knobs import Knobs
from sparktally.simulate.write import write

RUNS_MAX = 4
"""A history is made anew when so many runs have applied their batches to it."""
LOG_BYTES, STORE_BYTES = 230, 200
"""A line, at most."""
GIB = 2**30
LATE_ADS = 0.5


@dataclass(frozen=True, slots=True)
class History:
    """A store of the first `lines` lines, and how its replay went.

    Args:
        lines: that were replayed.
        store: the file.
        following: the log file whose lines come next.
        seconds: the replay's wall time.
        peak_bytes: the most memory that it held.
        store_bytes: of the file after the replay.
    """

    lines: int
    store: Path
    following: Path
    seconds: float
    peak_bytes: int
    store_bytes: int


def knobs_of(sizes: Sizes) -> Knobs:
    """The log that histories are cut from; half of its ads are told late, so that batches have late facts."""
    after = RUNS_MAX * 2 * (sizes.batches + 2) * (sizes.batch_lines + sizes.batch_lines // 10)
    return Knobs(lines=sizes.history[-1] + after, seed=sizes.seed, late_ads=LATE_ADS)


def history(sizes: Sizes, lines: int) -> History:
    """The history of so many lines, replayed if there is none of today's code."""
    parts = _parts(sizes)
    place = sizes.history.index(lines) + 1
    code = digest_of(*engine.__path__, *schemas.__path__, *streams.__path__)
    store = parts[0].with_name(f"{lines}-{code}.duckdb")
    told = store.with_suffix(".json")
    if not told.exists():
        print(f"replaying {lines:,} lines into {store}", file=sys.stderr)
        for old in store.parent.glob(f"{lines}-*"):
            old.unlink()
        done = run([*SPARKTALLY, "replay", *parts[:place], "--store", store], store.with_suffix(".txt"))
        figures = {
            "seconds": done.seconds,
            "peak_bytes": done.peak_bytes,
            "store_bytes": store.stat().st_size,
        }
        told.write_text(json.dumps(figures), encoding="utf-8")
    return History(lines, store, parts[place], **json.loads(told.read_text(encoding="utf-8")))


def _parts(sizes: Sizes) -> list[Path]:
    """The log, cut at the sizes of the histories, and what comes after the last."""
    knobs = knobs_of(sizes)
    cuts = [*sizes.history, knobs.lines]
    kind = "history-" + "-".join(map(str, sizes.history))
    folder = sizes.cache / f"{kind}-{digest_of(*_simulator(), told=str(knobs))}"
    parts = [folder / f"{number:02}-{cut}.ndjson" for number, cut in enumerate(cuts)]
    if folder.exists():
        return parts
    for old in sizes.cache.glob(f"{kind}-*"):
        shutil.rmtree(old)  # of an older simulation
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    _see_that_there_is_room(sizes, knobs.lines)
    print(f"simulating {knobs.lines:,} lines in {folder}", file=sys.stderr)
    with _Cut([unfinished / part.name for part in parts], cuts) as files:
        write(files, "log.ndjson", knobs)  # type: ignore[arg-type]  # all that it needs of a file is `write`
    unfinished.rename(folder)
    return parts


def _simulator() -> list[str]:
    import sparktally.simulate  # noqa: PLC0415

    return list(sparktally.simulate.__path__)


def _see_that_there_is_room(sizes: Sizes, lines: int) -> None:
    need = lines * LOG_BYTES + sum(sizes.history) * STORE_BYTES
    free = shutil.disk_usage(sizes.cache).free
    if free < need:
        raise RuntimeError(
            f"histories need about {need / GIB:.0f} GiB in {sizes.cache}, and {free / GIB:.0f} are free"
        )


class _Cut:
    """Takes a log's bytes and writes them into files, each up to its cut, counted in lines."""

    def __init__(self, paths: list[Path], cuts: list[int]) -> None:
        self._files = [path.open("wb") for path in paths]
        self._cuts = cuts
        self._lines = 0

    def write(self, data: bytes) -> int:
        """Write whole lines."""
        rest = data
        while rest:
            room = self._cuts[0] - self._lines
            lines = rest.count(b"\n")
            end = len(rest) if lines <= room else _end_of(rest, room)
            self._files[0].write(rest[:end])
            self._lines += min(lines, room)
            rest = rest[end:]
            if self._lines == self._cuts[0] and len(self._cuts) > 1:
                self._files.pop(0).close()
                self._cuts.pop(0)
        return len(data)

    def __enter__(self) -> _Cut:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()


def _end_of(data: bytes, lines: int) -> int:
    """Where so many lines end."""
    at = 0
    for _ in range(lines):
        at = data.index(b"\n", at) + 1
    return at


def row(sizes: Sizes) -> Outcome:
    """How much memory the replay of the longest history took."""
    longest = history(sizes, sizes.history[-1])
    rows = [
        f"| {each.lines:,} | {each.seconds:,.0f} s | {each.lines / each.seconds:,.0f} | "
        f"{each.peak_bytes / 2**20:,.0f} MiB | {each.store_bytes / 1e6:,.0f} MB |"
        for each in (history(sizes, lines) for lines in sizes.history)
    ]
    head = "| lines | replay | lines/s | peak memory | store |\n|---:|---:|---:|---:|---:|"
    section = "\n".join([head, *rows, "", "One process each.", "", f"On {machine.describe()}."])
    peak = longest.peak_bytes / GIB
    return Outcome(section, (Verdict(f"peak memory of {longest.lines:,} lines", peak, " GiB", 3.0, 1.5),))
