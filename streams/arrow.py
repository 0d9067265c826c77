"""Columns of Arrow that the readers hand to each other, by what they hold, and what works on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute

if TYPE_CHECKING:
    from pyarrow import lib as types

    Column: TypeAlias = pa.Array[Any]
    Texts: TypeAlias = pa.Array[pa.Scalar[types.LargeStringType]]
    Blobs: TypeAlias = pa.Array[pa.Scalar[types.LargeBinaryType]]
    Faults: TypeAlias = pa.Array[pa.Scalar[types.StringType]]
    Flags: TypeAlias = pa.Array[pa.BooleanScalar]
else:
    Column = Texts = Blobs = Faults = Flags = pa.Array
"""A column of any type; text, or JSON text of values; bytes; why rows cannot be read; yes or no."""

compute: Any = pyarrow.compute
"""Its functions take scalars among columns, which the stubs do not know: a call says what it gives."""
