"""`exceptions`, `boost-candidates`, `authorizations` and `lift`: what asks for someone's attention."""

from __future__ import annotations

from typing import Annotated

import typer

from sparktally.cli.exits import UserError
from sparktally.cli.listing import OF_CREATOR, Listing, show_listing
from sparktally.cli.options import Advertiser, At, Creator, Reading, lists, moment, reads

OF_ADVERTISER = "ad_id IN (SELECT ad_id FROM ads WHERE advertiser_id = ?)"
CODE_OF_ADVERTISER = "auth_code IN (SELECT auth_code FROM ads WHERE advertiser_id = ?)"

KINDS = (
    "unauthorized", "unknown_ad", "orphan", "conflict", "id_conflict", "fact_conflict", "code_mismatch",
    "unknown_timezone",
)  # fmt: skip
"""The kinds of exceptions of SEMANTICS 2 and 4."""


def _kinds(begun: str) -> list[str]:
    return [kind for kind in KINDS if kind.startswith(begun)]


Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="KIND", help=f"Only this kind: {', '.join(KINDS)}.", autocompletion=_kinds
    ),
]
Expiring = Annotated[
    int | None,
    typer.Option(
        "--expiring", min=0, metavar="DAYS", help="Only codes in force that end within so many days."
    ),
]


@lists
def exceptions(
    reading: Reading, kind: Kind = None, creator: Creator = None, advertiser: Advertiser = None
) -> None:
    """Exceptions: what the log says that does not fit together, or waits for a fact.

    --creator keeps those that name a post of theirs, --advertiser those that name an ad of theirs.
    """
    if kind is not None and kind not in KINDS:
        fix = f"the kinds are: {', '.join(KINDS)}"
        raise UserError(f"no kind of exception {kind!r}", where="--kind", fix=fix)
    listing = Listing("SELECT * FROM exceptions").where("kind = ?", kind)
    listing = listing.where(OF_CREATOR, creator).where(OF_ADVERTISER, advertiser)
    order = ("kind", "event_id", "ad_id", "post_id", "detail")
    show_listing(reading, listing.shaped(order, (), (), "no exceptions"))


@lists
def boost_candidates(reading: Reading, at: At = None, creator: Creator = None) -> None:
    """Public posts that no ad names, doing best per view and per hour since publication, best first."""
    listing = Listing("SELECT * FROM boost_candidates(?)", (moment(at, reading.as_of),)).where(
        "creator_id = ?", creator
    )
    show_listing(
        reading, listing.shaped(("score:desc", "post_id"), (), ("engagement_rate",), "no candidates")
    )


@lists
def authorizations(
    reading: Reading,
    expiring: Expiring = None,
    at: At = None,
    creator: Creator = None,
    advertiser: Advertiser = None,
) -> None:
    """Authorisation codes: their post, their latest interval and when it ends, the soonest first.

    --expiring keeps those in force at --at that end within so many days of it. --advertiser keeps the codes
    that an ad of theirs has.
    """
    if expiring is None and at is not None:
        raise UserError(
            "--at says from when --expiring counts", where="--at", fix="give --expiring DAYS with it"
        )
    listing = Listing("SELECT * FROM authorizations")
    if expiring is not None:
        listing = Listing(
            "SELECT * FROM authorizations_expiring(?, ?)", (moment(at, reading.as_of), expiring)
        )
    listing = listing.where(OF_CREATOR, creator).where(CODE_OF_ADVERTISER, advertiser)
    show_listing(reading, listing.shaped(("expires_at", "auth_code"), (), (), "no authorisations"))


@reads
def lift(reading: Reading) -> None:
    """Spark Ads against other ads: three rates, each pooled over all ads of a kind, and the lift of Spark."""
    listing = Listing("SELECT * FROM spark_lift")
    show_listing(
        reading, listing.shaped(("metric",), (), ("spark", "non_spark", "lift"), "nothing to compare")
    )
