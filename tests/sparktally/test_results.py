"""A result in its forms: every integer exact in each, nothing hidden from eyes."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Any

import polars
import pyarrow as pa
import pytest

import sparktally

BIG = 2**53 + 1
HUGE = 2**70 + 1
HUGEST = 2**127 - 1


def test_a_sum_beyond_2_to_the_53_is_exact_in_every_form(store: sparktally.Store) -> None:
    result = store.sql(
        "SELECT sum(n) AS n, sum(n)::HUGEINT + 0 AS m FROM (VALUES (?::BIGINT), (1)) AS t(n)", (2**53,)
    )
    assert result.rows() == [{"n": BIG, "m": BIG}]
    assert result.arrow().schema.types == [pa.int64(), pa.int64()]
    assert int(result.df()["n"].iloc[0]) == BIG
    assert result.polars()["n"].to_list() == [BIG]


def test_what_no_bigint_holds_is_a_decimal_or_text(store: sparktally.Store) -> None:
    result = store.sql(
        f"SELECT {HUGE}::HUGEINT AS a, {HUGEST}::HUGEINT AS b, [{HUGE}::HUGEINT] AS c, NULL::HUGEINT AS d"
    )
    assert result.rows() == [{"a": Decimal(HUGE), "b": str(HUGEST), "c": [Decimal(HUGE)], "d": None}]


def test_a_missing_count_makes_no_float_of_the_others(store: sparktally.Store) -> None:
    frame = store.ads().df()
    assert frame["follows"].isna().any()
    assert str(frame["follows"].dtype) == "Int64"
    assert str(store.post_daily().df()["day"].dtype).startswith("datetime64")
    assert set(store.authorizations().df()["revoked"]) <= {True, False}


def test_other_libraries_take_it_as_arrow(store: sparktally.Store) -> None:
    assert polars.DataFrame(store.posts()).equals(store.posts().pl())


def test_it_is_asked_once(store: sparktally.Store) -> None:
    result = store.posts()
    assert result.arrow() is result.arrow()
    assert [row["post_id"] for row in result] == result.df()["post_id"].tolist()
    assert result.columns[0] == "post_id"
    assert bool(store.posts(creator="nobody")) is False


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_library_that_is_not_there_is_named(
    store: sparktally.Store, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    result: Any = store.posts()
    with pytest.raises(sparktally.UserError, match=rf"pip install 'sparktally\[{name}\]'"):
        result.df() if name == "pandas" else result.polars()


def test_eyes_get_a_table_without_control_characters(store: sparktally.Store) -> None:
    seen = repr(store.posts())
    assert "[red]p4[/red]\\u202e\\x9b31m" in seen
    assert seen.replace("\n", "").isprintable()
    assert seen.endswith(" more columns")
    markup = store.sql("SELECT '<script>' AS \"<b>\", 0.5 AS half")._repr_html_()
    assert "<script>" not in markup
    assert "<th>&lt;b&gt;</th>" in markup
    assert "<td>&lt;script&gt;</td>" in markup


def test_of_many_rows_the_first_are_shown(store: sparktally.Store) -> None:
    result = store.sql("SELECT range AS n FROM range(25)")
    assert len(result) == 25
    assert repr(result).splitlines()[-1] == "the first 10 of 25 rows"
    assert "the first 10 of 25 rows" in result._repr_html_()


def test_a_query_that_fails_half_way_is_its_own_error(store: sparktally.Store) -> None:
    query = "SELECT CASE WHEN range > 300000 THEN error('no more') ELSE range END AS n FROM range(400000)"
    with pytest.raises(sparktally.QueryError, match="no more"):
        store.sql(query).arrow()
