"""Generate a realistic event log of any size: `python benchmarks/generate.py --out log.ndjson`.

Posts have Zipf popularity, days their hours; ads are Spark and non-Spark, on codes that end or are revoked;
engagements follow views of the same actor on the same surface, removes follow adds; some lines are duplicates
or late, out of order, in conflict or spoiled. One seed and one version of DuckDB give one log anywhere.
A file that ends in .parquet holds columns (there a spoiled line is a row with a field missing).
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from schemas.sql_kinds import quoted

HERE = Path(__file__).parent
CHUNK_LINES = 1_000_000
LEAST_LINES = 1_000
START_MS = 1_740_787_200_000  # 2025-03-01, UTC

PER_THOUSAND = {
    "view": 624,
    "impression": 150,
    "like": 90,
    "click": 40,
    "comment": 25,
    "favorite": 20,
    "share": 20,
    "follow": 12,
    "unlike": 8,
    "duet": 3,
    "stitch": 2,
    "unfavorite": 2,
    "unfollow": 2,
    "uncomment": 2,
}
"""Engagement lines of each role in every block of a thousand; a role on `un` is the remove of the other."""


@dataclass(frozen=True, slots=True)
class Knobs:
    """What a log is like; shares are of engagement lines, from 0 to 1. The command line has them all.

    `posts`, `ads` and `actors` of 0 mean one for every 50, 2,000 and 20 lines.
    """

    lines: int = 1_000_000
    seed: int = 1
    days: int = 30
    posts: int = 0
    ads: int = 0
    actors: int = 0
    zipf: float = 1.0
    paid_share: float = 0.25
    spark_share: float = 0.7
    duplicate_share: float = 0.005
    conflict_share: float = 0.0001
    late_share: float = 0.01
    late_ads: float = 0.05
    dirt_share: float = 0.001


HELP = {
    "lines": "lines to write, facts included",
    "seed": "another seed, another log",
    "days": "days that the log covers, from 2025-03-01",
    "posts": "posts (0: one for every 50 lines)",
    "ads": "ads (0: one for every 2,000 lines)",
    "actors": "actors (0: one for every 20 lines)",
    "zipf": "how unequal posts are: 1 is Zipf's law, more makes the head heavier",
    "paid_share": "share of views on ads",
    "spark_share": "share of ads that are Spark Ads",
    "duplicate_share": "share of lines that say again what an earlier one said",
    "conflict_share": "share of lines with an earlier one's event id and another body",
    "late_share": "share of lines up to two days late (all others up to 20 seconds)",
    "late_ads": "share of ads whose ad_created arrives up to three days late",
    "dirt_share": "share of lines that cannot be read",
}


def generate(out: Path, knobs: Knobs) -> None:
    """Write `knobs.lines` lines to `out` (NDJSON, or Parquet by its name), in the order of arrival.

    Memory is bounded by a million lines at a time; NDJSON lines are about 240 bytes.
    """
    if knobs.lines < LEAST_LINES or knobs.days < 1:
        raise ValueError(f"a log needs at least {LEAST_LINES} lines and one day")
    with duckdb.connect() as db, tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        engagements = _prepare(db, knobs)
        parts = _chunks(db, engagements, Path(scratch), parquet=out.suffix == ".parquet")
        if out.suffix == ".parquet":
            db.execute(
                f"COPY (FROM read_parquet([{', '.join(map(_path, parts))}])) TO {_path(out)} (FORMAT parquet)"
            )
        else:
            _join(parts, out)


def _prepare(db: duckdb.DuckDBPyConnection, knobs: Knobs) -> int:
    """Make posts, ads and facts; return how many engagement lines are left to make."""
    filled = asdict(knobs) | {
        "posts": knobs.posts or max(knobs.lines // 50, 10),
        "ads": knobs.ads or max(knobs.lines // 2000, 10),
        "actors": knobs.actors or max(knobs.lines // 20, 10),
        "start_ms": START_MS,
    }
    columns = ", ".join(f"{value} AS {name}" for name, value in filled.items())
    db.execute(f"CREATE TABLE knobs AS SELECT {columns}")
    _set(db, seed=knobs.seed, days=knobs.days, start_ms=START_MS)
    _set(db, **_roles(knobs.seed))
    for name in ("macros.sql", "facts.sql"):
        db.execute(_sql(name))
    facts = _number(db, "SELECT count(*) FROM facts")
    engagements = knobs.lines - facts
    if engagements < 1:
        raise ValueError(f"{knobs.lines} lines are too few for the {facts} facts of so many posts and ads")
    _set(db, engagements=float(engagements))
    return engagements


def _roles(seed: int) -> dict[str, list[str] | list[int]]:
    """Shuffle the roles over a block's places, and list the places of those that a remove looks for."""
    roles = [role for role, count in PER_THOUSAND.items() for _ in range(count)]
    random.Random(seed).shuffle(roles)
    wanted = {"likes": "like", "favorites": "favorite", "follows": "follow", "comments": "comment"}
    places = {name: [at for at, role in enumerate(roles) if role == of] for name, of in wanted.items()}
    return {"roles": roles, **places}


def _chunks(db: duckdb.DuckDBPyConnection, engagements: int, scratch: Path, *, parquet: bool) -> list[Path]:
    """Write the log in parts of a million engagement lines, each with the facts that arrive meanwhile."""
    rows = _sql("lines.sql").replace("{engagements}", _sql("events.sql")).replace("{parquet}", str(parquet))
    query = f"SELECT * EXCLUDE cut FROM ({rows})" if parquet else _sql("text.sql").replace("{rows}", rows)
    how = "FORMAT parquet" if parquet else "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'"
    parts: list[Path] = []
    for first in range(0, engagements, CHUNK_LINES):
        last = min(first + CHUNK_LINES, engagements)
        times = {"$from_ms": _sent(db, first) if first else 0}
        times["$to_ms"] = _sent(db, last) if last < engagements else 1 << 60
        part = scratch / f"part-{len(parts):04d}"
        filled = query
        for name, value in {"$first": first, "$last": last, **times}.items():
            filled = filled.replace(name, str(value))
        db.execute(f"COPY ({filled}) TO {_path(part)} ({how})")
        parts.append(part)
    return parts


def _path(path: Path) -> str:
    return quoted(str(path))


def _join(parts: list[Path], out: Path) -> None:
    with out.open("wb") as whole:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, whole, 1 << 20)
            part.unlink()


def _set(db: duckdb.DuckDBPyConnection, **values: object) -> None:
    for name, value in values.items():
        db.execute(f"SET VARIABLE {name} = $value", {"value": value})


def _sent(db: duckdb.DuckDBPyConnection, number: int) -> int:
    return _number(db, f"SELECT at_ms({number})")


def _number(db: duckdb.DuckDBPyConnection, query: str) -> int:
    row = db.execute(query).fetchone()
    assert row is not None  # a SELECT without FROM, or of a count, has one row
    return int(row[0])


def _sql(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Read the options, write the log, say how fast."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True, help="the file to write: .ndjson or .parquet")
    for name, value in asdict(Knobs()).items():
        option = "--" + name.replace("_", "-")
        parser.add_argument(option, type=type(value), default=value, help=f"{HELP[name]} (default {value})")
    options = vars(parser.parse_args(arguments))
    out = options.pop("out")
    began = time.perf_counter()
    try:
        generate(out, Knobs(**options))
    except ValueError as error:
        parser.error(str(error))
    seconds = time.perf_counter() - began
    print(f"{out}: {options['lines']:,} lines, {options['lines'] / seconds:,.0f} lines/s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
