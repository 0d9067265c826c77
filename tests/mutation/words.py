"""Mutators of single tokens and of fixed phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tests.mutation.mutants import Edit
from tests.mutation.tokens import Token, code

PHRASES: tuple[tuple[str, str, str], ...] = (
    ("comparison", "<", "<="),
    ("comparison", "<=", "<"),
    ("comparison", ">", ">="),
    ("comparison", ">=", ">"),
    ("comparison", "=", "<>"),
    ("comparison", "<>", "="),
    ("arithmetic", "+", "-"),
    ("join", "LEFT JOIN", "INNER JOIN"),
    ("join", "INNER JOIN", "LEFT JOIN"),
    ("join", "ANTI JOIN", "SEMI JOIN"),
    ("join", "SEMI JOIN", "ANTI JOIN"),
    ("join", "ASOF JOIN", "INNER JOIN"),
    ("set", "UNION ALL BY", "UNION BY"),
    ("set", "UNION ALL SELECT", "UNION SELECT"),
    ("set", "UNION SELECT", "UNION ALL SELECT"),
    ("set", "EXCEPT ALL", "EXCEPT"),
    ("set", "EXCEPT FROM", "EXCEPT ALL FROM"),
    ("set", "SELECT DISTINCT", "SELECT"),
    ("order", "DESC", ""),
    ("null", "IS NOT DISTINCT FROM", "IS DISTINCT FROM"),
    ("null", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"),
    ("null", "IS NOT DISTINCT FROM", "="),
    ("null", "IS DISTINCT FROM", "<>"),
    ("null", "IS NOT NULL", "IS NULL"),
    ("null", "IS NULL", "IS NOT NULL"),
    ("null", "IS NOT TRUE", "IS TRUE"),
    ("null", "IS NOT TRUE", "= false"),
    ("null", "IGNORE NULLS", ""),
    ("not", "NOT", ""),
    ("literal", "TRUE", "false"),
    ("literal", "FALSE", "true"),
    ("function", "LAG", "lead"),
    ("function", "LEAD", "lag"),
    ("function", "MIN", "max"),
    ("function", "MAX", "min"),
    ("function", "LAST_VALUE", "first_value"),
    ("function", "FIRST_VALUE", "last_value"),
    ("function", "ROW_NUMBER", "rank"),
    ("function", "BOOL_OR", "bool_and"),
    ("function", "STARTS_WITH", "contains"),
    ("function", "STRLEN", "length"),
    ("function", "LENGTH", "strlen"),
    ("unit", "HOUR", "MINUTE"),
)
SIBLINGS: dict[str, tuple[str, ...]] = {
    "organic": ("paid", "spark"),
    "paid": ("organic",),
    "spark": ("organic", "ad_only"),
    "ad_only": ("unauthorized",),
    "unauthorized": ("ad_only",),
    "unknown_ad": ("ad_only",),
    "spark_after_view": ("spark",),
    "redundant": ("orphan",),
    "orphan": ("redundant",),
    "add": ("remove",),
    "remove": ("add",),
    "view": ("impression",),
    "impression": ("view",),
    "click": ("impression",),
    "like": ("favorite",),
    "favorite": ("like",),
    "comment": ("share",),
    "share": ("comment",),
    "follow": ("like",),
    "landing_page": ("profile",),
    "profile": ("landing_page",),
    "cta": ("music",),
    "caption": ("anchor",),
    "profile_photo": ("music",),
    "nickname": ("anchor",),
    "swipe_left": ("hashtag",),
    "post_published": ("ad_created",),
    "ad_created": ("post_published",),
    "advertiser_registered": ("ad_created",),
    "CUSTOMIZED_USER": ("AUTH_CODE", "TT_USER"),
}
_QUANTIFIER = re.compile(r"(?<=[\])}a-z\\*0-9.])[*+?]")


def phrases(text: str) -> Iterator[Edit]:
    """Comparisons, joins, set operations, NULL tests, literals and functions, each by a neighbour."""
    found = code(text)
    for name, old, new in PHRASES:
        words = old.split()
        for at in range(len(found) - len(words) + 1):
            run = found[at : at + len(words)]
            if [token.key for token in run] == words and _stands_alone(found, at, old):
                yield Edit(name, run[0].start, run[-1].end, new)


def _stands_alone(found: Sequence[Token], at: int, phrase: str) -> bool:
    """Not a part of something that another phrase is for, nor a sign."""
    before = found[at - 1].key if at else ""
    after = found[at + 1].key if at + 1 < len(found) else ""
    if phrase == "NOT":
        return before != "IS"
    if phrase in {"MIN", "MAX", "LAG", "LEAD", "LENGTH", "STRLEN"}:
        return after == "("
    if phrase in {"LEFT JOIN", "INNER JOIN"}:
        return before not in {"SEMI", "ANTI", "ASOF"}
    if phrase in {"=", "+"}:
        return before not in {"(", ","}
    return True


def numbers(text: str) -> Iterator[Edit]:
    """Each number one more, and one less."""
    for token in code(text):
        if token.kind == "number":
            value = int(token.text)
            yield Edit("one more", token.start, token.end, str(value + 1))
            if value:
                yield Edit("one less", token.start, token.end, str(value - 1))


def words_of(text: str) -> Iterator[Edit]:
    """A literal of some enumeration by another one of it; of the cast that follows where there is one."""
    found = code(text)
    for at, token in enumerate(found):
        if token.kind != "string":
            continue
        cast = "".join(each.text for each in found[at + 1 : at + 6])
        for sibling in SIBLINGS.get(token.text[1:-1], ()):
            if cast.startswith("::side") and sibling == "spark":
                continue
            if cast.startswith("::disposition") and sibling == "paid":
                continue
            yield Edit("word", token.start, token.end, f"'{sibling}'")


def quoted_words(text: str) -> Iterator[Edit]:
    """A JSON text in a literal by one that is nobody's."""
    for token in code(text):
        if token.kind == "string" and re.fullmatch(r"'\"[A-Za-z_0-9]+\"'", token.text):
            yield Edit("word", token.start, token.end, f"{token.text[:-2]}x\"'")


def patterns(text: str) -> Iterator[Edit]:
    """In a regular expression or an instant each number one more and one less, each quantifier by another."""
    previous = ""
    for token in code(text):
        if token.kind == "string" and ("[" in token.text or previous == "TIMESTAMP"):
            yield from _in_pattern(token, is_pattern=previous != "TIMESTAMP")
        previous = token.key


def _in_pattern(token: Token, *, is_pattern: bool) -> Iterator[Edit]:
    for match in re.finditer(r"(?<!x)\d+", token.text):
        at = token.start + match.start()
        value, width = int(match.group()), len(match.group())
        for near in (value + 1, value - 1):
            if near >= (1 if not is_pattern else 0):
                yield Edit("pattern", at, at + width, str(near).zfill(width))
    if is_pattern:
        for match in _QUANTIFIER.finditer(token.text):
            new = {"*": "+", "+": "*", "?": ""}[match.group()]
            yield Edit("pattern", token.start + match.start(), token.start + match.end(), new)
