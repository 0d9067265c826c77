"""`validate`: judge logs without a store."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from sparktally.cli.exits import DIFFERENCES
from sparktally.cli.logs import Logs, no_lines, say_beforehand
from sparktally.cli.output import write_text
from sparktally.cli.progress import reading_progress
from sparktally.cli.tables import print_line, print_table
from sparktally.moments import now
from sparktally.rows import Rows
from sparktally.values import counted, json_text
from sparktally.visible import visible

if TYPE_CHECKING:
    from streams.files import FileSource
    from streams.validate import Example, Report

LINES_AT_ONCE = 200_000

Examples = Annotated[
    int, typer.Option("--examples", min=0, metavar="N", help="At most so many examples of each reason.")
]
AsObject = Annotated[bool, typer.Option("--json", help="The report as one JSON object.")]


def validate(logs: Logs, examples: Examples = 5, as_json: AsObject = False) -> None:
    """Read logs without a store and judge every line as replay would; exit 1 if a line is dead.

    Says how many lines are valid and dead, why, and where, as file:line. A line dead for two reasons counts
    in both. Duplicates and conflicts between lines are not looked for.
    """
    from streams.files import FileSource
    from streams.validate import validate as judge

    started = time.perf_counter()
    with reading_progress() as shows:
        source = FileSource(logs, clock=now, batch_lines=LINES_AT_ONCE, on_progress=shows.read)
        say_beforehand(source, resumes=False)
        report = judge(source, examples_max=examples, on_batch=lambda report: shows.applied(report.lines))
    if as_json:
        write_text(json_text(_as_object(report, time.perf_counter() - started)) + "\n")
    else:
        _print_report(report, source)
    if report.dead:
        raise typer.Exit(DIFFERENCES)


def _as_object(report: Report, seconds: float) -> dict[str, object]:
    return {
        "lines": report.lines,
        "valid": report.valid,
        "dead": report.dead,
        "fast_lines": report.fast_lines,
        "seconds": round(seconds, 3),
        "types": dict(sorted(report.types.items())),
        "reasons": dict(report.reasons.most_common()),
        "examples": [_example(code, one) for code, found in report.examples.items() for one in found],
    }


def _example(code: str, example: Example) -> dict[str, object]:
    return {"reason": code, "where": example.where, "reasons": [asdict(each) for each in example.reasons]}


def _print_report(report: Report, source: FileSource) -> None:
    counts = [("valid", report.valid), ("dead", report.dead), ("in all", report.lines)]
    print_table(Rows(("lines", ""), counts))
    if report.types:
        print_table(Rows(("valid lines of type", ""), sorted(report.types.items())))
    if report.reasons:
        print_table(Rows(("dead lines by reason", ""), report.reasons.most_common()))
    for code, examples in report.examples.items():
        print_line(visible(code), style="bold")
        for example in examples:
            why = next(reason for reason in example.reasons if reason.code == code)
            path = f"{visible(why.path)}: " if why.path else ""
            value = f" (value {visible(why.value)})" if why.value else ""
            print_line(f"  {visible(example.where)}: {path}{visible(why.message)}{value}")
    print_line(_verdict(report, source), style="bold")


def _verdict(report: Report, source: FileSource) -> str:
    if report.dead:
        return f"{counted(report.dead, 'line is', 'lines are')} dead"
    return "every line is valid" if report.lines else visible(no_lines(source))
