"""`explain`: the proof of a number, down to the log lines, the facts and the rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

import sparktally
from sparktally.cli.listing import write_rows
from sparktally.cli.one import from_here
from sparktally.cli.options import Reading, shows
from sparktally.cli.output import Format, write_text
from sparktally.cli.tables import print_line, print_table, print_text
from sparktally.errors import UserError
from sparktally.moments import day
from sparktally.rows import Rows
from sparktally.values import json_text, shown
from sparktally.visible import visible

if TYPE_CHECKING:
    from engine import Explanation
    from engine.explain import Row
    from engine.queries import Queries

ENTRIES_SHOWN = (
    "event_id", "amount", "kind", "disposition", "where", "fact_event_id", "cause_event_id", "post_id",
    "ad_id", "recorded_at", "type", "occurred_at", "actor_id",
)  # fmt: skip
FACTS_SHOWN = (
    "event_id", "type", "where", "occurred_at", "ad_id", "post_id", "auth_code", "duration_days",
    "identity_type", "timezone", "stands",
)  # fmt: skip
EXCEPTIONS_SHOWN = ("kind", "detail", "event_id", "ad_id", "post_id")

EventId = Annotated[str | None, typer.Argument(metavar="EVENT_ID", help="An event, by its id.")]
OfPost = Annotated[str | None, typer.Option("--post", metavar="ID", help="A counter of this post.")]
OfAd = Annotated[str | None, typer.Option("--ad", metavar="ID", help="A counter of this ad.")]
Metric = Annotated[
    str | None, typer.Option("--metric", metavar="COLUMN", help="Which counter, such as likes_paid.")
]
OfDay = Annotated[
    str | None,
    typer.Option(
        "--day", metavar="DAY", help="Of this day: in UTC for a post, in its advertiser's zone for an ad."
    ),
]


@shows
def explain(  # noqa: PLR0913 a command's options are its parameters
    reading: Reading,
    *,
    event_id: EventId = None,
    post: OfPost = None,
    ad: OfAd = None,
    metric: Metric = None,
    of_day: OfDay = None,
) -> None:
    """Why an event counts where it does, or what a number of a post or an ad is made of.

    Ledger entries with the log line of each (as it stands in its file, where that is still there), reversals
    included; the facts that decided; the rule. The amounts of all entries add up to the number. With --json
    one object; --csv has the entries.
    """
    asked = _asked(event_id, post, ad, metric, of_day)
    from sparktally.proof import add_lines

    with reading.opened() as store:
        found = asked.answer(store)
    rows_max = reading.rows_max()
    some = found.entries if rows_max is None else found.entries[:rows_max]
    add_lines([*found.bodies, *some, *found.facts])
    if reading.format is Format.JSON:
        write_text(json_text(_as_object(found, some)) + "\n")
    elif reading.format is Format.CSV:
        columns = (*sparktally.ENTRY_COLUMNS, "line")
        write_rows(Format.CSV, Rows(columns, [tuple(entry[name] for name in columns) for entry in some]))
    else:
        _print(asked.title, found, some)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be explained: in words, and how."""

    title: str
    answer: Callable[[Queries], Explanation]


def _asked(
    event_id: str | None, post: str | None, ad: str | None, metric: str | None, of_day: str | None
) -> _Asked:
    """What the command line asks for.

    Raises:
        UserError: nothing, or more than one thing, or not all of it.
    """
    given = [(kind, of) for kind, of in (("event", event_id), ("post", post), ("ad", ad)) if of is not None]
    if len(given) != 1:
        fix = "such as: sparktally explain --post ID --metric likes_paid"
        raise UserError("it takes one of EVENT_ID, --post and --ad", where="explain", fix=fix)
    ((kind, of),) = given
    if kind == "event":
        if (metric, of_day) != (None, None):
            fix = "give --post or --ad with them"
            raise UserError("--metric and --day are of a post or an ad", where="explain", fix=fix)
        return _Asked(f"event {of}", lambda store: sparktally.explain_event(store, of))
    if metric is None:
        raise UserError("it takes a counter", where="--metric", fix="such as: --metric likes")
    at = day(of_day, "--day")
    explained = sparktally.explain_post if kind == "post" else sparktally.explain_ad
    when = "" if at is None else f" on {at}"
    return _Asked(f"{metric} of {kind} {of}{when}", lambda store: explained(store, of, metric, at))


def _as_object(found: Explanation, entries: Sequence[Row]) -> dict[str, object]:
    return {
        "value": found.value,
        "bodies": found.bodies,
        "entries": entries,
        "entries_total": len(found.entries),
        "facts": found.facts,
        "exceptions": found.exceptions,
        "rule": " ".join(found.rule),
        "attribution_rule": found.attribution_rule,
    }


def _print(what: str, found: Explanation, entries: Sequence[Row]) -> None:
    value = "" if found.value is None and found.bodies else f": {shown(found.value)}"
    print_line(visible(what) + value, style="bold")
    for sentence in found.rule:
        print_text(sentence)
    print_line(f"The store's attribution rule is {found.attribution_rule}.")
    for body in found.bodies:
        print_line("")
        print_line(f"{body['type']} at {shown(body['occurred_at'])}, read from {_where(body)}")
        if body["lost_in_batch"] is not None:
            print_line(f"lost its id in batch {body['lost_in_batch']}", style="dim")
        print_line("its line is no longer there" if body["line"] is None else visible(str(body["line"])))
    for title, rows, columns in (
        ("entries, oldest first", entries, ENTRIES_SHOWN),
        ("facts", found.facts, FACTS_SHOWN),
        ("exceptions", found.exceptions, EXCEPTIONS_SHOWN),
    ):
        if rows:
            print_line("")
            print_table(_placed(rows).only(columns), title=title, elsewhere="--json")
        if rows is entries and len(entries) < len(found.entries):
            print_line(
                f"the first {len(entries):,} of {len(found.entries):,}; --limit 0 shows all", style="dim"
            )
    _print_lines([*entries, *found.facts])


def _print_lines(rows: Sequence[Row]) -> None:
    """The log line of each row, once."""
    lines = {_where(row): row["line"] for row in rows if row.get("line") is not None}
    if lines:
        print_line("")
        print_line("log lines", style="bold")
    for where, line in lines.items():
        print_line(f"{where}: {visible(str(line))}")


def _placed(rows: Sequence[Row]) -> Rows:
    """The rows with the place of each in one column, and without what is NULL in all of them."""
    placed = [{**row, "where": _where(row)} if "source" in row else row for row in rows]
    given = [name for name in placed[0] if any(row.get(name) is not None for row in placed)]
    return Rows(tuple(given), [tuple(row[name] for name in given) for row in placed])


def _where(row: Row) -> str:
    return visible(f"{from_here(str(row['source']))}:{row['line_number']}")
