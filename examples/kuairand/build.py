"""Build `log.ndjson` from the real interactions and the seeded overlay: `python build.py [--out FILE]`.

The same bytes on every machine. README.md says what is real and what is overlay; `--stats` prints its table.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from ads import Ad, ad_lines, advertiser_lines, plan
from codes import plan_codes
from disorder import Written, arrange
from events import added_lines, place, published_line, real_lines, scrolled_past
from lines import Line
from world import read_rows, read_videos

HERE = Path(__file__).parent
ORIGINS = ("real", "mixed", "overlay")


def main(arguments: list[str] | None = None) -> int:
    """Write the log, or print the table of what it is made of."""
    options = _parser().parse_args(arguments)
    written = arrange(world_lines())
    if options.stats:
        print(stats(written))
        return 0
    options.out.write_bytes(b"".join(one.text + b"\n" for one in written))
    print(f"{options.out}: {len(written):,} lines", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "log.ndjson", help="where to write the log")
    parser.add_argument("--stats", action="store_true", help="print the README's table instead")
    return parser


def world_lines() -> Iterator[Line]:
    """Yield every line once, in no order: facts, what really happened, and what is made up around it."""
    rows = read_rows()
    videos = read_videos(rows)
    ads = plan(videos)
    by_video: dict[str, list[Ad]] = defaultdict(list)
    for ad in ads:
        by_video[ad.video.video_id].append(ad)
    codes = plan_codes(ads, other_post=next(iter(videos)))
    places = [place(row, videos[row.video], by_video[row.video], codes) for row in rows]
    creatives = {ad.video.video_id for ad in ads if not ad.spark}

    yield from advertiser_lines()
    yield from ad_lines(ads)
    for code in codes.values():
        yield from code.lines
    for key, video in videos.items():
        if key not in creatives:
            yield from published_line(video)
    for at in places:
        yield from real_lines(at)
        yield from added_lines(at)
    yield from scrolled_past(ads, places, sorted({row.user for row in rows}, key=int))


def stats(written: list[Written]) -> str:
    """Make the README's table: lines by type and origin, with shares of the whole."""
    counts = Counter((one.kind, one.origin) for one in written)
    kinds = sorted({kind for kind, _ in counts}, key=lambda kind: (kind.startswith("("), kind))
    rows = [f"| {kind} | {_cells(counts[kind, origin] for origin in ORIGINS)} |" for kind in kinds]
    totals = [sum(counts[kind, origin] for kind in kinds) for origin in ORIGINS]
    whole = sum(totals)
    shares = " | ".join(f"{total / whole:.1%}" for total in totals)
    head = ["| type | real | mixed | overlay | lines |", "|---|---:|---:|---:|---:|"]
    return "\n".join([*head, *rows, f"| **all** | {_cells(totals)} |", f"| **share** | {shares} | 100.0% |"])


def _cells(numbers: Iterator[int] | list[int]) -> str:
    values = list(numbers)
    return " | ".join(f"{value:,}" for value in [*values, sum(values)])


if __name__ == "__main__":
    sys.exit(main())
