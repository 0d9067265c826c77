"""How much a source holds in memory at once, and gives at once."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
LINES_A_BATCH = 500_000
"""So many lines a batch has at most unless told: as fast as twice that, in two thirds of the memory."""


def in_words(size_bytes: int) -> str:
    """A size for people, exactly: `64 MiB`, `3 KiB`, `100 bytes`."""
    for unit, name in ((MIB, "MiB"), (KIB, "KiB")):
        if size_bytes and size_bytes % unit == 0:
            return f"{size_bytes // unit:,} {name}"
    return f"{size_bytes:,} bytes"


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes; the defaults keep any file in bounded memory.

    Args:
        block_bytes: how much is read and split at once.
        whole_line_bytes: a line (without blanks around it) up to this size is delivered whole (SEMANTICS 1).
        head_bytes: of a longer one this much is delivered, with its length and SHA-256 (SEMANTICS 1).
    """

    block_bytes: int = 4 * MIB
    whole_line_bytes: int = 64 * MIB
    head_bytes: int = 64 * KIB

    def __post_init__(self) -> None:
        """A line that fits into two blocks is never looked at as a long one."""
        if (
            not 0 < self.head_bytes <= self.whole_line_bytes
            or not 0 < 2 * self.block_bytes <= self.whole_line_bytes
        ):
            raise ValueError(f"a head is at most a whole line, and a whole line at least two blocks: {self}")


DEFAULT_LIMITS = Limits()
