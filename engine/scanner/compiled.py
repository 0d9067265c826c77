"""How functions are compiled, and when anew."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from numba import njit
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}


STAMP = zlib.crc32(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
"""Of all that is compiled. What is kept of a function has those inside that it calls, but numba looks for
changes in the function's own file alone; told this number instead, it compiles all anew."""


def compiled(function: Function, inline: str = "never") -> Function:
    """Compiled at its first call, off the interpreter's lock; kept on the disk where there is a place.

    It may make no array: nothing in it is counted for the garbage collector, which costs more than the work.
    """
    compile_it: Callable[..., Any] = njit
    try:
        made = compile_it(cache=True, inline=inline, **_OPTIONS)(function)
    except RuntimeError:  # no folder for it can be written: NUMBA_CACHE_DIR names another
        return compile_it(inline=inline, **_OPTIONS)(function)  # type: ignore[no-any-return]
    made._cache._cache_file._source_stamp = STAMP  # numba has no other way
    return made  # type: ignore[no-any-return]


def inlined(function: Function) -> Function:
    """Compiled into its callers: its many arguments cost more than its work."""
    return compiled(function, inline="always")


def emitted(function: Callable[..., Any]) -> Callable[..., Any]:
    """For compiled functions to call: it gives its type, by those of its arguments, and what emits code."""
    made: Callable[..., Any] = intrinsic(function)
    return made
