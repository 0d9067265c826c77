"""What a file is, by its name and its first bytes."""

from __future__ import annotations

import json
import re
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path

from streams.bytestream import Damage, open_stream

HEAD_BYTES = 4096
GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
PARQUET = b"PAR1"
BOM = b"\xef\xbb\xbf"
_BLANKS = b" \t\r\n"
_CODECS = {".gz": "gzip", ".zst": "zstd"}
_MAGICS = {"gzip": GZIP, "zstd": ZSTD}
_FORMATS = {
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "ndjson",
    ".log": "ndjson",
    ".txt": "ndjson",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
_TAR_AT, _TAR = 257, b"ustar"
_ARRAY = re.compile(rb"\[[ \t\r]*(\{|$)")
"""An array of objects, or one that goes on below."""
_OBJECT = re.compile(rb"[ \t\r]*\{")
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
"""What follows `BZh` and the level: the first block, or the end of an empty file."""
_FOREIGN = {
    b"PK\x03\x04": "a zip archive",
    **{b"BZh%d" % level + block: "a bzip2 file" for level in range(1, 10) for block in _BZIP2_BLOCKS},
    b"\xfd7zXZ\x00": "an xz file",
    b"\x04\x22\x4d\x18": "an lz4 file",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"SQLite format 3\x00": "an SQLite database",
    b"Obj\x01": "an Avro file",
    b"ARROW1\x00\x00": "an Arrow file",
    b"\xff\xfe{\x00": "UTF-16 text",
    b"\xfe\xff\x00{": "UTF-16 text",
    b"\xff\xfee\x00v\x00e\x00n\x00t\x00": "UTF-16 text",
}


def first_bytes(path: str) -> bytes:
    """The start of a file as it lies on the disk."""
    with Path(path).open("rb") as file:
        return file.read(HEAD_BYTES)


def ending_of(path: str) -> str | None:
    """The format that a name's ending says (`.gz` and `.zst` aside); None when it says none."""
    return _FORMATS.get(_inner(path).suffix.lower())


def _inner(path: str) -> Path:
    name = Path(Path(path).name)
    return name.with_suffix("") if name.suffix.lower() in _CODECS else name


def codec_of(path: str, head: bytes) -> str | None:
    """`gzip`, `zstd` or None, by the first bytes.

    Raises:
        ValueError: the name says that it is compressed and the bytes say that it is not.
    """
    for codec, magic in _MAGICS.items():
        if head.startswith(magic):
            return codec
    named = _CODECS.get(Path(path).suffix.lower())
    if named is not None and head:
        raise ValueError(f"this file is named as {named} and does not start as such")
    return None


def format_of(path: str, head: bytes) -> str:
    """`ndjson`, `csv`, `tsv` or `parquet`; whatever is nothing else is NDJSON.

    Raises:
        ValueError: the name says Parquet and the bytes say otherwise, or a Parquet file lies in gzip or zstd.
    """
    named = ending_of(path) or "ndjson"
    if head.startswith(PARQUET):
        return "parquet"
    if named == "parquet":
        raise ValueError("this file is named as Parquet and does not start as such")
    return named


def foreign_kind(head: bytes) -> str | None:
    """What a file is that is surely no log, by its first bytes; else None."""
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR and b"\0" in head[:_TAR_AT]:
        return "a tar archive"
    first, *others = head.removeprefix(BOM).strip(_BLANKS).split(b"\n")
    if _ARRAY.match(first) and not _are_lines(first, others):
        return "a JSON array, where a log has one object a line (jq -c '.[]' makes them)"
    if first.rstrip(_BLANKS) == b"{" and others and others[0].lstrip(_BLANKS).startswith(b'"'):
        return "JSON objects over many lines, where a log has one object a line (jq -c . makes them)"
    return next((kind for magic, kind in _FOREIGN.items() if head.startswith(magic)), None)


def _are_lines(first: bytes, others: list[bytes]) -> bool:
    """Whether what begins like an array is a log after all, whose first line is dead: objects follow lines.

    Inside an array an object that is whole has a comma behind it.
    """
    if _is_json(first):
        return any(map(_OBJECT.match, others))
    given = [line for line in others if line.strip(_BLANKS)]
    return any(_is_json(line) and _OBJECT.match(below) for line, below in pairwise(given))


def _is_json(line: bytes) -> bool:
    """Whether a line is JSON by itself, and not the start of what goes on below."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def is_csv_header(head: bytes) -> bool:
    """Whether the first line names columns that every event has, so that this is CSV and no NDJSON."""
    line = head.removeprefix(BOM).lstrip(_BLANKS).split(b"\n", 1)[0]
    if line.startswith(b"{"):
        return False
    names = {name.strip(_BLANKS + b'"') for name in re.split(rb"[,;\t|]", line)}
    return {b"event_id", b"type", b"occurred_at"} <= names


def head_inside(path: str, head: bytes, codec: str | None) -> bytes:
    """The first bytes of what a file holds, decompressed where it is compressed."""
    return head if codec is None else _decompressed_head(path, codec)


def packed_kind(head: bytes) -> str | None:
    """What it is that has to be unpacked before its lines can be read, by the first bytes; else None."""
    known = {GZIP: "gzip", ZSTD: "zstd", PARQUET: "Parquet"}
    return foreign_kind(head) or next((kind for magic, kind in known.items() if head.startswith(magic)), None)


def stranger_kind(path: str, head: bytes) -> str | None:
    """Why a file of an unknown ending is no log; None when it starts as NDJSON or Parquet do."""
    foreign = foreign_kind(head)
    if foreign is not None or head.startswith(PARQUET):
        return foreign
    if not head:
        return "empty"
    codec = next((codec for codec, magic in _MAGICS.items() if head.startswith(magic)), None)
    text = head_inside(path, head, codec)
    if codec is not None and (inside := foreign_kind(text)) is not None:
        return f"{codec} that holds {inside}"
    if codec is not None and not text:
        return f"starts as {codec} and holds nothing that can be decompressed"
    starts = text.removeprefix(BOM).lstrip(_BLANKS).startswith(b"{")
    return None if starts else "neither a log's ending nor a log's start"


def _decompressed_head(path: str, codec: str) -> bytes:
    head, buffer = b"", bytearray(HEAD_BYTES)
    with closing(open_stream(path, codec)) as stream, suppress(Damage):
        while len(head) < HEAD_BYTES and (count := stream.readinto(memoryview(buffer))):
            head += buffer[:count]
    return head
