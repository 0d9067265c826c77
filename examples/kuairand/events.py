"""What happened on the posts and ads: the real interactions, each on its post or an ad, and what is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ads import Ad
from codes import Code
from draws import between, chance, draw, pick
from lines import Line, Origin, line
from world import DAY, HOUR, MINUTE, SECOND, Row, Video

PAID_SHARE, PAID_SHARE_WITHOUT_CODE = 0.6, 0.15


@dataclass(frozen=True, slots=True)
class Place:
    """Where one interaction happened: on its video's post (`ad` None) or on an ad."""

    row: Row
    video: Video
    ad: Ad | None

    @property
    def key(self) -> str:
        """The row's number as it stands in event ids."""
        return f"{self.row.number:05d}"

    def on(self, post_given: bool = False) -> dict[str, str]:
        """Give the fields that say where: surface and post, or surface and ad (with its post if asked)."""
        if self.ad is None:
            return {"surface": "organic", "post_id": self.video.video_id}
        named = {"post_id": self._reported_post()} if post_given and self.ad.spark else {}
        return {"surface": "paid", "ad_id": self.ad.ad_id, **named}

    def _reported_post(self) -> str:
        """Name the ad's post, or by mistake a post that is not the ad's."""
        return "0" if chance(0.006, "wrong post", self.key) else self.video.video_id


def place(row: Row, video: Video, ads: list[Ad], codes: dict[str, Code]) -> Place:
    """Put a real interaction on one of its video's ads, or leave it on the post."""
    running = [ad for ad in ads if ad.start <= row.time < ad.end]
    if not running:
        return Place(row, video, None)
    ad = pick(running, "which ad", row.number)
    lost = ad.code is not None and codes[ad.code].lost(row.time)
    share = PAID_SHARE_WITHOUT_CODE if lost else PAID_SHARE
    on_ad = not ad.spark or chance(share, "on an ad", row.number)
    return Place(row, video, ad if on_ad else None)


def real_lines(at: Place) -> Iterator[Line]:
    """Write what the data says of one interaction; nothing played is no view."""
    row, who = at.row, {"actor_id": at.row.user}
    origin: Origin = "real" if at.ad is None else "mixed"
    where = at.on(post_given=chance(0.7, "post given", row.number))
    key = f"k{at.key}"
    if row.watch:
        watched = {"watch_ms": row.watch, "video_duration_ms": row.duration or None}
        yield line(origin, f"{key}-view", "view", row.time, **who, **where, **watched)
    if row.comment:
        yield line(origin, f"{key}-comment", "comment", row.time, **who, **where, comment_id=_comment(at))
    if row.share:
        yield line(origin, f"{key}-share", "share", row.time, **who, **where)
    if row.follow:
        whose: Origin = "real" if at.ad is None and at.video.in_file else "mixed"
        yield line(whose, f"{key}-follow", "follow", row.time, **who, **where, creator_id=at.video.creator)
    if row.profile:
        yield line(origin, f"{key}-profile", "click", row.time, **who, **where, element="profile_photo")


def _comment(at: Place) -> str | None:
    return None if chance(0.1, "comment without id", at.key) else f"c{at.key}"


def published_line(video: Video) -> Iterator[Line]:
    """Write a post's fact; half of what is in it is real where the videos file knows the video."""
    origin: Origin = "mixed" if video.in_file else "overlay"
    if chance(0.01, "never published", video.video_id):
        return
    yield line(
        origin,
        f"o-post-{video.video_id}",
        "post_published",
        video.published,
        post_id=video.video_id,
        creator_id=video.creator,
        video_duration_ms=video.duration or None,
        visibility="ads_only" if chance(0.005, "ads only", video.video_id) else None,
    )


def added_lines(at: Place) -> Iterator[Line]:
    """Write what is made up around one interaction, in the order of a session."""
    yield from _ad_lines(at)
    if at.row.watch:
        yield from _liked(at)
        yield from _favoured(at)
        yield from _rare(at)
    yield from _taken_back(at)
    if at.ad is not None and at.ad.spark and chance(0.05, "came back", at.key):
        yield from _came_back(at)


def _event(at: Place, name: str, kind: str, delay: int, /, **fields: str | None) -> Line:
    who = {"actor_id": at.row.user, **at.on()}
    return line("overlay", f"o{at.key}-{name}", kind, at.row.time + delay, **{**who, **fields})


def _during(at: Place, name: str) -> int:
    return between(0, at.row.watch, "moment", name, at.key)


