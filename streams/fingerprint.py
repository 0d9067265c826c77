"""A running SHA-256 of what was read, computed beside the reading."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

_BACKGROUND_BYTES = 256 * 1024
"""From here on the hand-over to the thread costs less than the hashing (hashlib lets go of the GIL)."""


class Fingerprint:
    """SHA-256 of a growing prefix; at most one block is being hashed in the background.

    A buffer handed to `update` must not change until the next call of any method.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._running: Future[None] | None = None
        self._pool: ThreadPoolExecutor | None = None

    def update(self, data: Any) -> None:
        """Add bytes (anything with the buffer protocol)."""
        self.settle()
        if memoryview(data).nbytes < _BACKGROUND_BYTES:
            self._hash.update(data)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="fingerprint")
        self._running = self._pool.submit(self._hash.update, data)

    def hexdigest(self) -> str:
        """Of all bytes so far, 64 hex digits."""
        self.settle()
        return self._hash.hexdigest()

    def mark(self) -> Any:
        """The state now, for `reset`."""
        self.settle()
        return self._hash.copy()

    def reset(self, mark: Any) -> None:
        """Go back to a state that `mark` gave."""
        self.settle()
        self._hash = mark.copy()

    def close(self) -> None:
        """End the thread."""
        self.settle()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def settle(self) -> None:
        """Wait until no buffer is being read any more."""
        running, self._running = self._running, None
        if running is not None:
            running.result()
