"""The bytes of one file: plain, gzip, zstd or standard input, always read in bounded pieces."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import zstandard

STDIN = "<stdin>"
_SALVAGE_STEP = {"gzip": 32 * 1024, "zstd": 1024}
"""Compressed bytes fed at once in salvage: one call can blow them up to 32 MiB at most."""
_SALVAGE_SLACK = 1 << 20


class Damage(Exception):
    """A compressed stream ends too early or is corrupt; every byte before it was given out."""


class ByteStream(Protocol):
    """Decompressed bytes from a file's start on."""

    def readinto(self, view: memoryview) -> int:
        """Fill (a part of) `view`; 0 at the end.

        Raises:
            Damage: the stream is broken here.
        """
        ...

    def done_bytes(self) -> int:
        """Bytes behind us, as they lie on the disk."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_stream(path: str, codec: str | None) -> ByteStream:
    """Open a path (or `STDIN`) for reading; `codec` is None, `gzip` or `zstd`."""
    if path == STDIN:
        return PlainStream(0)
    return PlainStream(path) if codec is None else CompressedStream(path, codec)


class PlainStream:
    """A file as it is; unbuffered, so that an interrupt can end a blocked read of standard input."""

    def __init__(self, path: str | int) -> None:
        self._file = open(path, "rb", buffering=0, closefd=isinstance(path, str))  # noqa: SIM115
        self._done = 0

    def readinto(self, view: memoryview) -> int:
        """See `ByteStream`."""
        count = self._file.readinto(view) or 0
        self._done += count
        return count

    def done_bytes(self) -> int:
        """See `ByteStream`."""
        return self._done

    def close(self) -> None:
        """See `ByteStream`."""
        self._file.close()


class CompressedStream:
    """A gzip or zstd file of one or more members, decompressed by Arrow outside the GIL.

    Arrow drops what one call had decompressed when it meets damage, so the bytes just before the damage are
    decompressed again by the slower `salvage`.
    """

    def __init__(self, path: str, codec: str) -> None:
        self._path, self._codec = path, codec
        self._raw = pa.OSFile(path, "rb")
        self._stream = pa.CompressedInputStream(self._raw, codec)  # type: ignore[arg-type]
        self._done = 0
        self._rest = b""
        self._damage: str | None = None

    def readinto(self, view: memoryview) -> int:
        """See `ByteStream`."""
        if self._damage is None:
            try:
                data = self._stream.read(len(view))
            except OSError as error:
                self._damage = str(error)
                self._rest = salvage(self._path, self._codec, self._done, len(view) + _SALVAGE_SLACK)
            else:
                return self._give(data, view)
        if not self._rest:
            raise Damage(self._damage)
        data, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        return self._give(data, view)

    def _give(self, data: bytes, view: memoryview) -> int:
        view[: len(data)] = data
        self._done += len(data)
        return len(data)

    def done_bytes(self) -> int:
        """See `ByteStream`."""
        return int(self._raw.tell())

    def close(self) -> None:
        """See `ByteStream`."""
        with suppress(OSError):
            self._stream.close()
        self._raw.close()


def salvage(path: str, codec: str, skip: int, limit: int) -> bytes:
    """The decompressed bytes from `skip` up to the damage, exact to the compressed byte; at most `limit`."""
    bad = 0
    with suppress(zlib.error, zstandard.ZstdError):
        for offset, _ in _decode(path, codec, None):
            bad = offset
    out = bytearray()
    done = 0
    with suppress(zlib.error, zstandard.ZstdError):
        for _, data in _decode(path, codec, bad):
            out += data[max(0, skip - done) :]
            done += len(data)
            if len(out) > limit:
                break
    return bytes(out[:limit])


def _decode(path: str, codec: str, fine_from: int | None) -> Iterator[tuple[int, bytes]]:
    """Yield (compressed offset after, decompressed bytes); byte by byte from `fine_from` on."""
    decoder = _decoder(codec)
    offset = 0
    with Path(path).open("rb") as file:
        while True:
            fine = fine_from is not None and offset >= fine_from
            chunk = file.read(1 if fine else _SALVAGE_STEP[codec])
            if not chunk:
                return
            offset += len(chunk)
            out = bytearray()
            while chunk:
                if decoder.eof:
                    decoder = _decoder(codec)
                out += decoder.decompress(chunk)
                chunk = decoder.unused_data if decoder.eof else b""
            yield offset, bytes(out)


def _decoder(codec: str) -> Any:
    return zlib.decompressobj(wbits=31) if codec == "gzip" else zstandard.ZstdDecompressor().decompressobj()
