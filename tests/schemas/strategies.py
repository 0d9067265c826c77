"""Hypothesis: any event that the models accept, built as a producer would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from schemas import MODELS, Event, Impression
from schemas.kinds import Id, Instant, Integer, Kind, Text, kinds_of

_IDS = st.text(
    st.characters(exclude_characters=[*map(chr, range(32)), "\x7f"], exclude_categories=["Cs"]),
    min_size=1,
    max_size=128,
)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
_INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31, 23, 59, 59), timezones=st.just(UTC))


def _values(kind: Kind) -> st.SearchStrategy[Any]:
    match kind:
        case Id():
            return _IDS | st.integers(-(10**30), 10**30)
        case Integer(choices=choices):
            return st.sampled_from(choices) if choices else st.integers(0, 2**53)
        case Text(choices=choices):
            return st.sampled_from(choices) if choices else _TEXTS
        case Instant():
            return _INSTANTS | st.integers(946_684_800_000, 4_102_444_799_999)
    raise TypeError(kind)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """A valid event of any type."""
    model = draw(st.sampled_from(list(MODELS.values())))
    fields: dict[str, Any] = {}
    for name, kind in kinds_of(model).items():
        if model.model_fields[name].is_required() or draw(st.booleans()):
            fields[name] = draw(_values(kind))
    if model is Impression:
        fields["surface"] = "paid"
    _make_keep_rules(draw, fields)
    return model(**fields)


def _make_keep_rules(draw: st.DrawFn, fields: dict[str, Any]) -> None:
    """Change what breaks a rule between fields; the rest stays as drawn."""
    some = draw(_IDS)
    match fields:
        case {"surface": "organic"}:
            fields.pop("ad_id", None)
            fields.setdefault("post_id", some)
        case {"surface": "paid"}:
            fields.setdefault("ad_id", some)
        case {"identity_type": "CUSTOMIZED_USER"}:
            fields.pop("post_id", None)
            fields.pop("auth_code", None)
        case {"identity_type": identity}:
            fields.setdefault("post_id", some)
            fields |= {"auth_code": some} if identity == "AUTH_CODE" else {"auth_code": None}
            fields |= draw(
                st.sampled_from(({}, {"buying_type": "AUCTION", "objective_type": "TRAFFIC"}))
            ) or {
                "buying_type": None,
                "objective_type": "REACH",
            }
    if fields.get("action") == "remove" and "comment_id" not in fields:
        fields["comment_id"] = some
