"""What a benchmark ran on, in one line: the figures mean nothing without it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version


def describe() -> str:
    """Name the cores that this process may use, the memory, the system, and the versions that matter."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("sparktally", "duckdb", "pyarrow", "pydantic")
    )
    return (
        f"{cores} cores ({platform.machine()}), {memory:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}"
    )
