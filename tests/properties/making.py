"""Lines of a log, made of few ids and few instants by whoever picks: a seeded generator or Hypothesis.

Everything that the law decides by order, by a boundary or by a tie has to come up often here: equal instants,
24 hours and the days of a grant to the microsecond, day edges and clock changes of zones, one id with two
bodies (of two types too), facts in any order and too many of them, removes that find something or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Body = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = 3_600_000_000
DAY = 24 * HOUR
ANCHORS = tuple(
    (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)
    for text in (
        "2024-03-05T10:00:00+00:00",
        "2024-03-05T00:00:00+00:00",  # a UTC day begins
        "2024-03-10T05:00:00+00:00",  # New York's short day begins
        "2024-03-11T04:00:00+00:00",  # and ends, after 23 hours
        "2024-11-03T06:00:00+00:00",  # New York's clock goes back
        "2024-03-31T22:00:00+00:00",  # Berlin's short day ends
        "2024-03-05T18:15:00+00:00",  # a day begins in Kathmandu
    )
)
TICKS = (-1, 0, 0, 0, 1)
STEPS = (0, 0, 0, HOUR, HOUR, 6 * HOUR, 12 * HOUR, DAY, DAY, DAY, 2 * DAY, 7 * DAY, 7 * DAY, 14 * DAY, -HOUR)
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kathmandu", "UTC", "Pacific/Apia")
ELEMENTS = (
    "cta", "caption", "profile_photo", "nickname", "swipe_left",
    "music", "anchor", "hashtag", "duet", "stitch",
)  # fmt: skip
WATCH_MS = (None, 0, 249, 250, 500, 749, 750, 1000, 1999, 2000, 5999, 6000, 7999, 8000, 15_000)
DURATIONS_MS = (None, None, 0, 1, 1000, 1001, 8000, 24_000)
SPARK_GOALS = (
    ("AUCTION", "VIDEO_VIEWS"),
    ("AUCTION", None),
    (None, "REACH"),
    (None, None),
    ("RESERVATION_RF", "TRAFFIC"),
)
ENGAGEMENTS = (
    *["view"] * 6, *["like"] * 6, *["favorite"] * 3, *["comment"] * 5, *["share"] * 2, *["follow"] * 5,
    *["click"] * 3, *["impression"] * 2, "duet", "stitch",
)  # fmt: skip
FACTS = (
    *["ad_created"] * 9, *["authorization_granted"] * 5, *["authorization_extended"] * 2,
    *["authorization_revoked"] * 2, *["post_published"] * 4, *["advertiser_registered"] * 3,
)  # fmt: skip
ENGAGEMENTS_OF_A_LOG = (
    ENGAGEMENTS,
    ENGAGEMENTS,
    ("view", "like"),
    ("view", "like", "favorite", "share"),
    ("follow", "follow", "view"),
    ("comment", "comment", "comment", "like", "view"),
    ("view", "click", "impression", "view"),
)
WAYS = (
    *["plain"] * 9, "null", "empty", "sorted", "escaped", "numbers", "numbers",
    "milliseconds", "milliseconds", "east", "west", "long", "small",
)  # fmt: skip
KINDS = (*["engagement"] * 42, *["echo"] * 20, *["fact"] * 32, *["dead"] * 3, *["again"] * 3)
ECHO_STEPS = (0, 1, 1, HOUR, HOUR, DAY - 1, DAY, DAY + 1)
ECHOES = ("like", "favorite", "comment", "share", "follow")


class Pick(Protocol):
    """Takes one of the options; `random.Random(seed).choice` is one."""

    def __call__(self, options: Sequence[T], /) -> T: ...


class Maker:
    """Makes lines of one log; ids and instants are few, and grow slowly with the log's size in lines."""

    def __init__(self, pick: Pick, size: int) -> None:
        self.pick = pick
        self.more = size // 80
        self.event_ids = [_event_id(number) for number in range(5 * size + 4)]
        self.types = pick(ENGAGEMENTS_OF_A_LOG)
        self.posts, self.creators, self.comments = self._names("p"), self._names("k"), self._names("m")
        self.actors = [name.replace("u2", "7") for name in self._names("u")]
        self.ads, self.codes = self._names("a"), self._names("c")
        self.advertisers = self._names("v")
        first = pick(ANCHORS)
        self.instants = [self._instant(first) for _ in range(pick((3, 6, 9)) + size // 20)]
        self.made: list[Body] = []
        self.engaged: list[Body] = []
        self.ad_posts: dict[str, str] = {}

    def line(self) -> bytes:
        """One more line, without its LF; now and then a dead one, or an earlier one spelled anew."""
        kind = self.pick(KINDS)
        if kind == "dead":
            return self.pick(DEAD_LINES)
        if kind == "again" and self.made:
            return self._written(self.pick(self.made))
        body: Body = {"event_id": self.pick(self.event_ids), "occurred_at": self.pick(self.instants)}
        if kind == "fact":
            body |= self._fact()
        else:
            body |= (
                self._echo(self.pick(self.engaged)) if kind == "echo" and self.engaged else self._engagement()
            )
            self.engaged.append(body)
        self.made.append(body)
        return self._written(body)

    def _names(self, letter: str) -> list[str]:
        count = self.pick((1, 1, 2, 2, 3)) + self.more
        return [f"{letter}{number}" for number in range(1, count + 1)]

    def _instant(self, first: int) -> int:
        anchor = self.pick((first, first, first, self.pick(ANCHORS)))
        return anchor + self.pick(STEPS) + self.pick(TICKS)

    def _chance(self, percent: int) -> bool:
        return self.pick(range(100)) >= 100 - percent

    def _engagement(self) -> Body:
        kind = self.pick(self.types)
        is_paid = kind == "impression" or self._chance(55)
        body: Body = {"type": kind, "actor_id": self.pick(self.actors)}
        body |= self._paid() if is_paid else {"surface": "organic", "post_id": self.pick(self.posts)}
        if kind == "follow" and not is_paid and self._chance(30):
            del body["post_id"]
        return body | self._extra(kind)

    def _paid(self) -> Body:
        named = {"post_id": self.pick(self.posts)} if self._chance(15) else {}
        return {"surface": "paid", "ad_id": self.pick(self.ads), **named}

    def _echo(self, earlier: Body) -> Body:
        """What the same actor does next, mostly on the post itself: takes it back, or does more."""
        post = self.ad_posts.get(earlier["ad_id"]) if "ad_id" in earlier else earlier.get("post_id")
        where: Body = {name: earlier[name] for name in ("surface", "ad_id", "post_id") if name in earlier}
        if post is not None and self._chance(55):
            where = {"surface": "organic", "post_id": post}
        is_undone = (
            earlier["type"] in ECHOES and earlier.get("comment_id", "") is not None and self._chance(50)
        )
        kind = earlier["type"] if is_undone else self.pick(ECHOES)
        body: Body = {"type": kind, "actor_id": earlier["actor_id"]} | where | self._extra(kind)
        body["occurred_at"] = earlier["occurred_at"] + self.pick(ECHO_STEPS)
        if is_undone:
            same = {name: earlier[name] for name in ("comment_id", "creator_id") if name in earlier}
            body |= same | {"action": "remove"}
        elif "post_id" not in body and "ad_id" not in body:
            body["post_id"] = self.pick(self.posts)
        return body

    def _extra(self, kind: str) -> Body:
        if kind in {"like", "favorite", "follow", "comment"}:
            return self._change(kind)
        options: dict[str, dict[str, Sequence[Any]]] = {
            "view": {"watch_ms": WATCH_MS, "video_duration_ms": DURATIONS_MS},
            "click": {"element": ELEMENTS},
            "share": {"channel": (None, "sms")},
            "duet": {"new_post_id": (None, *self.posts)},
            "stitch": {"new_post_id": (None, *self.posts)},
        }
        return {name: self.pick(values) for name, values in options.get(kind, {}).items()}

    def _change(self, kind: str) -> Body:
        action = self.pick((None, None, "add", "remove"))
        if kind == "follow":
            return {"creator_id": self.pick(self.creators), "action": action}
        if kind == "comment":
            is_named = action == "remove" or self._chance(80)
            return {"comment_id": self.pick(self.comments) if is_named else None, "action": action}
        return {"action": action}

    def _fact(self) -> Body:
        kind = self.pick(FACTS)
        body: Body = {"type": kind}
        if kind == "ad_created":
            return body | self._ad()
        if kind == "post_published":
            body |= {"post_id": self.pick(self.posts), "creator_id": self.pick(self.creators)}
            body["video_duration_ms"] = self.pick(DURATIONS_MS)
            return body | {"visibility": self.pick((None, None, "public", "ads_only"))}
        if kind == "advertiser_registered":
            return body | {"advertiser_id": self.pick(self.advertisers), "timezone": self.pick(ZONES)}
        body["auth_code"] = self.pick(self.codes)
        if kind == "authorization_granted":
            body["post_id"] = self.pick((self.posts[0], *self.posts))
        if kind != "authorization_revoked":
            body["duration_days"] = self.pick((7, 7, 7, 30))
        return body

    def _ad(self) -> Body:
        identity = self.pick(
            ("AUTH_CODE",) * 4 + ("TT_USER", "TT_USER", "BC_AUTH_TT") + ("CUSTOMIZED_USER",) * 3
        )
        body: Body = {
            "ad_id": self.pick(self.ads),
            "advertiser_id": self.pick((*self.advertisers, *self.advertisers, "v9")),
            "identity_type": identity,
            "campaign_id": self.pick((None, "g1", "g2")),
            "adgroup_id": self.pick((None, "h1", "h2")),
            "placement": self.pick((None, None, "TIKTOK")),
        }
        if identity == "CUSTOMIZED_USER":
            return body | {"objective_type": self.pick((None, "ANYTHING"))}
        body["post_id"] = self.ad_posts[body["ad_id"]] = self.pick((self.posts[0], *self.posts))
        if identity == "AUTH_CODE":
            body["auth_code"] = self.pick(self.codes)
        buying, objective = self.pick(SPARK_GOALS)
        return body | {"buying_type": buying, "objective_type": objective}

    def _written(self, body: Body) -> bytes:
        """The body as a line, spelled a little differently each time; the missing may be null or empty."""
        way = self.pick(WAYS)
        kept = {name: value for name, value in body.items() if value is not None}
        kept["occurred_at"] = spelled_instant(body["occurred_at"], way)
        if way in {"null", "empty"}:
            kept |= {name: None if way == "null" else "" for name, value in body.items() if value is None}
            kept |= {"schema_version": 1, "ignored": [{"action": 1.5}, "\U0001f600", -0.0]}
        if way == "numbers":
            kept = {name: int(value) if str(value).isdecimal() else value for name, value in kept.items()}
        return json.dumps(kept, ensure_ascii=way == "escaped", sort_keys=way == "sorted").encode()


def spelled_instant(micros: int, way: str) -> str | int:
    """One instant, in one of the ways that the law allows."""
    at = EPOCH + timedelta(microseconds=micros)
    text = at.replace(tzinfo=None).isoformat(timespec="microseconds")
    if way == "milliseconds" and micros % 1000 == 0:
        return micros // 1000
    if way == "east":
        return (at + timedelta(hours=5, minutes=45)).replace(tzinfo=None).isoformat() + "+05:45"
    if way == "west":
        return (at - timedelta(hours=8)).replace(tzinfo=None).isoformat() + "-08:00"
    if way == "small":
        return f"{text.replace('T', ' ')}z"
    return f"{text}999Z" if way == "long" else f"{text}Z"


def _event_id(number: int) -> str:
    """Ids whose order differs by text, by number, by UTF-8 bytes and by UTF-16 units."""
    special = {
        3: f"{number}",
        5: f"\U0001f600{number}",
        7: f"\uff5e{number}",
        9: f"E{number}",
        11: f"é{number}",
    }
    return special.get(number % 19, f"e{number}")


_HEAD = b'{"event_id": "e1", "type": "share", "occurred_at": "2024-03-05T10:00:00Z", "actor_id": "u1", '
DEAD_LINES = (
    b"oops",
    b"[]",
    b'"\xff"',
    b"\xef\xbb\xbf{}",
    _HEAD + b'"surface": "organic", "post_id": "p1"',
    _HEAD + b'"surface": "organic", "post_id": "p1",}',
    _HEAD + b'"surface": "organic"}',
    _HEAD + b'"surface": "organic", "post_id": "p1", "ad_id": "a1"}',
    _HEAD + b'"surface": "paid", "post_id": "p1"}',
    _HEAD + b'"surface": "organic", "post_id": "p1", "post_id": "p1"}',
    _HEAD + b'"surface": "organic", "post_id": "p1", "x": "\\ud800"}',
    _HEAD + b'"surface": "organic", "post_id": "p1", "x": NaN}',
    _HEAD + b'"surface": "organic", "post_id": "p1", "schema_version": 2}',
    _HEAD + b'"surface": "organic", "post_id": 1.0}',
    _HEAD + b'"surface": "organic", "post_id": "p1", "x": ' + b"[" * 64 + b"]" * 64 + b"}",
    b'{"event_id": "e2", "type": "ad_created", "occurred_at": "2024-03-05T10:00:00Z", "ad_id": "a1",'
    b' "advertiser_id": "v1", "identity_type": "TT_USER"}',
    b'{"event_id": "e3", "type": "advertiser_registered", "occurred_at": 1709632800, "advertiser_id": "v3",'
    b' "timezone": "UTC"}',
)
