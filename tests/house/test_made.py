"""Pages and pictures that are made from the program are what it makes now."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sparktally
from scripts import demo, proofs, python_reference, reference

pytestmark = pytest.mark.xdist_group("made")

HOME = Path(__file__).parents[2]
REPORT = """<testsuites><testsuite>
<testcase classname="tests.a.test_b" name="test_many[1]" time="1.5"><properties>
<property name="logs" value="2"/><property name="dead_letters" value="1"/></properties></testcase>
<testcase classname="tests.a.test_b" name="test_many[2]" time="2.0"><properties>
<property name="logs" value="40"/></properties></testcase>
<testcase classname="tests.a.test_c" name="test_once" time="60.2"><properties>
<property name="mutated_lines" value="250000"/></properties></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize("page", sorted(reference.pages(HOME / "docs")), ids=lambda page: page.name)
def test_the_reference_is_current(page: Path) -> None:
    made = reference.pages(HOME / "docs")[page]
    assert page.read_text(encoding="utf-8") == made, "make reference"


def test_a_type_is_said_to_have_what_it_can_have_and_no_more() -> None:
    def section(name: str) -> str:
        return reference.events().partition(f"### `{name}`")[2].partition("###")[0]

    assert "| `surface` | `paid` | required |" in section("impression")
    assert "`organic`" not in section("impression")
    assert "`post_id` is required when `surface` is `organic`." in section("view")


def test_every_public_name_is_on_the_page_of_the_python_api() -> None:
    page = python_reference.page()
    assert not [name for name in sparktally.__all__ if f"`{name}`" not in page and f".{name}`" not in page]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example, built and replayed as the demo does."""
    folder = tmp_path_factory.mktemp("demo")
    example = shutil.copytree(HOME / "examples/kuairand", folder / "example")
    subprocess.run([sys.executable, "build.py"], cwd=example, check=True, capture_output=True)
    path = folder / "demo.duckdb"
    command = demo.command(demo.Scene("", ("replay", str(example / "log.ndjson"))), path)
    subprocess.run(command, check=True, capture_output=True)
    return path


def test_the_picture_shows_what_the_demo_shows(store: Path) -> None:
    drawn = (HOME / "docs/demo.svg").read_text(encoding="utf-8")
    assert drawn == demo.picture(store), "make picture"
    assert not re.search(r"url\(\"?http|<image|<script", drawn)


def test_every_demo_begins_with_a_new_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = tmp_path / "build"
    build.mkdir()
    for name in ("demo.duckdb", "demo.duckdb.wal", "else.duckdb"):
        (build / name).touch()
    found: list[list[str]] = []
    monkeypatch.setattr(demo, "HOME", tmp_path)
    monkeypatch.setattr(sys, "argv", ["demo"])
    monkeypatch.setattr(demo, "play", lambda *_: found.append([path.name for path in build.iterdir()]))
    demo.main()
    assert found[0] == ["else.duckdb"]


def test_the_demo_names_the_number_of_lines(store: Path) -> None:
    told = subprocess.run(
        demo.command(demo.Scene("", ("sql", "SELECT sum(lines)::BIGINT FROM batches", "--csv")), store),
        check=True,
        capture_output=True,
        text=True,
    )
    lines = f"{int(told.stdout.split()[-1]):,} lines"
    assert lines in demo.REPLAY.heading
    assert lines in (HOME / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "prove.xml"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_proofs_are_summed_by_function(report: Path) -> None:
    assert section_rows(report) == [
        "| `tests/a/test_b.py::test_many` | 2 | 4 | 1 dead letters, 42 logs |",
        "| `tests/a/test_c.py::test_once` | 1 | 60 | 250,000 mutated lines |",
        "| **all** | **3** | **64** | |",
    ]


def section_rows(report: Path) -> list[str]:
    return proofs.section(proofs.proofs(report)).splitlines()[2:]


def test_a_failed_proof_leaves_the_page_alone(report: Path, tmp_path: Path) -> None:
    page = tmp_path / "proofs.md"
    page.write_text(f"a\n{proofs.MARKS[0]}\nold\n{proofs.MARKS[1]}\nb\n", encoding="utf-8")
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace('time="1.5">', 'time="1.5"><failure/>'), encoding="utf-8")
    assert proofs.main(report, page) == 1
    assert "\nold\n" in page.read_text(encoding="utf-8")
    report.write_text(text, encoding="utf-8")
    assert proofs.main(report, page) == 0
    assert "\nold\n" not in page.read_text(encoding="utf-8")
    assert page.read_text(encoding="utf-8").endswith(f"{proofs.MARKS[1]}\nb\n")


def test_the_page_of_proofs_has_figures_of_proofs_that_there_are() -> None:
    page = (HOME / "docs/proofs.md").read_text(encoding="utf-8")
    table = page.partition(proofs.MARKS[0])[2].partition(proofs.MARKS[1])[0]
    found = re.findall(r"^\| `(\S+)::(\w+)` \| [\d,]+ \| [\d,]+ \|", table, re.MULTILINE)
    assert found, "make prove"
    for file, function in found:
        assert f"\ndef {function}(" in (HOME / file).read_text(encoding="utf-8"), f"{file}: {function}"
