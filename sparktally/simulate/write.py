"""A whole log into an open file."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import IO

from sparktally.simulate.chunks import chunks
from sparktally.simulate.knobs import Knobs
from sparktally.simulate.sinks import form_of, sink
from sparktally.simulate.world import World

OnLines = Callable[[int], None]
"""Told now and then how many lines are written; what it raises ends the writing."""
THREADS_MAX = 8


def write(file: IO[bytes], name: str, knobs: Knobs, on_lines: OnLines = lambda _: None) -> None:
    """Write a log's lines in the order of arrival, about 225 bytes each as NDJSON.

    Memory is bounded by a few chunks of 200,000 lines for every core, and 100 bytes for every post.

    Args:
        file: what to write to; it stays open.
        name: of the log; its ending says whether it is NDJSON, how compressed, or Parquet.
        knobs: what the log is like.
        on_lines: told how many lines are written so far.

    Raises:
        BadKnob: the knobs make no log, or no log is called so.
    """
    form_of(name)
    with World(knobs) as world, sink(file, name) as log:
        written = 0
        for chunk in chunks(world, knobs.facts, form=log.form, threads=_cores()):
            log.write(chunk)
            written += chunk.lines
            on_lines(written)


def _cores() -> int:
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(mine or 1, THREADS_MAX)
