from pathlib import Path

from scripts.cli_reference import page

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def test_the_committed_page_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == page(), (
        "run: python -m scripts.cli_reference docs/reference/cli.md"
    )
