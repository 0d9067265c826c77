"""The runner of the documentation's examples shows what a terminal shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.pages import ran


@pytest.mark.parametrize(
    ("command", "seen"),
    [
        ("echo out; echo error >&2", "out\nerror\n"),
        ("echo error >&2; echo out", "error\nout\n"),
        ("(echo out; echo error >&2) | tail -1", "error\nout\n"),
        (r"printf '\r\e[2K 10 %%\r\e[2K 99 %%\n\r\e[1A\e[2K' >&2; echo out", "out\n"),
        (r"echo before; printf '\e[2K 99 %%\n\r\e[1A\e[2Kafter\n' >&2", "before\nafter\n"),
    ],
)
def test_both_streams_are_shown_in_the_order_in_which_they_come(
    command: str, seen: str, tmp_path: Path
) -> None:
    page = f"```console run\n$ {command}\n{{}}```\n"
    assert ran(page.format("old\n"), tmp_path) == page.format(seen)


def test_a_file_is_named_in_the_paragraph_before_it(tmp_path: Path) -> None:
    page = "{}\n\n```json file=log.ndjson\n{{}}\n```\n"
    named = page.format("Save this\nas `log.ndjson`:")
    assert ran(named, tmp_path) == named
    assert (tmp_path / "log.ndjson").read_text(encoding="utf-8") == "{}\n"
    for before in ("", "Save this:", "`log.ndjson` is a log.\n\nSave this:", "Save this as `my-log.ndjson`:"):
        with pytest.raises(RuntimeError, match=r"does not say that it is `log\.ndjson`"):
            ran(page.format(before), tmp_path)