def _ad_lines(at: Place) -> Iterator[Line]:
    if at.ad is None:
        return
    yield _event(at, "shown", "impression", -between(100, 1500, "shown", at.key))
    if at.row.watch and chance(0.035 if at.ad.spark else 0.02, "clicked", at.key):
        element = pick(("cta", "cta", "cta", "caption", "nickname", "swipe_left"), "element", at.key)
        yield _event(at, "click", "click", _during(at, "click"), element=element)


def _liked(at: Place) -> Iterator[Line]:
    likes = 0.13 if at.row.long_view else 0.03
    if not chance(likes, "like", at.key):
        if chance(0.0008, "orphan", at.key):
            yield _event(at, "unlike", "like", _during(at, "unlike"), action="remove")
        return
    moment = _during(at, "like")
    yield _event(at, "like", "like", moment)
    if chance(0.05, "unlike", at.key):
        later = moment + _later(2 * DAY, "unlike", at.key)
        yield _event(at, "unlike", "like", later, action="remove")
    if chance(0.015, "like twice", at.key):
        yield _event(at, "like-again", "like", moment + between(200, 4 * SECOND, "like again", at.key))


def _favoured(at: Place) -> Iterator[Line]:
    if not chance(0.03 if at.row.long_view else 0.004, "favorite", at.key):
        return
    moment = _during(at, "favorite")
    yield _event(at, "favorite", "favorite", moment, action="add")
    if chance(0.04, "unfavorite", at.key):
        later = moment + _later(3 * DAY, "unfavorite", at.key)
        yield _event(at, "unfavorite", "favorite", later, action="remove")


def _rare(at: Place) -> Iterator[Line]:
    """Write the clicks that the data does not know, and the few duets and stitches."""
    if chance(0.005, "other click", at.key):
        element = pick(("music", "music", "hashtag", "nickname", "anchor", "duet", "stitch"), "other", at.key)
        yield _event(at, "other", "click", _during(at, "other"), element=element)
    if at.row.long_view and chance(0.004, "co-created", at.key):
        kind = pick(("duet", "duet", "stitch"), "co-creation", at.key)
        made = between(20 * MINUTE, 6 * HOUR, "co-created", at.key)
        yield _event(at, kind, kind, made, new_post_id=f"new-{at.key}")


def _taken_back(at: Place) -> Iterator[Line]:
    """Write comments deleted, creators unfollowed, and creators followed from their profile."""
    comment = _comment(at)
    if at.row.comment and comment and chance(0.05, "deleted", at.key):
        later = _later(DAY, "deleted", at.key)
        yield _event(at, "deleted", "comment", later, comment_id=comment, action="remove")
    if at.row.follow and chance(0.08, "unfollow", at.key):
        later = _later(4 * DAY, "unfollow", at.key)
        yield _event(at, "unfollow", "follow", later, creator_id=at.video.creator, action="remove")
    if at.row.profile and chance(0.04, "profile follow", at.key):
        later = between(5 * SECOND, 2 * MINUTE, "profile follow", at.key)
        fields = {"actor_id": at.row.user, "surface": "organic", "creator_id": at.video.creator}
        yield line("overlay", f"o{at.key}-follow", "follow", at.row.time + later, **fields)


def _came_back(at: Place) -> Iterator[Line]:
    """Write what a viewer of a Spark Ad did on the post itself later, some of it after more than a day."""
    kind = pick(("like", "like", "favorite", "share"), "came back to", at.key)
    where = {"actor_id": at.row.user, "surface": "organic", "post_id": at.video.video_id}
    later = between(10 * MINUTE, 30 * HOUR, "came back after", at.key)
    yield line("overlay", f"o{at.key}-back", kind, at.row.time + later, **where)


def _later(limit: int, *key: object) -> int:
    """Draw a delay up to `limit` ms, short ones likelier."""
    return SECOND + int(draw(*key) * draw("again", *key) * limit)


def scrolled_past(ads: list[Ad], places: list[Place], users: list[str]) -> Iterator[Line]:
    """Write the impressions that nobody stopped at: four for each interaction on the ad."""
    met: dict[str, int] = {}
    for at in places:
        if at.ad is not None:
            met[at.ad.ad_id] = met.get(at.ad.ad_id, 0) + 1
    for ad in ads:
        for number in range(met.get(ad.ad_id, 0) * 4):
            key = f"{ad.ad_id}-{number:04d}"
            time = between(ad.start, ad.end, "passed", key)
            user = pick(users, "passer-by", key)
            fields = {"actor_id": user, "surface": "paid", "ad_id": ad.ad_id}
            yield line("overlay", f"o-{key}", "impression", time, **fields)
