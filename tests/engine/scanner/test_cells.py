"""Cells are read by the kernel as it is."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from engine.scanner import cells, kernel


def test_what_is_compiled_is_kept_by_the_kernels_text_too() -> None:
    compiled: Any = cells.take_cells
    said = [each.cell_contents for each in compiled.py_func.__closure__]
    assert said == [zlib.crc32(Path(kernel.__file__).read_bytes())]
