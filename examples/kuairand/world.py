"""The real data: interactions and videos as they ship, and the posts that they speak of."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path

from draws import between, chance, draw, pick

DATA = Path(__file__).parent / "data"
BEIJING = timezone(timedelta(hours=8))
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


@dataclass(frozen=True, slots=True)
class Row:
    """One real interaction; times in milliseconds, `duration` 0 if unknown, `number` its row in the file."""

    number: int
    user: str
    video: str
    time: int
    watch: int
    duration: int
    long_view: bool
    comment: bool
    share: bool
    follow: bool
    profile: bool


@dataclass
class Video:
    """One video, its interactions, and who published it when; `in_file` where the videos file has it."""

    video_id: str
    creator: str
    published: int
    duration: int
    in_file: bool
    rows: list[Row] = field(default_factory=list)

    @cached_property
    def completion(self) -> float:
        """Share of its plays that reached the end; 0 where the duration is unknown."""
        return sum(0 < row.duration <= row.watch for row in self.rows) / len(self.rows)

    @cached_property
    def engagement(self) -> float:
        """Real comments, shares and follows an interaction."""
        return sum(row.comment + row.share + row.follow for row in self.rows) / len(self.rows)


def read_rows(path: Path = DATA / "kuairand-interactions.csv.gz") -> list[Row]:
    """Read the interactions, in the file's order; row 1 is the first after the header."""
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        return [_row(number, cells) for number, cells in enumerate(csv.DictReader(file), start=1)]


def _row(number: int, cells: dict[str, str]) -> Row:
    return Row(
        number=number,
        user=cells["user_id"],
        video=cells["video_id"],
        time=int(cells["time_ms"]),
        watch=int(cells["play_time_ms"]),
        duration=int(cells["duration_ms"]),
        long_view=cells["long_view"] == "1",
        comment=cells["is_comment"] == "1",
        share=cells["is_forward"] == "1",
        follow=cells["is_follow"] == "1",
        profile=cells["is_profile_enter"] == "1",
    )


def read_videos(rows: list[Row], path: Path = DATA / "kuairand-videos.csv.gz") -> dict[str, Video]:
    """Make a video of every `video_id` in `rows`, by id; what the videos file does not say of it is drawn."""
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        known = {cells["video_id"]: cells for cells in csv.DictReader(file)}
    creators = sorted({cells["author_id"] for cells in known.values()}, key=int)
    by_video: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_video[row.video].append(row)
    return {key: _video(key, by_video[key], known.get(key), creators) for key in sorted(by_video, key=int)}


def _video(key: str, rows: list[Row], known: dict[str, str] | None, creators: list[str]) -> Video:
    first = min(row.time for row in rows)
    duration = max(row.duration for row in rows)
    if known is None:
        return Video(key, _drawn_creator(key, creators), _drawn_moment(key, first), duration, False, rows)
    midnight = int(datetime.fromisoformat(known["upload_dt"]).replace(tzinfo=BEIJING).timestamp() * 1000)
    published = between(midnight, min(midnight + DAY, first), "published", key)
    duration = duration or int(float(known["video_duration"] or 0))
    return Video(key, known["author_id"], published, duration, True, rows)


def _drawn_creator(key: str, creators: list[str]) -> str:
    """Draw one of the real creators: most from the first thousand, so that some have many posts."""
    few = chance(0.7, "creator is busy", key)
    return pick(creators[:1000] if few else creators, "creator", key)


def _drawn_moment(key: str, first: int) -> int:
    """Draw a moment up to ten days before the first interaction, the near ones likelier."""
    near = draw("published", key)
    return first - MINUTE - int(near * near * near * 10 * DAY)


def instant(milliseconds: int) -> str:
    """Write epoch milliseconds as `2022-04-10T08:59:09.287Z`."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"
