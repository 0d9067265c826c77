"""SEMANTICS 1, "Lines and events": from a JSON object to an event, or the reason why its line is dead."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.oracle.instants import read_instant, zone_names
from tests.oracle.lines import DeadLetterError, Integer, JsonObject, is_missing, parse

INTEGER_MAX = 2**53
ID_CODE_POINTS_MAX = 128
GRANT_DAYS = (7, 30, 60, 180, 365)
ELEMENTS = (
    "cta", "caption", "profile_photo", "nickname", "swipe_left",
    "music", "anchor", "hashtag", "duet", "stitch",
)  # fmt: skip
IDENTITY_TYPES = ("CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT")
OBJECTIVES = {
    "AUCTION": (
        "REACH", "VIDEO_VIEWS", "ENGAGEMENT", "TRAFFIC",
        "APP_PROMOTION", "WEB_CONVERSIONS", "LEAD_GENERATION", "PRODUCT_SALES",
    ),
    "RESERVATION_RF": ("REACH", "TRAFFIC", "VIDEO_VIEWS"),
    "RESERVATION_TOP_VIEW": ("REACH",),
}  # fmt: skip

ENGAGEMENT_OWN = ("actor_id", "surface", "post_id", "ad_id")
OWN = {
    "view": (*ENGAGEMENT_OWN, "watch_ms", "video_duration_ms"),
    "like": (*ENGAGEMENT_OWN, "action"),
    "favorite": (*ENGAGEMENT_OWN, "action"),
    "comment": (*ENGAGEMENT_OWN, "comment_id", "action"),
    "share": (*ENGAGEMENT_OWN, "channel"),
    "follow": (*ENGAGEMENT_OWN, "creator_id", "action"),
    "click": (*ENGAGEMENT_OWN, "element"),
    "impression": ENGAGEMENT_OWN,
    "duet": (*ENGAGEMENT_OWN, "new_post_id"),
    "stitch": (*ENGAGEMENT_OWN, "new_post_id"),
    "post_published": ("post_id", "creator_id", "video_duration_ms", "visibility"),
    "advertiser_registered": ("advertiser_id", "timezone"),
    "ad_created": (
        "ad_id", "advertiser_id", "identity_type", "post_id", "auth_code",
        "campaign_id", "adgroup_id", "buying_type", "objective_type", "placement",
    ),
    "authorization_granted": ("auth_code", "post_id", "duration_days"),
    "authorization_extended": ("auth_code", "duration_days"),
    "authorization_revoked": ("auth_code",),
}  # fmt: skip
REQUIRED = {
    "follow": ("creator_id",),
    "click": ("element",),
    "post_published": ("post_id", "creator_id"),
    "advertiser_registered": ("advertiser_id", "timezone"),
    "ad_created": ("ad_id", "advertiser_id", "identity_type"),
    "authorization_granted": ("auth_code", "post_id", "duration_days"),
    "authorization_extended": ("auth_code", "duration_days"),
    "authorization_revoked": ("auth_code",),
}
FACTS = frozenset(REQUIRED) - {"follow", "click"}
ENGAGEMENTS = frozenset(OWN) - FACTS
INTEGERS = frozenset({"watch_ms", "video_duration_ms", "duration_days", "schema_version"})
CHOICES = {
    "surface": ("organic", "paid"),
    "action": ("add", "remove"),
    "element": ELEMENTS,
    "visibility": ("public", "ads_only"),
    "identity_type": IDENTITY_TYPES,
}
DEFAULTS = {"action": "add", "visibility": "public"}


@dataclass(frozen=True)
class Event:
    """A line that keeps the law: `at` in UTC microseconds, `own` the non-missing own fields and defaults."""

    event_id: str
    type: str
    at: int
    own: dict[str, str | int]
    canonical: str

    def text(self, name: str) -> str | None:
        """An own field that is text or an id, None where it is missing."""
        value = self.own.get(name)
        return None if value is None else str(value)

    def number(self, name: str) -> int | None:
        """An own field that is an integer, None where it is missing."""
        value = self.own.get(name)
        return None if value is None else int(value)

    @property
    def order(self) -> tuple[int, bytes]:
        """SEMANTICS 2: (`occurred_at`, `event_id`), ids ordered as UTF-8 bytes."""
        return (self.at, self.event_id.encode())

    @property
    def body(self) -> tuple[int, bytes]:
        """SEMANTICS 1, "Duplicates": (`occurred_at`, then canonical text), as UTF-8 bytes."""
        return (self.at, self.canonical.encode())


def read_line(line: bytes) -> Event | DeadLetterError:
    """One line (without what surrounds it) as an event, or why it is a dead letter."""
    try:
        return _read_object(parse(line))
    except DeadLetterError as reason:
        return reason


def _read_object(raw: JsonObject) -> Event:
    """SEMANTICS 1, "Envelope of every event", then the tables of engagements and facts."""
    kind = raw.get("type")
    if not isinstance(kind, str) or kind not in OWN:
        raise DeadLetterError(f"type {kind!r} is unknown")
    for name in ("event_id", "occurred_at"):
        if is_missing(raw.get(name)):
            raise DeadLetterError(f"{name} is missing")
    if (
        not is_missing(raw.get("schema_version"))
        and _read_integer("schema_version", raw["schema_version"]) != 1
    ):
        raise DeadLetterError("schema_version is not 1")
    event_id, at = _read_id("event_id", raw["event_id"]), read_instant(raw["occurred_at"])
    own = {name: _read_field(name, raw[name]) for name in OWN[kind] if not is_missing(raw.get(name))}
    own |= {name: value for name, value in DEFAULTS.items() if name in OWN[kind] and name not in own}
    for name in REQUIRED.get(kind, ()):
        if name not in own:
            raise DeadLetterError(f"{name} is missing")
    if kind in ENGAGEMENTS:
        _check_engagement(kind, own)
    elif kind == "ad_created":
        _check_ad(own, raw)
    return Event(event_id, kind, at, own, _canonical(kind, own))


def _read_field(name: str, value: object) -> str | int:
    """One own field, by its kind: an id, an integer, a choice, an IANA name or any text."""
    if name.endswith("_id") or name == "auth_code":
        return _read_id(name, value)
    if name in INTEGERS:
        number = _read_integer(name, value)
        if name == "duration_days" and number not in GRANT_DAYS:
            raise DeadLetterError(f"duration_days is none of {GRANT_DAYS}")
        return number
    if not isinstance(value, str):
        raise DeadLetterError(f"{name} is not text")
    if name in CHOICES and value not in CHOICES[name]:
        raise DeadLetterError(f"{name} is none of {CHOICES[name]}")
    if name == "timezone" and value not in zone_names():
        raise DeadLetterError("timezone is not an IANA name")
    return value


def _read_id(name: str, value: object) -> str:
    """SEMANTICS 1, "Ids": 1 to 128 code points without control characters, or an integer as written."""
    text = value.text if isinstance(value, Integer) else value
    if not isinstance(text, str):
        raise DeadLetterError(f"{name} is neither text nor an integer")
    if not 1 <= len(text) <= ID_CODE_POINTS_MAX:
        raise DeadLetterError(f"{name} is longer than {ID_CODE_POINTS_MAX}")
    if any(character <= "\x1f" or character == "\x7f" for character in text):
        raise DeadLetterError(f"{name} has a control character")
    return text


def _read_integer(name: str, value: object) -> int:
    """SEMANTICS 1, "Integers": a literal without sign, 0 to 2^53 inclusive."""
    if not isinstance(value, Integer) or value.text.startswith("-"):
        raise DeadLetterError(f"{name} is not an integer without sign")
    if len(value.text) > len(str(INTEGER_MAX)) or int(value.text) > INTEGER_MAX:
        raise DeadLetterError(f"{name} is over 2^53")
    return int(value.text)


def _check_engagement(kind: str, own: dict[str, str | int]) -> None:
    """SEMANTICS 1, engagement events: who and where, by surface; a comment's remove names the comment."""
    for name in ("actor_id", "surface"):
        if name not in own:
            raise DeadLetterError(f"{name} is missing")
    if own["surface"] == "organic":
        if kind == "impression":
            raise DeadLetterError("an impression is paid only")
        if "ad_id" in own:
            raise DeadLetterError("organic forbids ad_id")
        if "post_id" not in own and kind != "follow":
            raise DeadLetterError("organic needs post_id")
    elif "ad_id" not in own:
        raise DeadLetterError("paid needs ad_id")
    if kind == "comment" and own["action"] == "remove" and "comment_id" not in own:
        raise DeadLetterError("a comment's remove needs comment_id")


