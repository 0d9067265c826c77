"""The logs written for mutants that nothing else killed: every number as the oracle says.

The ordinary run takes some of them, under the rule that has one step more; the proofs take all, under both.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.logs import ONE_RULE_FIRST
from tests.mutation.fields import HERE
from tests.properties.comparing import check
from tests.support import split

CASES = [
    pytest.param(path, id=path.stem, marks=[pytest.mark.prove] if turn % 3 else [])
    for turn, path in enumerate(sorted((HERE / "cases").glob("*.ndjson")))
]


@pytest.mark.parametrize("rule", ONE_RULE_FIRST)
@pytest.mark.parametrize("case", CASES)
def test_a_case_in_order_and_reversed_in_small_batches(case: Path, rule: str, tmp_path: Path) -> None:
    lines = split(case.read_bytes())
    digest = check(tmp_path / "a.duckdb", lines, rule)
    assert check(tmp_path / "b.duckdb", lines[::-1], rule, sizes=[max(2, len(lines) // 4)]) == digest
