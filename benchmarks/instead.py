"""What a user would write instead, in the same run: polars, a loop over dictionaries, Spark; and who wins.

They compute per-post totals alone; what they say is held against what the store says. On the organic side of
what is no state (views, shares, duets, stitches) all have to be equal; elsewhere the difference is told.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from statistics import median

import duckdb

from benchmarks import machine
from benchmarks.logs import simulated
from benchmarks.replay import replay
from benchmarks.row import Outcome, Sizes
from benchmarks.timing import Run, clear, peak, run, spread, warm
from engine import Reader
from sparktally.simulate.knobs import Knobs

PROGRAMS = Path(__file__).parent / "contenders"
PINNED = ("polars==2.1.0", "pyspark==4.3.0")
EQUAL = {"view": "video_views", "share": "shares", "duet": "duets", "stitch": "stitches"}
OTHERS = {"like": "likes", "favorite": "favorites", "comment": "comments", "follow": "follows"}
OURS = "sparktally replay"


def contenders(cache: Path) -> dict[str, list[str | Path]]:
    """The commands of the contenders, without log and output; what they need is installed beside."""
    home = cache / f"venv-{'-'.join(PINNED).replace('==', '-')}"
    python = home / "bin" / "python"
    if not (home / "made").exists():
        print(f"installing {', '.join(PINNED)} in {home}", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINNED], check=True, stdout=sys.stderr)
        (home / "made").touch()
    return {
        "polars": [python, PROGRAMS / "polars_totals.py"],
        "a loop over dictionaries": [sys.executable, PROGRAMS / "dictionary.py"],
        "Spark, local[2]": [python, PROGRAMS / "spark_totals.py"],
    }


def row(sizes: Sizes) -> Outcome:
    """Each in turn, some times."""
    log = simulated(Knobs(lines=sizes.lines, seed=sizes.seed), sizes.cache)
    commands = contenders(sizes.cache)
    warm(log)
    runs: dict[str, list[Run]] = {name: [] for name in (OURS, *commands)}
    off: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="sparktally-instead-", dir=sizes.cache) as folder:
        for _ in range(sizes.long_pairs):
            clear(Path(folder))
            store = Path(folder) / "store.duckdb"
            runs[OURS].append(replay(log, sizes.lines, store))
            for name, command in commands.items():
                out = Path(folder) / f"{len(off)}-{len(runs[name])}.csv"
                runs[name].append(run([*command, log, out], out.with_suffix(".txt")))
                off[name] = differences(store, out)
    return Outcome(_section(sizes, runs, off))


def differences(store: Path, totals: Path) -> dict[str, float]:
    """By how much a contender is off, summed over posts, as a share of what the store says.

    Raises:
        RuntimeError: it differs where it is well-defined.
    """
    with Reader.open(store) as reader:
        ours = reader.query("FROM post_totals").to_arrow_table()
    with duckdb.connect() as db:
        db.register("ours", ours)
        found = {
            f"{metric}_{side}": _off(db, totals, f"{kind}_{side}", f"{metric}_{side}")
            for kind, metric in (EQUAL | OTHERS).items()
            for side in ("organic", "paid")
        }
    wrong = [metric for metric in EQUAL.values() if found[f"{metric}_organic"]]
    if wrong:
        raise RuntimeError(f"{totals}: {', '.join(wrong)} are not what the store says")
    return found


def _off(db: duckdb.DuckDBPyConnection, totals: Path, theirs: str, metric: str) -> float:
    row = db.execute(
        f"SELECT coalesce(sum(abs(coalesce(t.{theirs}, 0) - coalesce(o.{metric}, 0))), 0) "
        f"/ greatest(sum(o.{metric}), 1) "
        "FROM ours AS o FULL JOIN read_csv(?, types={'post_id': 'VARCHAR'}) AS t USING (post_id)",
        [str(totals)],
    ).fetchone()
    return float(row[0]) if row else 0.0


def _section(sizes: Sizes, runs: dict[str, list[Run]], off: dict[str, dict[str, float]]) -> str:
    ours = median(each.seconds for each in runs[OURS])
    rows = [
        f"| {name} | {spread([each.seconds for each in found], ' s')} | "
        f"{median(each.seconds for each in found) / ours:.2f}x | {'' if 'Spark' in name else peak(found)} |"
        for name, found in runs.items()
    ]
    head = "| | min | median | max | against the replay | peak memory |\n|---|---:|---:|---:|---:|---:|"
    metrics = ("video_views_paid", "likes_organic", "likes_paid", "comments_organic", "follows_organic")
    wrong = [
        f"| {name} | {' | '.join(f'{told[one]:.2%}' for one in metrics)} |" for name, told in off.items()
    ]
    told = f"| off by | {' | '.join(f'`{one}`' for one in metrics)} |\n|---|{'---:|' * len(metrics)}"
    fastest = min(runs, key=lambda name: median(each.seconds for each in runs[name]))
    return "\n".join(
        [
            f"{sizes.lines:,} lines of NDJSON, {sizes.long_pairs} rounds of whole processes. "
            f"Fastest: **{fastest}**.",
            "",
            head,
            *rows,
            "",
            "The others compute per-post totals and forget the rest. Organic views, shares, duets and",
            "stitches are equal in all; elsewhere they are off, summed over posts: they look at no code's",
            "times, and at no states.",
            "",
            told,
            *wrong,
            "",
            f"{', '.join(PINNED)}; Java as on the machine. On {machine.describe()}.",
        ]
    )
