import pytest

from sparktally.errors import UserError
from sparktally.listing import Listing, order_by, quoted

COLUMNS = ("post_id", "likes")


def test_order_takes_known_columns_and_directions() -> None:
    assert order_by(["likes:desc", "post_id"], COLUMNS) == (
        ' ORDER BY "likes" desc NULLS LAST, "post_id" asc NULLS LAST'
    )
    assert not order_by([], COLUMNS)


@pytest.mark.parametrize(
    "text", ["nope", "likes:down", "likes; DROP TABLE x", '"likes"', "1", "", "likes:desc:asc"]
)
def test_what_is_no_column_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(UserError, match="post_id, likes"):
        order_by([text], COLUMNS)


def test_conditions_bind_their_values() -> None:
    listing = Listing("SELECT 1 AS a", ("x",)).where("a = ?", "'; DROP").where("b = ?", None)
    assert listing.select == "SELECT * FROM (SELECT 1 AS a) WHERE a = ?"
    assert listing.values == ("x", "'; DROP")


def test_identifiers_are_quoted() -> None:
    assert quoted('a"b') == '"a""b"'
