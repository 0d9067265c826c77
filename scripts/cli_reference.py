"""The reference page of the command line, made from the app: `python -m scripts.cli_reference [FILE]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from sparktally.cli import exits
from sparktally.cli.app import app_for

HEAD = """# Command line

Made by `make reference`; do not edit.

Read commands write tables for people, `--json` (one array of objects with the public column names; instants
are ISO 8601 in UTC with `Z`, days `YYYY-MM-DD`, bytes base64) and `--csv` (RFC 4180, the same names on top,
NULL as an empty cell; NaN and infinities, which JSON has no word for, as NULL). `verify` takes `--json`
alone, and writes one object. A table shows as many columns as the terminal has room for; ids are never cut.
`sparktally --install-completion` sets up completion for your shell.
"""


def page() -> str:
    """The whole page as Markdown."""
    root: Any = typer.main.get_command(app_for())
    parts = [HEAD, _exit_codes()]
    parts += [_section(name, command) for name, command in walk(root, "sparktally")]
    return "\n".join(parts)


def walk(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its whole name, in the order of the help."""
    for name, command in group.commands.items():
        whole = f"{prefix} {name}"
        if hasattr(command, "commands"):
            yield from walk(command, whole)
        else:
            yield whole, command


def _exit_codes() -> str:
    table = (exits.__doc__ or "").partition("\n\n")[2].strip()
    return f"## Exit codes\n\n{table}\n"


def _section(name: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and one.name != "help"]
    usage = " ".join([name, *(_usage(one) for one in arguments), *(["[OPTIONS]"] if options else [])])
    lines = [f"## `{name}`", "", f"```\n{usage}\n```", "", _paragraphs(command.help), ""]
    lines += ["| | |", "|---|---|"]
    lines += [f"| `{one.metavar or one.name}` | {_cell(one.help)} |" for one in arguments]
    lines += [f"| `{_option(one)}` | {_cell(one.help)}{_notes(one)} |" for one in options]
    return "\n".join(lines) + "\n"


def _usage(argument: Any) -> str:
    shown = f"{argument.metavar or argument.name}{'...' if argument.nargs == -1 else ''}"
    return shown if argument.required else f"[{shown}]"


def _option(option: Any) -> str:
    names = ", ".join(option.opts)
    if option.is_flag:
        return names
    return f"{names} {_choices(option) or option.metavar or 'TEXT'}"


def _choices(option: Any) -> str:
    choices = getattr(option.type, "choices", None) or ()
    return "\\|".join(str(getattr(choice, "value", choice)) for choice in choices)


def _notes(option: Any) -> str:
    notes = []
    default = getattr(option.default, "value", option.default)
    if default is not None and not option.is_flag and not callable(default) and default != []:
        notes.append(f"default `{default}`")
    if option.envvar:
        notes.append(f"environment variable `{option.envvar}`")
    return f" ({', '.join(notes)})" if notes else ""


def _paragraphs(text: str | None) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def main() -> None:
    """Write the page to the file named, or to stdout."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())


if __name__ == "__main__":
    main()
