"""How functions are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}


def compiled(function: Function, inline: str = "never") -> Function:
    """Compiled at its first call, off the interpreter's lock; kept on the disk where there is a place.

    It may make no array: nothing in it is counted for the garbage collector, which costs more than the work.
    """
    compile_it: Callable[..., Any] = njit
    try:
        return compile_it(cache=True, inline=inline, **_OPTIONS)(function)  # type: ignore[no-any-return]
    except RuntimeError:  # no folder for it can be written: NUMBA_CACHE_DIR names another
        return compile_it(inline=inline, **_OPTIONS)(function)  # type: ignore[no-any-return]


def inlined(function: Function) -> Function:
    """Compiled into its callers: its many arguments cost more than its work."""
    return compiled(function, inline="always")
