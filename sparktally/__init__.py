"""What people touch: the public Python API and the command line. May not live here: rules of attribution.

`Ledger` writes a store, `Reader` reads one, `SparktallyError` is the family of errors that a user can mend.
They are loaded when first asked for, after `neighbours` made sure that Python finds our rooms.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sparktally import neighbours

if TYPE_CHECKING:
    from engine import Ledger, Reader, __version__
    from schemas.errors import SparktallyError

__all__ = ["Ledger", "Reader", "SparktallyError", "__version__"]

neighbours.check()


def __getattr__(name: str) -> object:
    """The public names, from the rooms that hold them.

    Raises:
        ImportError: a module beside the caller hides one of sparktally's rooms (see `neighbours`).
    """
    if name not in __all__:
        raise AttributeError(f"module 'sparktally' has no attribute {name!r}")
    neighbours.check()
    return getattr(import_module("schemas.errors" if name == "SparktallyError" else "engine"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
