"""What a log is like: the knobs, each with its meaning, default and bounds."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from datetime import date, timedelta
from enum import Enum
from typing import Any

from schemas.errors import SparktallyError

LINES_MIN, LINES_MAX = 1_000, 10_000_000_000
FIRST_DAY, LAST_DAY = date(2000, 2, 1), date(2099, 12, 1)
"""Within the instants of SEMANTICS 1, with room for what was before the first day and what came late."""
LINES_A_POST, LINES_AN_AD, LINES_AN_ACTOR, LEAST = 50, 2_000, 20, 10
"""One post, ad and actor for so many lines, and at least so many of each, unless told."""


class BadKnob(SparktallyError):
    """A knob that makes no log."""


class Facts(Enum):
    """When facts are told: each in its time, or all of them before or after the engagements."""

    IN_TIME = "in-time"
    FIRST = "first"
    LAST = "last"


def _share(default: float, text: str, most: float = 1) -> Any:
    return _number(default, f"Share of {text}, 0 to {most}.", 0, most, "SHARE")


def _number(default: float, text: str, least: float, most: float, metavar: str = "N") -> Any:
    told = {"help": text, "metavar": metavar, "least": least, "most": most}
    return field(default=default, metadata=told)


@dataclass(frozen=True, slots=True)
class Knobs:
    """What a log is like; the fields' metadata say what each knob means.

    Raises:
        BadKnob: a knob is out of its bounds, or the days leave those that an instant may be of.
    """

    lines: int = _number(1_000_000, "Lines to write, facts included.", LINES_MIN, LINES_MAX)
    seed: int = _number(1, "Another seed, another log of the same kind.", 0, 2**31 - 1)
    start: date = field(
        default=date(2025, 3, 1), metadata={"help": "The first day (YYYY-MM-DD, UTC).", "metavar": "DAY"}
    )
    days: int = _number(30, "Days that the log covers.", 1, 3_650)
    posts: int = _number(0, f"Posts; 0 is one for every {LINES_A_POST} lines.", 0, 10**9)
    ads: int = _number(0, f"Ads; 0 is one for every {LINES_AN_AD:,} lines.", 0, 10**8)
    actors: int = _number(0, f"People; 0 is one for every {LINES_AN_ACTOR} lines.", 0, 10**10)
    zipf: float = _number(
        1.0, "How unequal posts are: 1 is Zipf's law, more makes the head heavier.", 0.1, 10
    )
    paid_share: float = _share(0.25, "views, and what follows them, that are on ads")
    spark_share: float = _share(0.7, "ads that are Spark Ads")
    remove_share: float = _share(0.014, "engagements that take a like, favorite, follow or comment back", 0.1)
    duplicate_share: float = _share(0.005, "engagements that say again what an earlier one said")
    conflict_share: float = _share(0.0001, "engagements with an earlier one's event id and another body")
    late_share: float = _share(0.01, "engagements up to two days late (all others up to 20 seconds)")
    wrong_posts: float = _share(0.001, "engagements on ads that name another post than the ad's")
    dirt_share: float = _share(0.001, "engagements that cannot be read")
    short_codes: float = _share(0.3, "codes given for 7 days (the others for 30 or 60)")
    extended_share: float = _share(0.1, "codes extended by 30 days")
    revoked_share: float = _share(0.04, "codes revoked after some days")
    late_ads: float = _share(0.05, "ads whose fact comes up to three days late")
    unknown_ads: float = _share(0.01, "ads whose fact never comes")
    odd_facts: float = _share(
        0.005, "ads told twice, differently, and of codes for another post than their ad's"
    )
    facts: Facts = field(
        default=Facts.IN_TIME,
        metadata={"help": "When facts come: each in its time, or all before or after the engagements."},
    )

    def __post_init__(self) -> None:
        """Hold every knob to its bounds."""
        for knob in fields(self):
            self._hold(knob)
        if not FIRST_DAY <= self.start <= LAST_DAY - timedelta(days=self.days):
            between = f"from {FIRST_DAY} on, and end by {LAST_DAY}"
            raise BadKnob(
                f"{self.days} days from {self.start} are not those of logs",
                where="--start",
                fix=f"let them be {between}",
            )

    def _hold(self, knob: Field[Any]) -> None:
        value = getattr(self, knob.name)
        least, most = knob.metadata.get("least"), knob.metadata.get("most")
        if least is not None and most is not None and not least <= value <= most:
            raise BadKnob(
                f"{value:,} is out of bounds", where=option(knob.name), fix=f"give {least:,} to {most:,}"
            )

    @property
    def posts_made(self) -> int:
        """How many posts there are."""
        return self.posts or max(self.lines // LINES_A_POST, LEAST)

    @property
    def ads_made(self) -> int:
        """How many ads there are."""
        return self.ads or max(self.lines // LINES_AN_AD, LEAST)

    @property
    def actors_made(self) -> int:
        """How many people there are to draw from."""
        return self.actors or max(self.lines // LINES_AN_ACTOR, LEAST)


def option(name: str) -> str:
    """A knob's name on the command line."""
    return "--" + name.replace("_", "-")
