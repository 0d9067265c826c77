"""Engagements: what people do with a post or an ad (SEMANTICS 1, the first table)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from schemas.event import Event
from schemas.kinds import Id, Integer, Text
from schemas.rules import Allows, Forbids, Needs, Rule, When

Surface = Literal["organic", "paid"]
Action = Literal["add", "remove"]
Element = Literal[
    "cta",
    "caption",
    "profile_photo",
    "nickname",
    "swipe_left",
    "music",
    "anchor",
    "hashtag",
    "duet",
    "stitch",
]

_ORGANIC = When("surface", "organic")
_PAID = When("surface", "paid")
_IMPRESSION = When("type", "impression")
_ANY_SURFACE: tuple[Rule, ...] = (Forbids("ad_id", _ORGANIC), Needs("ad_id", _PAID))


class Engagement(Event):
    """An engagement on a post (organic surface) or on an ad (paid surface)."""

    rules: ClassVar[tuple[Rule, ...]] = (Needs("post_id", _ORGANIC), *_ANY_SURFACE)

    actor_id: Annotated[str, Id()] = Field(description="Who did it; an id.")
    surface: Annotated[Surface, Text(choices=get_args(Surface))] = Field(
        description="Where it was done: on the post itself (organic) or on an ad (paid)."
    )
    post_id: Annotated[str | None, Id()] = Field(
        default=None,
        description="The post; an id. Needed on the organic surface, only cross-checked on the paid one.",
    )
    ad_id: Annotated[str | None, Id()] = Field(
        default=None, description="The ad; an id. Needed on the paid surface, forbidden on the organic one."
    )


class _Change(Engagement):
    action: Annotated[Action, Text(choices=get_args(Action))] = Field(
        default="add", description="Whether the state is added or removed."
    )


class View(Engagement):
    """A playback; sent when it ends, `occurred_at` is its start."""

    type: Literal["view"] = Field(default="view", description="Kind of event.")
    watch_ms: Annotated[int | None, Integer()] = Field(
        default=None, description="Time watched, in milliseconds."
    )
    video_duration_ms: Annotated[int | None, Integer()] = Field(
        default=None, description="Length of the video, in milliseconds; 0 is unknown."
    )


class Like(_Change):
    """A like, or its removal."""

    type: Literal["like"] = Field(default="like", description="Kind of event.")


class Favorite(_Change):
    """A favorite, or its removal."""

    type: Literal["favorite"] = Field(default="favorite", description="Kind of event.")


class Comment(_Change):
    """A comment, or its removal."""

    rules: ClassVar[tuple[Rule, ...]] = (*Engagement.rules, Needs("comment_id", When("action", "remove")))

    type: Literal["comment"] = Field(default="comment", description="Kind of event.")
    comment_id: Annotated[str | None, Id()] = Field(
        default=None, description="The comment; an id. Needed to remove it."
    )


class Share(Engagement):
    """A share."""

    type: Literal["share"] = Field(default="share", description="Kind of event.")
    channel: Annotated[str | None, Text()] = Field(
        default=None, description="Where it was shared to; any text."
    )


class Follow(_Change):
    """A follow of a creator, or its removal."""

    rules: ClassVar[tuple[Rule, ...]] = _ANY_SURFACE

    type: Literal["follow"] = Field(default="follow", description="Kind of event.")
    post_id: Annotated[str | None, Id()] = Field(
        default=None, description="The post that it was done from; an id. May be missing on either surface."
    )
    creator_id: Annotated[str, Id()] = Field(description="Who is followed; an id, taken as given.")


class Click(Engagement):
    """A click on one element of a post or an ad."""

    type: Literal["click"] = Field(default="click", description="Kind of event.")
    element: Annotated[Element, Text(choices=get_args(Element))] = Field(
        description="What was clicked; a name."
    )


class Impression(Engagement):
    """An ad shown; on the paid surface only."""

    type: Literal["impression"] = Field(default="impression", description="Kind of event.")
    rules: ClassVar[tuple[Rule, ...]] = (*Engagement.rules, Allows("surface", ("paid",), _IMPRESSION))


class Duet(Engagement):
    """A duet made from the post."""

    type: Literal["duet"] = Field(default="duet", description="Kind of event.")
    new_post_id: Annotated[str | None, Id()] = Field(
        default=None, description="The post that was made; an id."
    )


class Stitch(Engagement):
    """A stitch made from the post."""

    type: Literal["stitch"] = Field(default="stitch", description="Kind of event.")
    new_post_id: Annotated[str | None, Id()] = Field(
        default=None, description="The post that was made; an id."
    )
