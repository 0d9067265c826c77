"""Replay the example and show what the store says: `python -m scripts.demo`; `--svg FILE` draws it.

Needs examples/kuairand/log.ndjson; makes the store build/demo.duckdb anew each time, and leaves it there.
"""

from __future__ import annotations

import argparse
import io
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from engine.scanner.scan import warm_up
from scripts.terminal import shown

HOME = Path(__file__).parents[1]
LOG = "examples/kuairand/log.ndjson"
STORE = "build/demo.duckdb"
COLUMNS = 118
END_OF_THE_LOG = "2022-04-22"  # the example's last day is 21 April 2022: what "now" would be then


@dataclass(frozen=True, slots=True)
class Scene:
    """One command of the demo, under a heading."""

    heading: str
    arguments: tuple[str, ...]

    @property
    def line(self) -> str:
        """As it would be typed."""
        return shlex.join(["sparktally", *self.arguments])


REPLAY = Scene(
    "Replay: two weeks of a short-video app, 82,161 lines, with ads laid over real interactions",
    ("replay", LOG),
)
POSTS = Scene("The most viewed posts: organic, paid and total", ("posts", "--limit", "8"))
BOOSTED = Scene(
    "The posts that ads brought most views", ("posts", "--sort", "video_views_paid:desc", "--limit", "8")
)
ADS = Scene("The ads, each apart; video_views_rolled_up stands in its post too", ("ads", "--limit", "8"))
KINDS = Scene(
    "What does not fit together in the log, or waits for a fact",
    ("sql", "SELECT kind, count(*) AS exceptions FROM exceptions GROUP BY kind ORDER BY kind"),
)
CONFLICTS = Scene("Some of it, one by one", ("exceptions", "--kind", "conflict", "--limit", "4"))
CANDIDATES = Scene(
    "Posts that no ad names and that do best",
    ("boost-candidates", "--at", END_OF_THE_LOG, "--limit", "6"),
)
VERIFY = Scene("Everything recomputed from the events and compared", ("verify",))
SCENES = (POSTS, BOOSTED, ADS, KINDS, CONFLICTS, CANDIDATES, VERIFY)
WEB_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)  # a picture asks no other host for anything
PICTURED = (BOOSTED, ADS, KINDS)


def command(scene: Scene, store: Path) -> list[str]:
    """The scene's command on a store, with this Python."""
    return [sys.executable, "-m", "sparktally", *scene.arguments, "--store", str(store)]


def play(scene: Scene, store: Path) -> None:
    """Show one scene; without a terminal as one of `COLUMNS` characters would show it."""
    out = Console(markup=False, highlight=False, soft_wrap=True)
    out.print(Text(f"\n── {scene.heading}", style="bold"))
    out.print(Text(f"$ {scene.line}\n", style="dim"))
    sys.stdout.flush()
    if sys.stdout.isatty():
        subprocess.run(command(scene, store), cwd=HOME, check=True)
    else:
        print(Text.from_ansi(shown(command(scene, store), COLUMNS)).plain.rstrip())


def picture(store: Path) -> str:
    """The pictured scenes as an SVG of a terminal: the same text for the same store."""
    canvas = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for scene in PICTURED:
        canvas.print(Text(f"$ {scene.line}", style="bold green"))
        canvas.print(Text.from_ansi(shown(command(scene, store), COLUMNS)))
    drawn = canvas.export_svg(title="sparktally", unique_id="sparktally-demo")
    return WEB_FONT.sub("", drawn)


def main() -> None:
    """Play every scene, or draw the picture."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--svg", type=Path, metavar="FILE", help="draw the picture into FILE instead")
    svg: Path | None = options.parse_args().svg
    store = HOME / STORE
    store.parent.mkdir(exist_ok=True)
    for old in (store, store.with_name(f"{store.name}.wal")):
        old.unlink(missing_ok=True)
    print("loading the compiled scanner (the first time it is compiled, some seconds)", file=sys.stderr)
    warm_up()  # or the first replay would be timed with it
    play(REPLAY, store)
    if svg:
        svg.write_text(picture(store), encoding="utf-8")
        return
    for scene in SCENES:
        play(scene, store)
    print(f"\nThe store stays in {STORE}: .venv/bin/sparktally --help says what else it can be asked.")


if __name__ == "__main__":
    main()
