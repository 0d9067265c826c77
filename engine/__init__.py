"""The ledger: store, apply, resolve, views, verify.

Lives here: everything that decides and counts. May not live here: the clock, the network, files of lines, the terminal.
"""

from engine.batch import LINE_SCHEMA, Batch, BatchResult, Position

__all__ = ["LINE_SCHEMA", "Batch", "BatchResult", "Position"]
