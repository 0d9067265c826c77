"""`simulate`: a log made up by chance, of any size."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import Field, fields
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from sparktally.atomic import atomic_file, check_new
from sparktally.cli.exits import is_asked_to_stop, say
from sparktally.cli.interrupts import stopping_when_asked
from sparktally.cli.progress import writing_progress
from sparktally.moments import day
from sparktally.simulate.knobs import Knobs, option
from sparktally.values import counted

To = Annotated[
    Path,
    typer.Option(
        "--to",
        metavar="FILE",
        help="The log to write: .ndjson, also with .gz or .zst behind that, or .parquet.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")]


def _with_knobs(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for every knob, and the knobs as its first argument."""

    @functools.wraps(command)
    def wrapper(**given: Any) -> None:
        told = {knob.name: given.pop(knob.name) for knob in fields(Knobs)}
        start = day(told.pop("start"), option("start"))
        assert start is not None  # it has a default
        command(Knobs(start=start, **told), **given)

    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    parameters = [*own, *map(_parameter, fields(Knobs))]
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del wrapper.__wrapped__
    return wrapper


def _parameter(knob: Field[Any]) -> inspect.Parameter:
    told = knob.default
    default = told if isinstance(told, int | float | Enum) else str(told)
    metavar = None if isinstance(told, Enum) else knob.metadata["metavar"]
    asked = typer.Option(option(knob.name), metavar=metavar, help=knob.metadata["help"])
    return inspect.Parameter(
        knob.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[type(default), asked],
    )


@_with_knobs
def simulate(knobs: Knobs, *, to: To, force: Force = False) -> None:
    """Write a log made up by chance: seeded, realistic, of any size.

    Posts have Zipf popularity, days their hours; ads are Spark and non-Spark, on codes that end, are extended
    or revoked; engagements follow views, removes follow adds; some lines are duplicates, late, out of order,
    in conflict or spoiled. The same seed, knobs and versions give the same bytes.
    """
    from sparktally.simulate.write import write

    check_new(to, force=force)
    with stopping_when_asked(), atomic_file(to) as file, writing_progress(to.name, knobs.lines) as wrote:

        def on_lines(lines: int) -> None:
            if is_asked_to_stop():
                raise KeyboardInterrupt
            wrote(lines)

        write(file, to.name, knobs, on_lines)
    say(f"{to}: {counted(knobs.lines, 'line')}")
