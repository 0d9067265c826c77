"""A store's own lines, batch by batch, to make another store of: of another rule, or by another engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pyarrow as pa

from engine import sql
from engine.batch import LINE_SCHEMA, Batch
from engine.position import Position
from engine.reads import Reads
from schemas.canonical import canonical_sql


def stored_batches(store: Reads) -> Iterator[Batch]:
    """What was read, as the batches in which it was read.

    A line that counted says the same as the one that was read, though not in its words; a dead letter is its
    bytes. Of duplicates nothing was stored: their lines are missing, but those that mend a dead letter. Of a
    CSV record that is dead the reasons are told again as what the source said of it, all under the code
    `unreadable`.

    Yields:
        A batch for each of the store's, recorded at the same moment; the last position of a source is the
        store's own, so the other store goes on with the same logs.
    """
    lines = sql.fill("rebuild/lines", canonical=canonical_sql())
    for number, recorded_at in store.query(
        "SELECT batch, recorded_at FROM batches ORDER BY batch"
    ).fetchall():
        table = store.query(lines, [number] * 4).to_arrow_table()
        positions = store.query(sql.fill("rebuild/positions"), [number] * 2).fetchall()
        yield Batch(
            lines=_cast(table),
            positions=tuple(Position(*row) for row in positions),
            recorded_at=recorded_at.replace(tzinfo=UTC),
        )


def _cast(table: pa.Table) -> pa.Table:
    source = (
        table.column("source").combine_chunks().dictionary_encode().cast(LINE_SCHEMA.field("source").type)
    )
    rest = {name: table.column(name).cast(LINE_SCHEMA.field(name).type) for name in LINE_SCHEMA.names[1:]}
    return pa.table([source, *rest.values()], schema=LINE_SCHEMA)
