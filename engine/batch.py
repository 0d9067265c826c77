"""What comes into the ledger: a batch of raw lines with their positions, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa

from engine.position import Position

FAULTS_JOIN = "\n"
SCAN_LINES_MIN = 50_000
"""Lines of a batch that are scanned by compiled code: loading it costs more than the gate does for fewer."""

LINE_SCHEMA = pa.schema(
    [
        pa.field("source", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
        pa.field("number", pa.int64(), nullable=False),
        pa.field("line", pa.large_binary(), nullable=False),
        pa.field("raw", pa.large_binary()),
        pa.field("length", pa.int64()),
        pa.field("sha256", pa.string()),
        pa.field("fault", pa.string()),
    ]
)
"""Columns of `Batch.lines`, one row a line in reading order.

- `source`: where it was read: a file's path, `<stdin>`, `topic[partition]`.
- `position`: byte of the line's start in the decompressed file; a Parquet row's index; a Kafka offset.
- `number`: 1-based line (or row) number in the source, blank lines counted.
- `line`: its bytes without the CR, space and tab around it; never blank, but where `Batch.typed` has the row.
- `raw`: what to keep if it is dead, where `line` is made of it (a CSV record's own bytes); else NULL.
- `length`, `sha256`: of the whole line, where `line` holds only the head of an oversize one.
- `fault`: why the source itself knows that this line cannot be read; such a line is dead. Of several fields
  each its own line, `field: why`. Where `raw` and `length` are NULL, `line` is judged as JSON too, so that
  every reason is told.
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Raw lines to apply at once, where their sources stand after them, and the moment they were read.

    Args:
        lines: a table of `LINE_SCHEMA`; may be empty (positions then move alone).
        positions: the sources that moved, each once.
        recorded_at: an aware moment; the ledger makes it later than the previous batch's if it is not.
        scanned: what `engine.scanner` has found in the lines; None where nobody has looked.
        typed: what it has found in rows of typed columns before, and the source hands over so: what `scanned`
            will have of these lines, which are empty, and which nobody reads.
    """

    lines: pa.Table
    positions: tuple[Position, ...]
    recorded_at: datetime
    scanned: pa.Table | None = None
    typed: pa.Table | None = None

    def prepared(self) -> Batch:
        """With done what needs no store: its lines scanned, where they are many. May run on any thread."""
        if self.scanned is not None:
            return self
        if self.lines.num_rows < SCAN_LINES_MIN:
            return self if self.typed is None else replace(self, scanned=self.typed)
        from engine.scanner.scan import merged, scan  # noqa: PLC0415 loading the compiled code takes a while

        found = scan(self.lines)
        return replace(self, scanned=found if self.typed is None else merged([(0, self.typed), (0, found)]))


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What one batch came to; `lines = accepted + duplicates + dead_letters`, all counts of lines."""

    batch: int
    lines: int
    accepted: int
    duplicates: int
    dead_letters: int
    fast_lines: int
