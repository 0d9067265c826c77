"""Facts: what the world is like, part of the same log (SEMANTICS 1, the second table)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from schemas import timezones
from schemas.event import Event
from schemas.kinds import Id, Integer, Text
from schemas.rules import Allows, Forbids, Matches, Needs, Rule, When

Visibility = Literal["public", "ads_only"]
IdentityType = Literal["CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT"]
DurationDays = Literal[7, 30, 60, 180, 365]

SPARK = When("identity_type", "CUSTOMIZED_USER", other=True)
NOT_SPARK = When("identity_type", "CUSTOMIZED_USER")

OBJECTIVES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "AUCTION",
        (
            "REACH",
            "VIDEO_VIEWS",
            "ENGAGEMENT",
            "TRAFFIC",
            "APP_PROMOTION",
            "WEB_CONVERSIONS",
            "LEAD_GENERATION",
            "PRODUCT_SALES",
        ),
    ),
    ("RESERVATION_RF", ("REACH", "TRAFFIC", "VIDEO_VIEWS")),
    ("RESERVATION_TOP_VIEW", ("REACH",)),
)
"""Objectives of a Spark Ad by its buying type."""


class Fact(Event):
    """A fact about a post, an advertiser, an ad or an authorization code."""


class PostPublished(Fact):
    """A post, as it is from this moment on."""

    type: Literal["post_published"] = Field(default="post_published", description="Kind of event.")
    post_id: Annotated[str, Id()] = Field(description="The post; an id.")
    creator_id: Annotated[str, Id()] = Field(description="Whose post it is; an id.")
    video_duration_ms: Annotated[int | None, Integer()] = Field(
        default=None, description="Length of the video, in milliseconds; 0 is unknown."
    )
    visibility: Annotated[Visibility, Text(choices=get_args(Visibility))] = Field(
        default="public", description="Who sees it; an ads_only post is no candidate for boosting."
    )


class AdvertiserRegistered(Fact):
    """An advertiser, as it is from this moment on."""

    type: Literal["advertiser_registered"] = Field(
        default="advertiser_registered", description="Kind of event."
    )
    advertiser_id: Annotated[str, Id()] = Field(description="The advertiser; an id.")
    timezone: Annotated[
        str, Text(choices=tuple(sorted(timezones.names())), code="unknown_timezone", listed=False)
    ] = Field(
        description="Where its days begin and end; a name of the IANA time zone database, case-sensitive."
    )


class AdCreated(Fact):
    """An ad; a Spark Ad exactly when its identity type is not CUSTOMIZED_USER."""

    rules: ClassVar[tuple[Rule, ...]] = (
        Needs("post_id", SPARK),
        Forbids("post_id", NOT_SPARK),
        Needs("auth_code", When("identity_type", "AUTH_CODE")),
        Forbids("auth_code", When("identity_type", "AUTH_CODE", other=True)),
        Forbids("display_name", SPARK),
        Forbids("ad_text", SPARK),
        Allows("buying_type", tuple(buying for buying, _ in OBJECTIVES), SPARK),
        Allows("objective_type", OBJECTIVES[0][1], SPARK),
        Matches("buying_type", "objective_type", OBJECTIVES, SPARK),
    )

    type: Literal["ad_created"] = Field(default="ad_created", description="Kind of event.")
    ad_id: Annotated[str, Id()] = Field(description="The ad; an id.")
    advertiser_id: Annotated[str, Id()] = Field(description="Whose ad it is; an id.")
    identity_type: Annotated[IdentityType, Text(choices=get_args(IdentityType))] = Field(
        description="Whom the ad shows as its author; CUSTOMIZED_USER is not a Spark Ad, the others are."
    )
    post_id: Annotated[str | None, Id()] = Field(
        default=None, description="The post behind a Spark Ad; an id. Needed there, forbidden elsewhere."
    )
    auth_code: Annotated[str | None, Id()] = Field(
        default=None, description="The creator's code; an id. Needed with AUTH_CODE, forbidden elsewhere."
    )
    campaign_id: Annotated[str | None, Id()] = Field(default=None, description="The campaign; an id.")
    adgroup_id: Annotated[str | None, Id()] = Field(default=None, description="The ad group; an id.")
    buying_type: Annotated[str | None, Text()] = Field(
        default=None, description="How it is bought; a name of TikTok's list on a Spark Ad, else any text."
    )
    objective_type: Annotated[str | None, Text()] = Field(
        default=None,
        description="What it is for; a name that goes with the buying type on a Spark Ad, else any text.",
    )
    placement: Annotated[str | None, Text()] = Field(default=None, description="Where it runs; any text.")


class AuthorizationGranted(Fact):
    """A creator's code that lets an advertiser use a post, from this moment on."""

    type: Literal["authorization_granted"] = Field(
        default="authorization_granted", description="Kind of event."
    )
    auth_code: Annotated[str, Id()] = Field(description="The code; an id.")
    post_id: Annotated[str, Id()] = Field(description="The post that it is for; an id.")
    duration_days: Annotated[DurationDays, Integer(choices=get_args(DurationDays))] = Field(
        description="How long it holds, in days of 24 hours."
    )


class AuthorizationExtended(Fact):
    """More days for a code."""

    type: Literal["authorization_extended"] = Field(
        default="authorization_extended", description="Kind of event."
    )
    auth_code: Annotated[str, Id()] = Field(description="The code; an id.")
    duration_days: Annotated[DurationDays, Integer(choices=get_args(DurationDays))] = Field(
        description="How much longer it holds, in days of 24 hours."
    )


class AuthorizationRevoked(Fact):
    """The end of a code, at this moment."""

    type: Literal["authorization_revoked"] = Field(
        default="authorization_revoked", description="Kind of event."
    )
    auth_code: Annotated[str, Id()] = Field(description="The code; an id.")
