"""Logs in: sources of raw lines with positions.

Lives here: file and standard-input sources, line splitting, CSV and Parquet readers, the replay loop.
May not live here: attribution rules, the terminal, web pages.

`streams.FileSource` reads logs; `streams.replay.replay` takes a source into a ledger and
`streams.validate.validate` judges one without a ledger. `sparktally` gives all three by their names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streams.files import FileSource

__all__ = ["FileSource"]


def __getattr__(name: str) -> object:
    """`FileSource`, loaded when first asked for, so that what needs no log loads no Arrow."""
    if name != "FileSource":
        raise AttributeError(f"module 'streams' has no attribute {name!r}")
    from streams.files import FileSource  # noqa: PLC0415

    return FileSource
