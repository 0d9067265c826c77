"""Which stretches of CSV have only quotes that can be dropped without a look at each record."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from streams.csvrecord import QUOTE, Grammar
from streams.split import CR, LF, Bytes, Ints

Mask = npt.NDArray[np.bool_]


def separators(data: Bytes, grammar: Grammar) -> Ints:
    """Where the delimiters and LFs are."""
    return np.flatnonzero((data == grammar.delimiter[0]) | (data == LF))


def simple_quotes(data: Bytes, edges: Ints, grammar: Grammar) -> Mask:
    """For each stretch [edges[i], edges[i + 1]) whether every quote in it opens or closes a whole cell.

    Simple means: quotes come in pairs, the first after a delimiter or at a line's start, the second before a
    delimiter or a line end, with neither between them. A stretch without quotes is simple.
    """
    simple = np.ones(len(edges) - 1, np.bool_)
    quotes = np.flatnonzero(data == QUOTE)
    if len(quotes) == 0:
        return simple
    first = np.searchsorted(quotes, edges)
    counts = np.diff(first)
    simple &= counts % 2 == 0
    stretch = np.repeat(np.arange(len(simple)), counts)
    opens = (np.arange(len(quotes)) - first[stretch]) % 2 == 0
    good = np.where(opens, _begins(data, quotes, grammar), _ends(data, quotes, grammar))
    before = np.searchsorted(separators(data, grammar), quotes)
    good[1:] &= opens[1:] | (before[1:] == before[:-1])
    simple[stretch[~good]] = False
    return simple


def _begins(data: Bytes, at: Ints, grammar: Grammar) -> Mask:
    previous = data[np.maximum(at - 1, 0)]
    found: Mask = (at == 0) | (previous == grammar.delimiter[0]) | (previous == LF)
    return found


def _ends(data: Bytes, at: Ints, grammar: Grammar) -> Mask:
    last = len(data) - 1
    one, two = data[np.minimum(at + 1, last)], data[np.minimum(at + 2, last)]
    found: Mask = (one == grammar.delimiter[0]) | (one == LF) | ((one == CR) & (two == LF))
    return found
