"""Tries mutants of the gate: what it takes the models must read the same, what it took it must go on taking.

Most mutants touch one type's branch or one column alone. One of each is tried in the same statement, and a
wrong line tells by its type, or a wrong column by its name, which of them it kills.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

import duckdb
import pyarrow as pa

from schemas import COLUMNS, Event, read_line
from schemas.reader import MODELS
from tests.mutation.gate_lines import lines
from tests.mutation.mutants import Mutant
from tests.mutation.sources import text_of
from tests.mutation.stores import CONFIG, Verdict, judged, limited
from tests.mutation.trials import Verdicts

_BRANCH = re.compile(r" {12}WHEN (\d+) THEN ")
_COLUMN = re.compile(r" {4}(?=\S).* AS (\w+),?$")
_ARROW = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "TIMESTAMP": pa.timestamp("us")}
_TYPES = {f'"{name}"': name for name in MODELS}

Wrong = tuple[str, str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Corpus:
    """Lines in the table `lines`, what the models make of each in `law`, in a connection of their own."""

    con: duckdb.DuckDBPyConnection
    name: str

    def wrong(self, text: str) -> list[Wrong]:
        """Of each line that a gate gets wrong: the line, its type, in what way, and the wrong columns."""
        differ = ", ".join(f"m.{name} IS DISTINCT FROM l.{name}" for name in COLUMNS)
        query = f"""
            SELECT l.line, l.of_type, l.fast, [{differ}],
                CASE WHEN m.ok IS NOT TRUE THEN 'left' WHEN l.valid THEN 'misread' ELSE 'taken' END
            FROM ({text}) AS m INNER JOIN law AS l ON m.seq = l.seq
            WHERE m.ok IS NULL OR (m.ok AND NOT l.valid) OR (l.fast AND NOT m.ok)
                OR (m.ok AND ({differ.replace(", m.", " OR m.")}))"""
        with limited(self.con):
            rows = self.con.execute(query).fetchall()
        return [
            (line, of_type, way if fast or way != "misread" else "misread, not fast", _names(wrong))
            for line, of_type, fast, wrong, way in rows
        ]


def _names(wrong: Sequence[bool]) -> tuple[str, ...]:
    return tuple(name for name, is_wrong in zip(COLUMNS, wrong, strict=True) if is_wrong)


@cache
def corpus(text: str) -> Corpus:
    """The lines with the models' word; `text` is the right gate, which says what is fast."""
    given = _given()
    con = duckdb.connect(config=CONFIG)
    con.execute("SET enable_progress_bar = false")
    con.register("given", given)
    con.execute("CREATE TABLE lines AS SELECT seq, line FROM given")
    con.execute(
        f"CREATE TABLE law AS SELECT g.*, m.ok AS fast, "
        "CASE WHEN json_valid(line) THEN "
        'json_transform(line, \'{"type":"JSON"}\').type::VARCHAR END AS of_type '
        f"FROM given AS g INNER JOIN (SELECT seq, ok FROM ({text})) AS m USING (seq)"
    )
    con.unregister("given")
    return Corpus(con, f"{given.num_rows:,} lines")


@cache
def _given() -> pa.Table:
    """The lines, whether each is valid, and its columns where it is, by the models."""
    found = lines()
    events = [read_line(line.encode()) for line in found]
    rows = [event.row() if isinstance(event, Event) else dict.fromkeys(COLUMNS) for event in events]
    columns = {name: pa.array([row[name] for row in rows], _ARROW[kind]) for name, kind in COLUMNS.items()}
    valid = [isinstance(event, Event) for event in events]
    return pa.table({"seq": range(len(found)), "line": found, "valid": valid, **columns})


def lane(mutant: Mutant, text: str) -> str | None:
    """The one type or column that a mutant can change anything of; None where it may change more."""
    start = text.rfind("\n", 0, mutant.edit.start) + 1
    stop = text.index("\n", mutant.edit.start)
    if mutant.edit.end > stop:
        return None
    branch = _BRANCH.match(text, start, stop)
    if branch is not None:
        return f"type {branch.group(1)}" if mutant.edit.start >= branch.end() else None
    column = _COLUMN.match(text, start, stop)
    if column is not None and column.group(1) in COLUMNS and start > text.index(") AS ok"):
        return f"column {column.group(1)}"
    return None


def gate_verdicts(mutants: Sequence[Mutant], texts: Mapping[str, str]) -> Verdicts:
    """The verdict on each mutant of the gate that was killed."""
    of_texts: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        of_texts[text_of(mutant, texts)].append(mutant)
    verdicts: Verdicts = {}
    for text, some in of_texts.items():
        verdicts |= _of_one(some, text)
    return verdicts


def _of_one(mutants: Sequence[Mutant], text: str) -> Verdicts:
    tried = corpus(text)
    assert tried.wrong(text) == []
    lanes: dict[str, list[Mutant]] = defaultdict(list)
    alone: list[Mutant] = []
    for mutant in mutants:
        of = lane(mutant, text)
        (alone if of is None else lanes[of]).append(mutant)
    verdicts: Verdicts = {}
    for kind in ("type", "column"):  # apart, since a line that is left has no columns
        some = {of: waiting for of, waiting in lanes.items() if of.startswith(kind)}
        for row in zip_longest(*some.values()):
            verdicts |= _together(tried, dict(_chosen(list(some), row)), text)
    for mutant in alone:
        found = _one(tried, mutant, text)
        if found is not None:
            verdicts[mutant] = found
    return verdicts


def _chosen(lanes: list[str], row: Sequence[Mutant | None]) -> Iterator[tuple[str, Mutant]]:
    for of, mutant in zip(lanes, row, strict=True):
        if mutant is not None:
            yield of, mutant


def _together(tried: Corpus, chosen: dict[str, Mutant], text: str) -> Verdicts:
    """One mutant of each lane in one statement; each by itself where that cannot be run."""
    whole = text
    for mutant in sorted(chosen.values(), key=lambda each: -each.edit.start):
        whole = mutant.of(whole)
    bits = {name: 1 << at for at, name in enumerate(MODELS)}
    verdicts: Verdicts = {}
    try:
        wrong = tried.wrong(whole)
    except duckdb.Error:
        ones = {mutant: _one(tried, mutant, text) for mutant in chosen.values()}
        return {mutant: found for mutant, found in ones.items() if found is not None}
    for line, of_type, way, columns in wrong:
        names = [f"column {name}" for name in columns] if way == "misread" else []
        if way in {"left", "taken"} and of_type in _TYPES:
            names = [f"type {bits[_TYPES[of_type]]}"]
        for name in names:
            if name in chosen and chosen[name] not in verdicts:
                verdicts[chosen[name]] = Verdict("killed", f"{tried.name}: {way}", line[:200])
    return verdicts


def _one(tried: Corpus, mutant: Mutant, text: str) -> Verdict | None:
    try:
        wrong = tried.wrong(mutant.of(text))
    except duckdb.Error as error:
        return judged(error, tried.name)
    return Verdict("killed", f"{tried.name}: {wrong[0][2]}", wrong[0][0][:200]) if wrong else None
