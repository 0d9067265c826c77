"""Whole processes, timed one after the other; pairs of them; and how such figures are written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from engine.scanner.scan import warm_up

HOME = Path(__file__).parents[1]
UNKEPT = "PYTHONDONTWRITEBYTECODE"
SPARKTALLY = (sys.executable, "-m", "sparktally")
LAUNCH = """
import json, os, sys, time
began = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - began
with open(sys.argv[1], "w") as file:
    json.dump([seconds, usage.ru_maxrss, os.waitstatus_to_exitcode(status)], file)
"""
"""Runs what is timed: a process counts what its parent held as its own, so the parent has to be small."""


@dataclass(frozen=True, slots=True)
class Run:
    """One whole process: wall time in seconds, and the most memory it held, in bytes."""

    seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """Runs of two things in turn, `ours` and what they are compared with."""

    ours: list[Run]
    other: list[Run]

    @property
    def ratios(self) -> list[float]:
        """Ours over the other, pair by pair."""
        return [a.seconds / b.seconds for a, b in zip(self.ours, self.other, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return median(self.ratios)

    def table(self, ours: str, other: str) -> str:
        """Both with their times and the ratios, as Markdown."""
        return "\n".join(
            [
                "| | min | median | max | peak memory |",
                "|---|---:|---:|---:|---:|",
                f"| {ours} | {spread([run.seconds for run in self.ours], ' s')} | {peak(self.ours)} |",
                f"| {other} | {spread([run.seconds for run in self.other], ' s')} | {peak(self.other)} |",
                f"| ratio, pair by pair | {spread(self.ratios, 'x')} | |",
            ]
        )


def run(command: Sequence[str | Path], output: Path, home: Path = HOME) -> Run:
    """Run a command to its end, its standard output into a file; it must succeed.

    Args:
        command: what to run.
        output: the file; its folder is where it runs.
        home: the checkout that it takes our packages from.

    Raises:
        CalledProcessError: it did not.
    """
    told, figures = [str(part) for part in command], output.with_name(f"{output.name}.figures")
    launcher = [sys.executable, "-S", "-c", LAUNCH, str(figures), *told]
    with output.open("wb") as stdout:
        subprocess.run(launcher, stdout=stdout, cwd=output.parent, env=_environment(home), check=True)
    seconds, kibibytes, code = json.loads(figures.read_text(encoding="utf-8"))
    figures.unlink()
    if code:
        raise subprocess.CalledProcessError(code, told)
    return Run(seconds, int(kibibytes * (1 if sys.platform == "darwin" else 1024)))


def _environment(home: Path) -> dict[str, str]:
    """The environment, with the checkout where programs of the benchmarks find it.

    Compiled modules are kept in the checkout (not in another home), whatever the environment says: who
    installs a wheel has them, and without them every start would compile our modules anew.
    """
    told = {name: value for name, value in os.environ.items() if name != UNKEPT}
    path = os.pathsep.join(filter(None, [str(home), told.get("PYTHONPATH")]))
    return {**told, "PYTHONPATH": path, **({} if home == HOME else {UNKEPT: "1"})}


def compared(pairs: int, ours: Callable[[], Run], other: Callable[[], Run]) -> Pairs:
    """Time the pairs, each in the other order than the one before."""
    found = Pairs([], [])
    for number in range(pairs):
        for first in (number % 2 == 0, number % 2 == 1):
            if first:
                found.ours.append(ours())
            else:
                found.other.append(other())
        said = f"{found.ours[-1].seconds:.2f} s / {found.other[-1].seconds:.2f} s"
        print(f"pair {number + 1}: {said}", file=sys.stderr)
    return found


def warm(*files: Path) -> None:
    """Read files once, so that no run waits for the disk alone; compile the scanner, once on a machine."""
    warm_up()
    for path in files:
        with path.open("rb") as file:
            while file.read(1 << 24):
                pass


def clear(folder: Path) -> None:
    """Remove all that is in a folder."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def spread(values: Sequence[float], unit: str) -> str:
    """The least, the median and the most, as cells."""
    return " | ".join(f"{value:,.2f}{unit}" for value in (min(values), median(values), max(values)))


def peak(runs: Sequence[Run]) -> str:
    """The most memory that any of them held."""
    return f"{max(each.peak_bytes for each in runs) / 2**20:,.0f} MiB"


def megabytes(path: Path) -> str:
    """A file's size."""
    return f"{path.stat().st_size / 1e6:,.0f} MB"
