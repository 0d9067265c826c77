"""The columns of a table for people: their texts, their widths, and which of them there is room for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from sparktally.values import is_number
from sparktally.visible import shortened

BETWEEN = "   "
HEADING_WIDTH_MAX = 13
TEXT_WIDTH_MIN = 16


@dataclass(slots=True)
class Column:
    """One column: the lines of its heading, its cells as texts, and its width in characters of a terminal."""

    name: str
    heading: list[str]
    cells: list[str]
    right: bool
    width: int

    @classmethod
    def of(cls, name: str, values: Sequence[object], cells: list[str]) -> Column:
        """A column as wide as its widest text; numbers stand to the right."""
        lines = heading(name).split("\n")
        width = max(map(width_of, (*lines, *cells)))
        return cls(name, lines, cells, any(map(is_number, values)), width)

    def narrowed(self, width: int) -> None:
        """Cut its texts to a width, each with an ellipsis behind it."""
        if width < self.width:
            self.cells = [text if width_of(text) <= width else _cut(text, width) for text in self.cells]
            self.width = width

    def padded(self, texts: Sequence[str]) -> list[str]:
        """Texts filled up to the column's width."""
        fill = str.rjust if self.right else str.ljust
        return [
            fill(text, self.width - (0 if text.isascii() else width_of(text) - len(text))) for text in texts
        ]


def fitting(columns: Sequence[Column], width: int, texts: Collection[str]) -> list[Column]:
    """The first columns that there is room for, at least one; those in `texts` are cut before any goes."""
    for count in range(len(columns), 1, -1):
        some = list(columns[:count])
        if _narrow(some, width, texts):
            return some
    return list(columns[:1])


def drawn(columns: Sequence[Column]) -> tuple[list[str], Iterator[str]]:
    """The lines of the heading, and the lines of the body without blanks at their end."""
    high = max(len(column.heading) for column in columns)
    tops = [column.padded([""] * (high - len(column.heading)) + column.heading) for column in columns]
    bodies = [column.padded(column.cells) for column in columns]
    return list(_lines(tops)), _lines(bodies)


def total_width(columns: Sequence[Column]) -> int:
    """Characters of a whole line."""
    return sum(column.width for column in columns) + len(BETWEEN) * (len(columns) - 1)


def heading(name: str) -> str:
    """A column's public name, broken after underscores into lines of about `HEADING_WIDTH_MAX` characters."""
    lines = [""]
    for part in name.replace("_", "_\n").split("\n"):
        if lines[-1] and len(lines[-1]) + len(part) > HEADING_WIDTH_MAX:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def width_of(text: str) -> int:
    """Characters that a text takes on a terminal; some take two."""
    return len(text) if text.isascii() else cell_len(text)


def _narrow(columns: Sequence[Column], width: int, texts: Collection[str]) -> bool:
    """Cut the widest texts until the columns fit; False, and nothing done, where that is not enough."""
    wanted = {id(column): column.width for column in columns}
    soft = [column for column in columns if column.name in texts]
    for _ in range(total_width(columns) - width):
        widest = max(soft, key=lambda column: wanted[id(column)], default=None)
        if widest is None or wanted[id(widest)] <= max(TEXT_WIDTH_MIN, *map(width_of, widest.heading)):
            return False
        wanted[id(widest)] -= 1
    for column in soft:
        column.narrowed(wanted[id(column)])
    return True


def _cut(text: str, width: int) -> str:
    while width_of(text) > width:
        text = shortened(text, min(len(text) - 1, width))
    return text


def _lines(columns: Sequence[Sequence[str]]) -> Iterator[str]:
    return (BETWEEN.join(cells).rstrip(" ") for cells in zip(*columns, strict=True))
