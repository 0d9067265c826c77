"""The page about mutants, from the outcomes of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.mutation.running import Outcome

WAYS = ("killed", "error", "equivalent", "survivor")
_HEAD = Path(__file__).with_name("page_head.md").read_text(encoding="utf-8")


def page(outcomes: Sequence[Outcome], seconds: float | None) -> str:
    """The page as Markdown: counts by file, the equivalent ones with why, the survivors."""
    time = f" in {seconds / 60:.0f} minutes on two cores" if seconds is not None else ""
    lines = [
        _HEAD,
        f"{len(outcomes):,} mutants{time}.",
        "",
        *_table(outcomes),
    ]
    lines += ["", "## By mutator", "", *_counted("mutator", outcomes, lambda each: each.mutant.edit.mutator)]
    lines += ["", "## Survivors", "", *(_survivors(outcomes) or ["None."])]
    return "\n".join([*lines, "", "## Equivalent", "", *_equivalent(outcomes)]).rstrip() + "\n"


def survivors(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those that no test killed and no reason excuses."""
    return [each for each in outcomes if each.way == "survivor"]


def _table(outcomes: Sequence[Outcome]) -> list[str]:
    return _counted("file", outcomes, lambda each: "/".join(each.mutant.file.split("/")[:2]))


def _counted(title: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> list[str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in outcomes:
        counts[key(each)][each.way] += 1
    total: Counter[str] = sum(counts.values(), Counter())
    rows = [*((name, counts[name]) for name in counts), ("**all**", total)]
    head = [
        f"| {title} | mutants | killed | by error | equivalent | survivors |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    return head + [
        f"| {name} | {sum(of.values())} | {' | '.join(str(of[way]) for way in WAYS)} |" for name, of in rows
    ]


def _survivors(outcomes: Iterable[Outcome]) -> list[str]:
    return [f"- `{each.mutant.file}`: {_code(each.mutant.shown)}" for each in survivors(outcomes)]


def _equivalent(outcomes: Iterable[Outcome]) -> list[str]:
    """By reason; of many mutations with one reason the first few are shown."""
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in outcomes:
        if each.way == "equivalent" and each.known is not None:
            reasons[each.known.file, each.known.why].append(each.mutant.shown)
    lines: list[str] = []
    for (file, why), shown in reasons.items():
        lines += [f"`{file}`, {len(shown)}: {why}", ""]
        lines += [f"- {_code(one)}" for one in shown[:SHOWN]]
        lines += [f"- and {len(shown) - SHOWN} more like these"] if len(shown) > SHOWN else []
        lines.append("")
    return lines


SHOWN = 6


def _code(shown: str) -> str:
    return f"`` {' '.join(shown.split())} ``"
