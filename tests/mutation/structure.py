"""Mutators of what is nested: conditions, cases, calls, lists and arms of a union."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.mutation.mutants import Edit
from tests.mutation.tokens import Group, Item, levels, split, tree

_BOUNDS = frozenset(
    {
        *("SELECT", "FROM", "WHERE", "ON", "HAVING", "QUALIFY", "GROUP", "ORDER", "PARTITION", "BY", "USING"),
        *("LEFT", "INNER", "ANTI", "SEMI", "ASOF", "JOIN", "UNION", "EXCEPT", "WHEN", "THEN", "ELSE", "AS"),
        *("WITH", "ROWS", "IGNORE", "DELETE", "INSERT", "SET", "CREATE", ",", ";"),
    }
)
_ENDS_LIST = frozenset({"ORDER", "ROWS", "HAVING", "QUALIFY", "UNION", "EXCEPT", "LIMIT", "WHERE", ";"})


def conditions(text: str) -> Iterator[Edit]:
    """AND by OR and OR by AND; each term of a chain of either dropped; a lone condition made true."""
    for owner, items in levels(tree(text)):
        is_choice = owner is not None and owner.open.key == "CASE" and items[0].key != "WHEN"
        for run, before in _runs(items):
            yield from _chains(run)
            if is_choice and before == "WHEN":
                continue
            if before in {"WHERE", "ON", "HAVING", "QUALIFY", "WHEN"} and not _connectors(run):
                yield Edit("condition", run[0].start, run[-1].end, "true")


def _runs(items: Sequence[Item]) -> Iterator[tuple[list[Item], str]]:
    """What stands between the words that begin a clause, each with that word."""
    run: list[Item] = []
    before = previous = ""
    for item in items:
        is_bound = item.key in _BOUNDS and not (item.key == "FROM" and previous == "DISTINCT")
        if is_bound or (item.key == "OR" and previous == "CREATE"):
            if run:
                yield run, before
            run, before = [], item.key
        else:
            run.append(item)
        previous = item.key
    if run:
        yield run, before


def _connectors(run: Sequence[Item]) -> list[Item]:
    """The ANDs and ORs of a run, without those of BETWEEN."""
    found: list[Item] = []
    is_between = False
    for item in run:
        if item.key == "BETWEEN":
            is_between = True
        elif item.key == "AND" and is_between:
            is_between = False
        elif item.key in {"AND", "OR"}:
            found.append(item)
    return found


def _chains(run: list[Item]) -> Iterator[Edit]:
    connectors = _connectors(run)
    for connector in connectors:
        yield Edit("connector", connector.start, connector.end, "OR" if connector.key == "AND" else "AND")
    ors = [each for each in connectors if each.key == "OR"]
    yield from _drop("disjunct", run, ors)
    for part in _cut(run, ors):
        yield from _drop(
            "conjunct", part, [each for each in connectors if each.key == "AND" and each in part]
        )


def _cut(run: list[Item], at: Sequence[Item]) -> list[list[Item]]:
    parts: list[list[Item]] = [[]]
    for item in run:
        if item in at:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


def _drop(mutator: str, run: list[Item], at: Sequence[Item]) -> Iterator[Edit]:
    parts = _cut(run, at)
    if len(parts) < 2:
        return
    yield Edit(mutator, parts[0][0].start, parts[1][0].start, "")
    for connector, part in zip(at, parts[1:], strict=True):
        yield Edit(mutator, connector.start, part[-1].end, "")


def cases(text: str) -> Iterator[Edit]:
    """Each branch of a CASE dropped, its ELSE too; one of a single branch by what that gives."""
    for owner, items in levels(tree(text)):
        if owner is None or owner.open.key != "CASE":
            continue
        whens = [item for item in items if item.key == "WHEN"]
        other = next((item for item in items if item.key == "ELSE"), None)
        stops = [*whens[1:], other or owner.close]
        if len(whens) > 1:
            for when, stop in zip(whens, stops, strict=True):
                yield Edit("case", when.start, stop.start, "")
        else:
            then = next(item for item in items if item.key == "THEN")
            yield Edit("case", owner.start, owner.end, f"({text[then.end : stops[0].start].strip()})")
            if other is not None:
                yield Edit("case", owner.start, owner.end, f"({text[other.end : owner.close.start].strip()})")
        if other is not None:
            yield Edit("case", other.start, owner.close.start, "")


def calls(text: str) -> Iterator[Edit]:
    """coalesce, nullif and least without one of their arguments."""
    for _, items in levels(tree(text)):
        for name, group in pairwise(items):
            if name.key not in {"COALESCE", "NULLIF", "LEAST"} or not isinstance(group, Group):
                continue
            parts = split(group.items, ",")
            spans = [text[part[0].start : part[-1].end] for part in parts]
            for left in range(len(spans)) if name.key != "NULLIF" else (1,):
                rest = spans[:left] + spans[left + 1 :]
                new = rest[0] if len(rest) == 1 else f"coalesce({', '.join(rest)})"
                yield Edit("argument", name.start, group.end, f"({new})")


def lists(text: str) -> Iterator[Edit]:
    """A column of PARTITION BY, ORDER BY, GROUP BY or USING dropped, a choice of IN."""
    for _, items in levels(tree(text)):
        for at, item in enumerate(items):
            if item.key == "BY" and at and items[at - 1].key in {"PARTITION", "ORDER", "GROUP"}:
                yield from _without_each(_until_end(items[at + 1 :]))
            elif item.key in {"IN", "USING"} and at + 1 < len(items):
                group = items[at + 1]
                if isinstance(group, Group) and group.items and group.items[0].key not in {"SELECT", "FROM"}:
                    yield from _without_each(group.items)


def _until_end(items: Sequence[Item]) -> list[Item]:
    found: list[Item] = []
    for item in items:
        if item.key in _ENDS_LIST:
            break
        found.append(item)
    return found


def _without_each(items: Sequence[Item]) -> Iterator[Edit]:
    parts = split(items, ",")
    if len(parts) < 2:
        return
    yield Edit("list", parts[0][0].start, parts[1][0].start, "")
    for before, part in pairwise(parts):
        yield Edit("list", before[-1].end, part[-1].end, "")


def arms(text: str) -> Iterator[Edit]:
    """An arm of a UNION dropped."""
    for _, items in levels(tree(text)):
        for statement in split(items, ";"):
            unions = [at for at, item in enumerate(statement) if item.key == "UNION"]
            if not unions:
                continue
            first = next((at for at, item in enumerate(statement) if item.key == "SELECT"), 0)
            first = first if first < unions[0] else 0
            heads = [_skip_union(statement, at) for at in unions]
            yield Edit("arm", statement[first].start, statement[heads[0]].start, "")
            for at, stop in zip(unions, [*unions[1:], len(statement)], strict=True):
                yield Edit("arm", statement[at].start, statement[stop - 1].end, "")


def _skip_union(items: Sequence[Item], at: int) -> int:
    at += 1
    while items[at].key in {"ALL", "BY", "NAME"}:
        at += 1
    return at
