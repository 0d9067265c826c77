"""The overlay's advertisers, ads and authorisation codes: which videos they take, from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from draws import between, chance, draw, pick
from lines import Line, line
from world import DAY, HOUR, MINUTE, Video

FIRST, LAST = 1649346288441, 1650556315790  # the first and the last interaction
ZONES = {
    "adv-01": "Asia/Shanghai",
    "adv-02": "Asia/Tokyo",
    "adv-03": "Europe/Berlin",
    "adv-04": "America/New_York",
    "adv-05": "America/Los_Angeles",
    "adv-06": "Asia/Kolkata",
    "adv-07": "America/Sao_Paulo",  # moves to London in the middle
}
ADVERTISERS = (*ZONES, "adv-08")  # the last one's registration is not in the log
OBJECTIVES = ("REACH", "VIDEO_VIEWS", "ENGAGEMENT", "TRAFFIC", "WEB_CONVERSIONS", "PRODUCT_SALES")
LEFT_ALONE, SPARK_POSTS, CREATIVES = 12, 300, 90


@dataclass(frozen=True, slots=True)
class Ad:
    """One ad over its video; `post` says whether that is a post (Spark) or a creative of the ad's own."""

    ad_id: str
    video: Video
    spark: bool
    advertiser: str
    identity: str
    code: str | None
    start: int
    end: int
    named: bool = True

    @property
    def post_id(self) -> str | None:
        """The post behind a Spark Ad."""
        return self.video.video_id if self.spark else None


def plan(videos: dict[str, Video]) -> list[Ad]:
    """Choose the videos and give them ads: Spark any but the least watched to the end, creatives the middle.

    The dozen with the best real engagement are left alone, so that posts worth boosting remain.
    """
    busy = [video for video in videos.values() if len(video.rows) >= 12 and video.duration]
    busy.sort(key=lambda video: (-video.engagement, int(video.video_id)))
    rest = sorted(busy[LEFT_ALONE:], key=lambda video: (-video.completion, int(video.video_id)))
    upper, middle = rest[: len(rest) * 9 // 10], rest[len(rest) * 4 // 10 : len(rest) * 8 // 10]
    spark = _choose(upper, SPARK_POSTS, "spark post")
    creatives = _choose([video for video in middle if video not in spark], CREATIVES, "creative")
    return _numbered([*_spark_ads(spark), *_own_ads(creatives)])


def _choose(videos: list[Video], count: int, why: str) -> list[Video]:
    return sorted(videos, key=lambda video: draw(why, video.video_id))[:count]


def _numbered(ads: list[Ad]) -> list[Ad]:
    """Name the ads by the order in which they start."""
    ads.sort(key=lambda ad: (ad.start, ad.ad_id))
    names = {ad.ad_id: f"ad-{number:04d}" for number, ad in enumerate(ads, start=1)}
    return [
        Ad(names[a.ad_id], a.video, a.spark, a.advertiser, a.identity, a.code, a.start, a.end, a.named)
        for a in ads
    ]


def _spark_ads(posts: list[Video]) -> Iterator[Ad]:
    for video in posts:
        key = video.video_id
        identity = pick(("AUTH_CODE", "AUTH_CODE", "AUTH_CODE", "TT_USER", "BC_AUTH_TT"), "identity", key)
        code = f"#kr{between(10**9, 10**10, 'code', key)}" if identity == "AUTH_CODE" else None
        for number in range(1 + chance(0.2, "second ad", key)):
            start = max(FIRST + between(8 * HOUR, 5 * DAY, "start", key, number), video.published + HOUR)
            end = min(start + between(5 * DAY, 12 * DAY, "end", key, number), LAST)
            named = not chance(0.015, "never created", key, number)
            advertiser = pick(ADVERTISERS, "advertiser", key)
            yield Ad(f"s{key}.{number}", video, True, advertiser, identity, code, start, end, named)


def _own_ads(videos: list[Video]) -> Iterator[Ad]:
    for video in videos:
        key = video.video_id
        advertiser = pick(ADVERTISERS, "advertiser", key)
        yield Ad(f"n{key}", video, False, advertiser, "CUSTOMIZED_USER", None, FIRST, LAST + 1)


def advertiser_lines() -> Iterator[Line]:
    """Register the advertisers a week before the log begins; one of them moves later."""
    kind, before = "advertiser_registered", FIRST - 7 * DAY
    for name, zone in ZONES.items():
        yield line("overlay", f"o-{name}", kind, before, advertiser_id=name, timezone=zone)
    moved = FIRST + 6 * DAY
    yield line("overlay", "o-adv-07-moved", kind, moved, advertiser_id="adv-07", timezone="Europe/London")


def ad_lines(ads: list[Ad]) -> Iterator[Line]:
    """Write the fact of every ad but the few never created; of one in fifteen it is sent days late."""
    for ad in ads:
        if not ad.named:
            continue
        made = ad.start - between(30 * MINUTE, 20 * HOUR, "made", ad.ad_id)
        fact = line("overlay", f"o-{ad.ad_id}", "ad_created", made, **_ad_fields(ad))
        late = between(DAY, 4 * DAY, "sent late", ad.ad_id) if chance(1 / 15, "late", ad.ad_id) else 0
        yield Line(fact.body, fact.origin, made, ad.start + late if late else made)
        if chance(0.02, "told twice", ad.ad_id):
            other = {**_ad_fields(ad), "placement": "PLACEMENT_TOPBUZZ"}
            yield line("overlay", f"o-{ad.ad_id}-again", "ad_created", made + HOUR, **other)


def _ad_fields(ad: Ad) -> dict[str, str | None]:
    campaign = 1 + between(0, 3, "campaign", ad.ad_id)
    objective = pick(OBJECTIVES, "objective", ad.advertiser, campaign)
    return {
        "ad_id": ad.ad_id,
        "advertiser_id": ad.advertiser,
        "identity_type": ad.identity,
        "post_id": ad.post_id,
        "auth_code": ad.code,
        "campaign_id": f"{ad.advertiser}-c{campaign}",
        "adgroup_id": f"{ad.advertiser}-c{campaign}-g{1 + between(0, 2, 'group', ad.ad_id)}",
        "buying_type": "AUCTION",
        "objective_type": objective,
        "placement": "PLACEMENT_TIKTOK",
    }
