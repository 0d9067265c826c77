"""Mistakes in how sparktally is asked."""

from __future__ import annotations

from schemas.errors import SparktallyError


class UserError(SparktallyError):
    """A mistake in how a command or the library was called, or in what it was given; exit code 2."""
