"""The overlay's authorisation codes: how each one was granted, prolonged, lost or never given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ads import Ad
from draws import between, chance, draw, pick
from lines import Line, line
from world import DAY, HOUR

STORIES = (
    ("long", 0.46),
    ("week", 0.16),
    ("week, extended", 0.12),
    ("week, extended after a gap", 0.08),
    ("revoked", 0.10),
    ("granted again", 0.04),
    ("for another post", 0.02),
    ("never granted", 0.02),
)


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its facts, and the spans of time in which its ads ran without it."""

    lines: tuple[Line, ...]
    gaps: tuple[tuple[int, int], ...] = ()

    def lost(self, moment: int) -> bool:
        """Say whether the code was not in force at `moment`."""
        return any(start <= moment < end for start, end in self.gaps)


def plan_codes(ads: list[Ad], other_post: str) -> dict[str, Code]:
    """Give every code named by an ad its story; `other_post` is the post of the codes that fit no ad."""
    by_code: dict[str, list[Ad]] = {}
    for ad in ads:
        if ad.code is not None:
            by_code.setdefault(ad.code, []).append(ad)
    return {code: _tell(code, named, other_post) for code, named in sorted(by_code.items())}


def _story(code: str) -> str:
    left = draw("story", code)
    for name, share in STORIES:
        if left < share:
            return name
        left -= share
    return STORIES[0][0]


def _tell(code: str, ads: list[Ad], other_post: str) -> Code:
    """Write the facts of one code, needed from its first ad's start to its last one's end."""
    start, end = min(ad.start for ad in ads), max(ad.end for ad in ads)
    granted = start - between(HOUR, 20 * HOUR, "granted", code)
    post = str(ads[0].post_id)
    story = _story(code)
    if story.startswith("week"):
        return _week(code, story, granted, post, end)
    if story == "revoked":
        return _revoked(code, granted, post, start, end)
    if story == "granted again":
        return _granted_again(code, granted, post, other_post)
    if story == "for another post":
        return Code((_granted(code, granted, other_post, 30),), ((start, end),))
    if story == "never granted":
        return Code((), ((start, end),))
    return Code((_granted(code, granted, post, pick((30, 30, 60, 180, 365), "days", code)),))


def _week(code: str, story: str, granted: int, post: str, end: int) -> Code:
    """Grant seven days, and perhaps more before or after they are over."""
    week, expiry = _granted(code, granted, post, 7), granted + 7 * DAY
    if story == "week, extended":
        extended = expiry - between(HOUR, 2 * DAY, "extended", code)
        return Code((week, _extended(code, extended, 30)))
    if story == "week, extended after a gap":
        extended = expiry + between(HOUR, 30 * HOUR, "extended", code)
        return Code((week, _extended(code, extended, 7)), ((expiry, extended),))
    return Code((week,), ((expiry, end),))


def _granted_again(code: str, granted: int, post: str, other_post: str) -> Code:
    """Grant seven days, thirty more to the same post, and sometimes, in error, to another."""
    again = _renamed(_granted(code, granted + 6 * DAY, post, 30), "again")
    foreign = _renamed(_granted(code, granted + 8 * DAY, other_post, 30), "foreign")
    in_error = (foreign,) if chance(0.6, "granted for another post", code) else ()
    return Code((_granted(code, granted, post, 7), again, *in_error))


def _revoked(code: str, granted: int, post: str, start: int, end: int) -> Code:
    revoked = between(start + DAY, (start + end) // 2 + DAY, "revoked", code)
    ending = line("overlay", f"o-revoked-{code[1:]}", "authorization_revoked", revoked, auth_code=code)
    return Code((_granted(code, granted, post, 30), ending), ((revoked, end),))


def _granted(code: str, time: int, post: str, days: int) -> Line:
    kind = "authorization_granted"
    return line("overlay", f"o-{code[1:]}", kind, time, auth_code=code, post_id=post, duration_days=days)


def _extended(code: str, time: int, days: int) -> Line:
    kind = "authorization_extended"
    return line("overlay", f"o-ext-{code[1:]}", kind, time, auth_code=code, duration_days=days)


def _renamed(fact: Line, why: str) -> Line:
    return replace(fact, body={**fact.body, "event_id": f"{fact.body['event_id']}-{why}"})
