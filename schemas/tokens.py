"""JSON numbers as they were written: kept as text, so that no size of number is rounded, refused or slow."""

from __future__ import annotations


class Integral(str):
    """The text of a JSON integer literal: no fraction, no exponent."""

    __slots__ = ()


class Decimal(str):
    """The text of a JSON number with a fraction or an exponent."""

    __slots__ = ()
