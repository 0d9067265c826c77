"""The documentation: every example runs as it stands, every link leads somewhere, nothing is private."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from engine.steps import STEPS
from scripts import figures
from scripts.pages import blocks, commands, differences

HOME = Path(__file__).parents[2]
LISTED = subprocess.run(["git", "ls-files", "-z"], cwd=HOME, capture_output=True, text=True, check=False)
TRACKED = [HOME / path for path in LISTED.stdout.split("\0") if path]
PAGES = sorted([*HOME.glob("*.md"), *HOME.glob("docs/**/*.md"), *HOME.glob("examples/*/*.md")])
RUN = [page for page in PAGES if any("run" in block.words for block in blocks(page.read_text("utf-8")))]
CODE = re.compile(r"(`+).+?\1")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PRIVATE = re.compile(r"/w[o]rk/|/tmp/|/root/|/home/|pypi\.org|pythonhosted|index-url|extra-index|find-links")


def name(page: Path) -> str:
    return str(page.relative_to(HOME))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", RUN, ids=name)
def test_examples_do_what_the_page_says(page: Path) -> None:
    _, diff = differences(page)
    assert not diff, f"{diff}\nif that is right: .venv/bin/python -m scripts.pages --write {name(page)}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        if path.startswith(("https://", "http://")):
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name(page)}: {link}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{name(page)}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_that_are_not_run_here_are_tasks_of_the_makefile(page: Path) -> None:
    tasks = set(re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    unrun = [block for block in blocks(text) if block.language == "console" and "run" not in block.words]
    for command in (command for block in unrun for command in commands(block.body)):
        assert command.removeprefix("make ") in tasks, command
    assert set(re.findall(r"`make ([a-z]+)`", text)) <= tasks


def test_the_readme_shows_both_tasks() -> None:
    shown = [commands(block.body) for block in blocks((HOME / "README.md").read_text(encoding="utf-8"))]
    assert ["make demo", "make test"] in shown


def test_every_page_is_found_from_the_index() -> None:
    seen, todo = set(), [HOME / "docs/index.md"]
    while todo:
        page = todo.pop()
        seen.add(page)
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in seen:
                todo.append(target)
    assert {page.resolve() for page in (HOME / "docs").glob("**/*.md")} <= {page.resolve() for page in seen}


def test_nothing_names_a_machine_or_an_index() -> None:
    for path in TRACKED or PAGES:
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        text = text.replace("--no-emit-index-url --no-emit-find-links", "")
        assert path == Path(__file__) or not PRIVATE.search(text), path


def test_the_crash_table_has_every_step_in_order() -> None:
    page = (HOME / "docs/explanation/durability.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|.*\|$", page, re.MULTILINE)
    assert rows == [*(step.__name__ for step in STEPS), "commit"]


def test_the_readme_has_the_figures_of_the_benchmarks() -> None:
    text = (HOME / "README.md").read_text(encoding="utf-8")
    benchmarks = (HOME / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert figures.readme(text, benchmarks) == text, "put them there: .venv/bin/python -m scripts.figures"
