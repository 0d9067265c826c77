"""The logs written for mutants that nothing else killed: every number as the oracle says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.fields import HERE
from tests.properties.comparing import check
from tests.properties.strategies import RULES
from tests.support import split

CASES = sorted((HERE / "cases").glob("*.ndjson"))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_case_in_order_and_reversed_in_small_batches(case: Path, rule: str, tmp_path: Path) -> None:
    lines = split(case.read_bytes())
    digest = check(tmp_path / "a.duckdb", lines, rule)
    assert check(tmp_path / "b.duckdb", lines[::-1], rule, sizes=[max(2, len(lines) // 4)]) == digest
