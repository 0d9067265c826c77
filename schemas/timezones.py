"""The time zone names that are shipped: those of the pinned tzdata wheel, never the machine's own files."""

from __future__ import annotations

from functools import cache
from importlib import resources

import tzdata


@cache
def names() -> frozenset[str]:
    """Every name of the IANA database that the wheel lists, links included, case-sensitive."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def version() -> str:
    """The IANA release of the shipped database, such as `2026a`."""
    return tzdata.IANA_VERSION
