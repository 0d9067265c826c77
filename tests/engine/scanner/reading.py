"""What a store makes of a batch when it reads it."""

from __future__ import annotations

from dataclasses import replace

from engine import Batch, Ledger
from engine.scanner.scan import scan
from engine.steps import read

Cells = dict[str, list[tuple[object, ...]]]

_TABLES = ("b_read", "b_facts", "b_lines", "core.names", "core.dead_letters", "core.sources")


def scanned_batch(given: Batch) -> Batch:
    """With its lines scanned, however few."""
    return replace(given, scanned=scan(given.lines))


def cells(ledger: Ledger, given: Batch) -> Cells:
    """Every cell that reading the batch makes, in a transaction taken back; columns by name."""
    con = ledger._con
    con.begin()
    try:
        read(ledger._work(given))
        made = {}
        for table in _TABLES:
            names = sorted(name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall())
            made[table] = con.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY ALL").fetchall()
        return made
    finally:
        con.rollback()
