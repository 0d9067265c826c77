"""The reference page of the Python API, made from the docstrings of what `import sparktally` gives."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import get_args

import pyarrow as pa

import engine.batch
import sparktally
from schemas import MODELS

HEAD = """# Python API

Made by `make reference`; do not edit.

What `import sparktally` gives. These names, and the models of `schemas` at the end, are what is promised;
everything else may change.

The packages `schemas`, `engine` and `streams` are top-level names. A module of your own with such a name
beside your script hides them; `import sparktally` then says so.

Start with `sparktally.open`: [how to use the library](../how-to/library.md) shows it at work. What it is
made of is here too, for programs that bring their own sources, batches or clocks:

```console run
$ cp ~/sparktally/docs/example.ndjson log.ndjson
```

```python run
from datetime import UTC, datetime

import sparktally

source = sparktally.FileSource(["log.ndjson"], clock=lambda: datetime.now(UTC))
print(sparktally.validate(source).reasons)
with sparktally.Ledger.open("python.duckdb", "impression") as ledger:
    result = sparktally.replay(ledger, source)
    print(result.lines, result.accepted, result.duplicates, result.dead_letters)
with sparktally.Reader.open("python.duckdb") as reader:
    print(reader.query("SELECT post_id, likes, likes_paid FROM post_totals ORDER BY 1").fetchall())
    print(reader.verify().ok)
try:
    sparktally.Ledger.open("python.duckdb", "one_day_view")
except sparktally.RuleMismatch as error:
    print(error.exit_code, error.where, error.what)
```

```text
Counter({'not_an_integer': 1})
22 20 1 1
[('p1', 2, 1), ('p2', 1, 0)]
True
2 python.duckdb was made with the attribution rule impression, not one_day_view
```
"""
GROUPS = {
    "The library": ("open", "Store", "Result"),
    "Stores": ("Ledger", "AttributionRule", "Reader", "Summary", "Verification", "Check"),
    "Proof": (
        "Queries",
        "ENTRY_COLUMNS",
        "explain_event",
        "explain_post",
        "explain_ad",
        "Explanation",
        "lines_at",
        "Past",
        "moves",
        "Move",
        "differences",
        "stored_batches",
    ),
    "Logs": (
        "FileSource",
        "replay",
        "ReplayResult",
        "redrive",
        "Redriven",
        "validate",
        "Report",
        "Example",
        "Reason",
        "Progress",
    ),
    "Batches": ("Batch", "Position", "BatchResult", "LINE_SCHEMA", "Source"),
}
ERRORS = """## Errors

All are of the family `SparktallyError`, which is what a user can mend: `what` was wrong, `where` (or None)
and `fix` (or None); as text, all three. `exit_code` is what the command line ends with. A `ValueError` is a
mistake in the calling program.

| error | is a | exit code | when |
| --- | --- | --- | --- |
"""
SECTION = re.compile(r"^(Args|Returns|Raises|Yields):$")
ENTRY = re.compile(r"^([\w, ]+): (.*)$")


def page() -> str:
    """The whole page as Markdown.

    Raises:
        KeyError: a public name has no place on the page.
    """
    errors = [name for name in sparktally.__all__ if _is_error(getattr(sparktally, name))]
    named = [*errors, "__version__", *(name for names in GROUPS.values() for name in names)]
    if sorted(named) != sorted(sparktally.__all__):
        raise KeyError(f"not on the page, or not public: {set(named) ^ set(sparktally.__all__)}")
    parts = [HEAD]
    for group, names in GROUPS.items():
        parts += [f"## {group}\n", *(_entry(name, getattr(sparktally, name)) for name in names)]
    rows = [_error(name, getattr(sparktally, name)) for name in errors]
    parts += [ERRORS + "".join(rows), _rest()]
    return "\n".join(parts)


def _is_error(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, Exception)


def _error(name: str, error: type[sparktally.SparktallyError]) -> str:
    bases = ", ".join(f"`{base.__name__}`" for base in error.__bases__)
    when = " ".join((inspect.getdoc(error) or "").partition("\n\n")[0].split())
    return f"| `{name}` | {bases} | {error.exit_code} | {when} |\n"


def _rest() -> str:
    models = ", ".join(f"`{model.__name__}`" for model in MODELS.values())
    return f"""## Everything else