def _check_ad(own: dict[str, str | int], raw: JsonObject) -> None:
    """SEMANTICS 1, "An ad is Spark exactly when": what it must and must not have by identity type."""
    identity = own["identity_type"]
    if (identity == "AUTH_CODE") != ("auth_code" in own):
        raise DeadLetterError("AUTH_CODE needs auth_code and no other identity type may have one")
    if identity == "CUSTOMIZED_USER":
        if "post_id" in own:
            raise DeadLetterError("a non-Spark ad has no post_id")
        return
    if "post_id" not in own:
        raise DeadLetterError("a Spark Ad needs post_id")
    if not is_missing(raw.get("display_name")) or not is_missing(raw.get("ad_text")):
        raise DeadLetterError("a Spark Ad shows the post's own name and caption")
    buying, objective = own.get("buying_type"), own.get("objective_type")
    if buying is not None and buying not in OBJECTIVES:
        raise DeadLetterError("buying_type is not in the list")
    allowed = [OBJECTIVES[str(buying)]] if buying is not None else list(OBJECTIVES.values())
    if objective is not None and not any(objective in names for names in allowed):
        raise DeadLetterError("objective_type is not in the list or does not match buying_type")


def _canonical(kind: str, own: dict[str, str | int]) -> str:
    """SEMANTICS 1, "Canonical text": type and own fields but defaults, keys sorted, least escaping."""
    kept = {name: value for name, value in own.items() if DEFAULTS.get(name) != value}
    return json.dumps({"type": kind, **kept}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
