"""Our packages have plain names (`schemas`, `engine`, `streams`): make sure that Python finds ours."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

PACKAGES = ("schemas", "engine", "streams")
HOME = Path(__file__).resolve().parent.parent


def check() -> None:
    """Look where each package would be imported from, without importing it.

    Raises:
        ImportError: another module of that name comes first; names its path and what to do.
    """
    for package in PACKAGES:
        found = _location(package)
        ours = HOME / package / "__init__.py"
        if found is not None and found != ours:
            raise ImportError(_message(package, found, ours), name=package, path=str(found))


def _location(package: str) -> Path | None:
    """The file that `import package` gives or would give; of a bare folder, the folder; None if unknown."""
    loaded = sys.modules.get(package)
    if loaded is not None:
        file = getattr(loaded, "__file__", None)
        folders = list(getattr(loaded, "__path__", []))
    else:
        spec = importlib.util.find_spec(package)
        if spec is None:
            return None
        file = spec.origin if spec.has_location else None
        folders = list(spec.submodule_search_locations or [])
    place = file or (folders[0] if folders else None)
    return Path(place).resolve() if place else None


def _message(package: str, found: Path, ours: Path) -> str:
    shown = found.parent if found.name == "__init__.py" else found
    state = "has been imported already" if package in sys.modules else "comes first on Python's path"
    return (
        f"sparktally needs its own package '{package}' ({ours.parent}), but another one {state}: {shown}. "
        f"Rename {shown.name}, or run sparktally from another folder or in its own virtual environment "
        f"(sys.path[0] is {sys.path[0] if sys.path else ''!r})."
    )
