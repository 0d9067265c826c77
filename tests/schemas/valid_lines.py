"""Valid lines as producers write them: compact or spaced, ids as text or integers, nulls, any order."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

_BASE = datetime(2024, 3, 1, tzinfo=UTC)
_ENGAGEMENTS = (
    "view",
    "like",
    "impression",
    "click",
    "follow",
    "comment",
    "share",
    "favorite",
    "duet",
    "stitch",
)
_WEIGHTS = (45, 15, 15, 6, 4, 5, 4, 2, 2, 2)
_FACTS = (
    "post_published",
    "ad_created",
    "authorization_granted",
    "advertiser_registered",
    "authorization_extended",
    "authorization_revoked",
)
_ELEMENTS = (
    "cta",
    "caption",
    "profile_photo",
    "nickname",
    "swipe_left",
    "music",
    "anchor",
    "hashtag",
    "duet",
    "stitch",
)
_BUYING = (
    ("AUCTION", "PRODUCT_SALES"),
    ("RESERVATION_RF", "TRAFFIC"),
    ("RESERVATION_TOP_VIEW", "REACH"),
    (None, "REACH"),
)


def valid_lines(count: int, seed: int) -> Iterator[str]:
    """`count` lines, each valid; nine in ten are engagements."""
    rng = random.Random(seed)  # noqa: S311
    for index in range(count):
        event = _fact(rng) if rng.random() < 0.1 else _engagement(rng)
        if rng.random() < 0.1:
            items = list(event.items())
            rng.shuffle(items)
            event = dict(items)
        separators = (",", ":") if index % 2 else (", ", ": ")
        yield json.dumps(event, ensure_ascii=False, separators=separators)


def compact_engagements(count: int, seed: int) -> Iterator[str]:
    """`count` valid lines of engagements, without spaces, with given fields of their own alone."""
    rng = random.Random(seed)  # noqa: S311
    for _ in range(count):
        event = _engagement(rng)
        given = [
            (name, value)
            for name, value in event.items()
            if value not in {None, ""} and name != "campaign_id"
        ]
        if rng.random() < 0.1:
            rng.shuffle(given)
        yield json.dumps(dict(given), ensure_ascii=False, separators=(",", ":"))


def _instant(rng: random.Random) -> str | int:
    moment = _BASE + timedelta(milliseconds=rng.randrange(90 * 86_400_000))
    shape = rng.random()
    if shape < 0.15:
        return int(moment.timestamp() * 1000)
    if shape < 0.25:
        return (moment + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S") + "+02:00"
    if shape < 0.30:
        return (moment - timedelta(hours=3, minutes=30)).strftime("%Y-%m-%d %H:%M:%S.%f") + "-03:30"
    if shape < 0.45:
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    if shape < 0.47:
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "789Z"
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _id(rng: random.Random) -> str | int:
    shape = rng.random()
    if shape < 0.2:
        return rng.choice((1, -1)) * (7_300_000_000_000_000 + rng.randrange(10**12))
    if shape < 0.3:
        return rng.choice(
            ("p1", "пост", "帖子 1", "é" * 128, "x" * 128, "😀", "#aB/+=", " ", "-5", "007", "true", "null")
        )
    return str(7_300_000_000_000_000_000 + rng.randrange(10**12))


def _engagement(rng: random.Random) -> dict[str, Any]:
    kind = rng.choices(_ENGAGEMENTS, _WEIGHTS)[0]
    paid = kind == "impression" or rng.random() < 0.4
    event: dict[str, Any] = {
        "event_id": f"{rng.getrandbits(128):032x}",
        "type": kind,
        "occurred_at": _instant(rng),
    }
    event |= {"actor_id": _id(rng), "surface": "paid" if paid else "organic"}
    if paid:
        event["ad_id"] = _id(rng)
    if not paid or rng.random() < 0.5:
        event["post_id"] = _id(rng)
    if not paid and rng.random() < 0.3:
        event["ad_id"] = rng.choice((None, ""))
    event |= _extras(rng, kind)
    if rng.random() < 0.3:
        event["schema_version"] = rng.choice((1, 1, 1, None))
    if rng.random() < 0.02:
        event["campaign_id"] = rng.choice(("not a view's", 5))
    return event


def _extras(rng: random.Random, kind: str) -> dict[str, Any]:  # noqa: PLR0911
    some = rng.random() < 0.7
    match kind:
        case "view":
            watch: dict[str, Any] = {"watch_ms": rng.randrange(60_000)} if some else {}
            return watch | {"video_duration_ms": rng.choice((15_000, None, 30_000, 0, 2**53))}
        case "like" | "favorite":
            return {"action": rng.choice(("add", "remove", None, ""))} if some else {}
        case "comment":
            return {"comment_id": _id(rng), "action": rng.choice(("add", "remove"))} if some else {}
        case "follow":
            return {"creator_id": _id(rng)} | ({"action": "remove"} if some else {})
        case "click":
            return {"element": rng.choice(_ELEMENTS)}
        case "share":
            return {"channel": rng.choice(("whatsapp", "копия", None, "a: b, {c}"))} if some else {}
        case "duet" | "stitch":
            return {"new_post_id": _id(rng)} if some else {}
    return {}


def _fact(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice(_FACTS)
    event: dict[str, Any] = {"event_id": rng.getrandbits(60), "type": kind, "occurred_at": _instant(rng)}
    match kind:
        case "post_published":
            event |= {"post_id": _id(rng), "creator_id": _id(rng), "video_duration_ms": rng.randrange(60_000)}
            event |= {"visibility": rng.choice(("public", "ads_only", None))}
        case "advertiser_registered":
            event |= {"advertiser_id": _id(rng), "timezone": rng.choice(("Europe/Berlin", "UTC", "GB-Eire"))}
        case "ad_created":
            event |= _ad(rng)
        case "authorization_granted":
            event |= {
                "auth_code": _id(rng),
                "post_id": _id(rng),
                "duration_days": rng.choice((7, 30, 60, 180, 365)),
            }
        case "authorization_extended":
            event |= {"auth_code": _id(rng), "duration_days": rng.choice((7, 30, 60, 180, 365))}
        case _:
            event |= {"auth_code": _id(rng)}
    return event


def _ad(rng: random.Random) -> dict[str, Any]:
    identity = rng.choice(("CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT"))
    ad: dict[str, Any] = {"ad_id": _id(rng), "advertiser_id": _id(rng), "identity_type": identity}
    ad |= {"campaign_id": _id(rng), "adgroup_id": _id(rng), "placement": rng.choice(("TIKTOK", None))}
    if identity == "CUSTOMIZED_USER":
        return ad | {"buying_type": "CPC", "objective_type": "any", "display_name": "Shop", "post_id": None}
    buying, objective = rng.choice(_BUYING)
    ad |= {"post_id": _id(rng), "buying_type": buying, "objective_type": objective, "ad_text": ""}
    return ad | {"auth_code": _id(rng)} if identity == "AUTH_CODE" else ad
