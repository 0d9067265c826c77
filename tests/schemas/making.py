"""Small valid events as dictionaries, and their lines."""

from __future__ import annotations

import json
from typing import Any

ENVELOPE: dict[str, Any] = {"event_id": "e1", "occurred_at": "2024-03-05T10:00:00Z"}
ORGANIC = ENVELOPE | {"actor_id": "u1", "surface": "organic", "post_id": "p1"}
PAID = ENVELOPE | {"actor_id": "u1", "surface": "paid", "ad_id": "a1"}
VIEW = ORGANIC | {"type": "view"}
LIKE = ORGANIC | {"type": "like"}
SHARE = ORGANIC | {"type": "share"}
COMMENT = ORGANIC | {"type": "comment"}
FOLLOW = ENVELOPE | {"type": "follow", "actor_id": "u1", "surface": "organic", "creator_id": "k1"}
CLICK = ORGANIC | {"type": "click", "element": "music"}
IMPRESSION = PAID | {"type": "impression"}
POST = ENVELOPE | {"type": "post_published", "post_id": "p1", "creator_id": "k1"}
ADVERTISER = ENVELOPE | {"type": "advertiser_registered", "advertiser_id": "v1", "timezone": "Europe/Berlin"}
AD = ENVELOPE | {
    "type": "ad_created",
    "ad_id": "a1",
    "advertiser_id": "v1",
    "identity_type": "TT_USER",
    "post_id": "p1",
}
PLAIN_AD = ENVELOPE | {
    "type": "ad_created",
    "ad_id": "a1",
    "advertiser_id": "v1",
    "identity_type": "CUSTOMIZED_USER",
}
GRANT = ENVELOPE | {"type": "authorization_granted", "auth_code": "c1", "post_id": "p1", "duration_days": 30}
EXTEND = ENVELOPE | {"type": "authorization_extended", "auth_code": "c1", "duration_days": 30}
REVOKE = ENVELOPE | {"type": "authorization_revoked", "auth_code": "c1"}


def line(event: dict[str, Any]) -> bytes:
    """The event as a line of UTF-8."""
    return json.dumps(event, ensure_ascii=False).encode()


def line_with(event: dict[str, Any], field: str, token: str) -> bytes:
    """The event's line with one field's JSON written just so."""
    members = [f"{json.dumps(name)}:{json.dumps(value)}" for name, value in event.items() if name != field]
    return ("{" + ",".join([*members, f'"{field}":{token}']) + "}").encode("utf-8", "surrogatepass")
