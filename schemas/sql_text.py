"""Text in SQL."""

from __future__ import annotations


def quoted(text: str) -> str:
    """A SQL literal."""
    return "'" + text.replace("'", "''") + "'"
