"""The replay loop: batches of a source into the ledger, the next one decoded while this one is applied."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from engine.batch import Batch, BatchResult
from engine.position import Position
from streams.source import Clock, Source


class Applies(Protocol):
    """What replay needs of a ledger; `engine.Ledger` is one."""

    def apply(self, batch: Batch) -> BatchResult:
        """Take in a batch, whole or not at all, with its positions."""
        ...

    def positions(self) -> Mapping[str, Position]:
        """Where every source stands, by its name."""
        ...


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What one replay came to: counts of lines, and of batches."""

    lines: int = 0
    accepted: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    batches: int = 0
    fast_lines: int = 0

    def plus(self, result: BatchResult) -> ReplayResult:
        """With one more batch."""
        return ReplayResult(
            self.lines + result.lines,
            self.accepted + result.accepted,
            self.duplicates + result.duplicates,
            self.dead_letters + result.dead_letters,
            self.batches + 1,
            self.fast_lines + result.fast_lines,
        )


OnBatch = Callable[[Batch, BatchResult], None]
Stop = Callable[[], bool]
_WAIT_SECONDS = 0.1


def replay(
    ledger: Applies,
    source: Source,
    *,
    on_batch: OnBatch | None = None,
    stop: Stop | None = None,
    clock: Clock | None = None,
) -> ReplayResult:
    """Apply all that `source` has beyond the ledger's positions.

    An interrupt or an error, on either side, leaves the ledger at its last whole batch; batches read before
    a source's error are applied first. `on_batch` is called with the batch and its result after each commit,
    in the caller's thread. `stop` is asked after each batch, and while the next one is waited for: once it
    says so, the replay ends, with what is committed. `clock` gives each batch the moment at which it is
    applied; without one it keeps the one at which it was read. The ledger is a `Ledger`, or whatever has its
    `positions` and `apply`.
    A result of no batches means that there was nothing new.

    Raises:
        SparktallyError: whatever the source or the ledger raises.
    """
    total = ReplayResult()
    with ReadAhead(source.batches(dict(ledger.positions())), stop) as batches:
        for batch in batches:
            # read ahead, it may be older than what was asked of the ledger since: a past answer never changes
            dated = batch if clock is None else replace(batch, recorded_at=clock())
            result = ledger.apply(dated)
            total = total.plus(result)
            if on_batch is not None:
                on_batch(dated, result)
    return total


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


class ReadAhead:
    """Runs a generator of batches on a background thread, one batch ahead of the consumer; closes it.

    Where `stop` says so, the consumer gets no further batch. At most three batches exist at once: the one
    being consumed, one waiting, one being made.
    """

    def __init__(self, batches: Generator[Batch, None, None], stop: Stop | None = None) -> None:
        self._batches = batches
        self._is_asked = stop or (lambda: False)
        self._queue: queue.Queue[Batch | _End] = queue.Queue(maxsize=1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="decode-ahead", daemon=True)

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            for batch in self._batches:
                if not self._put(batch.prepared()):
                    break
        except BaseException as raised:  # handed to the consumer, who raises it
            error = raised
        finally:
            self._batches.close()
        self._put(_End(error))

    def _put(self, item: Batch | _End) -> bool:
        while not self._stop.is_set():
            with suppress(queue.Full):
                self._queue.put(item, timeout=_WAIT_SECONDS)
                return True
        return False

    def __iter__(self) -> Iterator[Batch]:
        while not self._is_asked():
            try:
                item = self._queue.get(timeout=_WAIT_SECONDS)
            except queue.Empty:
                continue
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
            del item

    def __enter__(self) -> ReadAhead:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the thread; one blocked in a read of standard input is left behind (it is a daemon)."""
        self._stop.set()
        with suppress(queue.Empty):
            self._queue.get_nowait()
        self._thread.join(timeout=2)
