"""The knobs to a database that computes any piece of the log."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import UTC, datetime, time
from enum import Enum
from importlib import resources
from itertools import accumulate

import duckdb

from sparktally.simulate.knobs import BadKnob, Knobs

PLACES = 1_000
PER_THOUSAND = {
    "view": 638,
    "impression": 150,
    "like": 90,
    "click": 40,
    "comment": 25,
    "favorite": 20,
    "share": 20,
    "follow": 12,
    "duet": 3,
    "stitch": 2,
}
"""Engagements of each role in every block of a thousand; removes take the places of views."""
REMOVES = {"unlike": 8, "unfavorite": 2, "unfollow": 2, "uncomment": 2}
"""How removes share their places; each takes back what the role without `un` has added."""
TAKEN_BACK = {"likes": "like", "favorites": "favorite", "follows": "follow", "comments": "comment"}


class World:
    """A log's posts, ads, codes and people, none of them stored: all are computed from numbers.

    Args:
        knobs: what the log is like.

    Raises:
        BadKnob: there are fewer lines than facts of so many posts and ads.
    """

    def __init__(self, knobs: Knobs) -> None:
        self._variables = _variables(knobs)
        self._db = duckdb.connect(config={"threads": 1})
        self._prepare(self._db)
        self._db.execute(query("told"))
        self.facts = _number(self._db, "SELECT count(*) FROM told")
        self.engagements = knobs.lines - self.facts
        if self.engagements < 1:
            raise BadKnob(
                f"{knobs.lines:,} lines are too few for the {self.facts:,} facts of so many posts and ads",
                where="--lines",
                fix="write more lines, or have fewer --posts and --ads",
            )
        self._variables["engagements"] = float(self.engagements)
        self._asked = self.connection()

    def connection(self) -> duckdb.DuckDBPyConnection:
        """Another connection that knows the world, for a thread of its own."""
        con = self._db.cursor()
        self._prepare(con, macros=False)
        return con

    def facts_until(self, engagement: int) -> int:
        """How many facts have arrived when that engagement line is sent; after the last, all of them."""
        if engagement >= self.engagements:
            return self.facts
        return _number(self._asked, f"SELECT count(*) FROM told WHERE arrives_ms <= at_ms({engagement})")

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the memory go."""
        self._db.close()

    def _prepare(self, con: duckdb.DuckDBPyConnection, *, macros: bool = True) -> None:
        for name, value in self._variables.items():
            con.execute(f"SET VARIABLE {name} = $value", {"value": value})
        if macros:
            con.execute(query("macros"))


def query(name: str, **parts: str) -> str:
    """A query of `sql/`, with the names in braces filled in."""
    text = resources.files("sparktally.simulate").joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")
    for part, filling in parts.items():
        text = text.replace(f"{{{part}}}", filling)
    return text


def _variables(knobs: Knobs) -> dict[str, object]:
    plain = {name: value for name, value in asdict(knobs).items() if not isinstance(value, Enum)}
    midnight = datetime.combine(plain.pop("start"), time(), UTC)
    return (
        plain
        | _roles(knobs)
        | {
            "posts": knobs.posts_made,
            "ads": knobs.ads_made,
            "actors": knobs.actors_made,
            "start_ms": int(midnight.timestamp()) * 1000,
        }
    )


def _roles(knobs: Knobs) -> dict[str, list[str] | list[int]]:
    """Shuffle the roles over a block's places, and list the places of those that a remove looks for."""
    removes = round(PLACES * knobs.remove_share)
    counts = {**PER_THOUSAND, **_shared(removes)}
    counts["view"] -= removes
    roles = [role for role, count in counts.items() for _ in range(count)]
    random.Random(knobs.seed).shuffle(roles)  # noqa: S311 a log by chance, not a secret
    wanted = {name: [at for at, role in enumerate(roles) if role == of] for name, of in TAKEN_BACK.items()}
    return {"roles": roles, **wanted}


def _shared(removes: int) -> dict[str, int]:
    """So many removes by their shares, rounded so that they add up."""
    whole = sum(REMOVES.values())
    ends = [round(removes * end / whole) for end in accumulate(REMOVES.values())]
    return {role: end - start for role, start, end in zip(REMOVES, [0, *ends], ends, strict=False)}


def _number(db: duckdb.DuckDBPyConnection, text: str) -> int:
    row = db.execute(text).fetchone()
    assert row is not None  # a SELECT of a count has one row
    return int(row[0])
