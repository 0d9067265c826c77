"""Run the examples of the documentation: `python -m scripts.pages [--write] PAGE…`.

A page's examples run one after the other in an empty folder of their own, `~/sparktally` being this clone.
What a fence's info string says after the language:

- `run`: a `console` block's lines with `$ ` are commands, the lines below it are what a terminal shows;
  `exit=N` where the last command ends with N. A `python` block is a program, the `text` below its output.
- `file=NAME`: the block is that file. Readers do not see the info string: the paragraph before names it too.

`--write` puts into the page what the commands write now. How long something took is not compared.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from scripts.terminal import shown

HOME = Path(__file__).parents[1]
COLUMNS = 100
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
UP, WIPE = "\x1b[1A", "\x1b[2K"
CLONE = "~/sparktally/"
TIMES = re.compile(r'(?m)(^seconds|^lines_per_second|"seconds"|"lines_per_second")[: ]+\d[\d.,]*')


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: language, what its info string says more, and where its body stands in the page."""

    language: str
    words: tuple[str, ...]
    body: str
    start: int

    def named(self, word: str) -> str | None:
        """The value of `word=value`; None where it is not said."""
        return next((each.partition("=")[2] for each in self.words if each.startswith(f"{word}=")), None)


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    for found in FENCE.finditer(text):
        language, *words = found["info"].split() or [""]
        yield Block(language, tuple(words), found["body"], found.start("body"))


def commands(body: str) -> list[str]:
    """The commands of a console block; a line that ends in a backslash goes on."""
    found: list[str] = []
    more = False
    for line in body.splitlines():
        if more:
            found[-1] += f"\n{line.removeprefix('> ')}"
        elif line.startswith("$ "):
            found.append(line[2:])
        more = (more or line.startswith("$ ")) and line.endswith("\\")
    return found


def ran(text: str, folder: Path) -> str:
    """The page with every example run in the folder, and its output in place of what stands there.

    Raises:
        RuntimeError: an example ended otherwise than the page says, or does not name a file.
    """
    parts, done, output = [], 0, None
    for block in blocks(text):
        if name := block.named("file"):
            if f"`{name}`" not in _paragraph_before(text, block):
                raise RuntimeError(f"the paragraph before the block does not say that it is `{name}`")
            (folder / name).write_text(block.body, encoding="utf-8")
        new = block.body
        if output is not None and block.language == "text":
            new = output
        output = None
        if "run" in block.words and block.language == "console":
            new = _console(block, folder)
        elif "run" in block.words:
            output = _output([sys.executable, "-c", block.body], folder, block.named("exit") or "0")
        parts += [text[done : block.start], new]
        done = block.start + len(block.body)
    return "".join([*parts, text[done:]])


def _paragraph_before(text: str, block: Block) -> str:
    return text[: block.start].rpartition("```")[0].rstrip().rpartition("\n\n")[2]


def _console(block: Block, folder: Path) -> str:
    typed = commands(block.body)
    said = []
    for number, command in enumerate(typed, 1):
        code = (block.named("exit") or "0") if number == len(typed) else "0"
        said.append("$ " + command.replace("\n", "\n> ") + "\n")
        said.append(_output(["bash", "-c", f"exec 2>&1; {_here_cloned(command)}"], folder, code))
    return "".join(said)


def _output(command: list[str], folder: Path, code: str) -> str:
    ended, text = "0", ""
    try:
        text = shown(_here(command), COLUMNS, folder)
    except subprocess.CalledProcessError as error:
        ended, text = str(error.returncode), error.output
    plain = Text.from_ansi(_left(text)).plain.replace(str(folder), "…").strip("\n")
    if ended != code:
        raise RuntimeError(f"{command[-1]}\nended with {ended}, not {code}:\n{plain}")
    return "".join(f"{line.rstrip()}\n" for line in plain.split("\n")) if plain else ""


def _left(text: str) -> str:
    """What is left in the terminal at the end: a progress bar wipes its own line, and the one above."""
    lines: list[str] = []
    for line in text.split("\n"):
        del lines[max(len(lines) - line.count(UP), 0) :]
        lines.append(line.rpartition(WIPE)[2])
    return "\n".join(lines)


def _here_cloned(command: str) -> str:
    return command.replace(CLONE, f"{shlex.quote(str(HOME))}/")


def _here(command: list[str]) -> list[str]:
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return ["env", "-u", "SPARKTALLY_STORE", "-u", "SPARKTALLY_LABELS", f"PATH={search}", *command]


def timeless(text: str) -> str:
    """The text without what is never twice the same."""
    return TIMES.sub(r"\1 …", text)


def differences(page: Path) -> tuple[str, str]:
    """The page as it would be now, and a diff to what it is, empty where all holds."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="sparktally-page-") as folder:
        now = ran(text, Path(folder).resolve())
    diff = difflib.unified_diff(
        timeless(text).splitlines(), timeless(now).splitlines(), str(page), "now", lineterm=""
    )
    return now, "\n".join(diff)


def main() -> int:
    """Check or rewrite the pages; 1 when one differs and is not rewritten."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--write", action="store_true", help="rewrite the pages")
    options.add_argument("pages", nargs="+", type=Path)
    asked = options.parse_args()
    differ = False
    for page in asked.pages:
        now, diff = differences(page)
        differ = differ or bool(diff)
        if diff and asked.write:
            page.write_text(now, encoding="utf-8")
        print(diff or f"{page}: holds")
    return int(differ and not asked.write)


if __name__ == "__main__":
    sys.exit(main())