`sparktally.__version__` is the version as text.

The models of events are in `schemas`, each with its fields as keyword arguments and `line()` for the log
line: {models}.
`schemas.read_line(bytes)` gives one of them, or the reasons why the line is dead.
[Every field](events.md), [how to write events](../how-to/producers.md).
"""


def _entry(name: str, thing: object) -> str:
    if isinstance(thing, pa.Schema):
        rows = "".join(f"| `{field.name}` | {field.type} | {_meaning(field.name)} |\n" for field in thing)
        head = "| column | type | meaning |\n| --- | --- | --- |\n"
        return f"### `{name}`\n\nThe columns of `Batch.lines`, a row a line in reading order.\n\n{head}{rows}"
    if choices := get_args(thing):
        either = " or ".join(f"`{choice}`" for choice in choices)
        return f"### `{name}`\n\nThe text {either}; [which](../how-to/attribution-rule.md) is for whom.\n"
    parts = [f"### `{name}`\n", *_described(name, thing)]
    if isinstance(thing, type):
        for method, function in _methods(thing):
            parts += [f"#### `{name}.{method}`\n", *_described(f"{name}.{method}", function)]
    return "\n".join(parts)


def _meaning(column: str) -> str:
    """What a column of `LINE_SCHEMA` holds, from the text that stands below it in its module."""
    names = rf"(?:`\w+`, )*`{column}`(?:, `\w+`)*"
    found = re.search(rf"^- {names}: (.*(?:\n  .*)*)", inspect.getsource(engine.batch), re.MULTILINE)
    if found is None:
        raise KeyError(column)
    return " ".join(found[1].split())


def _methods(thing: type) -> Iterator[tuple[str, object]]:
    for name, member in inspect.getmembers(thing):
        if not name.startswith("_") and (inspect.isroutine(member) or isinstance(member, property)):
            yield name, member


def _described(name: str, thing: object) -> Iterator[str]:
    made_by_its_name = not any(hasattr(thing, name) for name in ("open", "_opened", "_seen", "_is_protocol"))
    if callable(thing) and made_by_its_name:
        yield f"```python\n{_signature(name, thing)}\n```\n"
    text = _markdown(inspect.getdoc(thing) or "")
    if text:
        yield text


def _signature(name: str, thing: Callable[..., object]) -> str:
    signature = inspect.signature(thing)
    given = [one for one in signature.parameters.values() if one.name != "self"]
    result = signature.return_annotation
    whole = str(signature.replace(parameters=given, return_annotation=inspect.Signature.empty))
    arrow = "" if isinstance(thing, type) or result is inspect.Signature.empty else f" -> {result}"
    return name + _unquoted(whole + arrow)


def _unquoted(text: str) -> str:
    """Annotations as they are written in the source, where they are text."""
    return re.sub(r"(?<=[:>] )'([^']*)'", r"\1", text)


def _markdown(docstring: str) -> str:
    """A docstring with its sections as lists."""
    lines: list[str] = []
    inside = False
    for line in docstring.splitlines():
        if SECTION.match(line):
            lines += [f"*{line.rstrip(':')}*", ""]
            inside = True
        elif inside and (found := ENTRY.match(line.removeprefix("    "))) and line[:5].strip():
            names = ", ".join(f"`{name}`" for name in found[1].split(", "))
            lines.append(f"- {names}: {found[2]}")
        elif inside and line.strip():
            lines.append(f"  {line.strip()}" if lines[-1] else line.strip())
        else:
            lines.append(line)
    return "\n".join(lines).strip() + "\n"
