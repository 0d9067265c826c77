from pathlib import Path

from sparktally.cli.reference import page

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def test_the_committed_page_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == page(), (
        "run: python -m sparktally.cli.reference docs/reference/cli.md"
    )
