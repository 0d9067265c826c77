"""`exceptions`, `boost-candidates`, `authorizations` and `lift`: what asks for someone's attention."""

from __future__ import annotations

from typing import Annotated

import typer

from sparktally import lists
from sparktally.cli.listing import show_listing
from sparktally.cli.options import Advertiser, At, Creator, Reading, lists_names, moment, reads
from sparktally.errors import UserError


def _kinds(begun: str) -> list[str]:
    return [kind for kind in lists.KINDS if kind.startswith(begun)]


Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="KIND", help=f"Only this kind: {', '.join(lists.KINDS)}.", autocompletion=_kinds
    ),
]
Expiring = Annotated[
    int | None,
    typer.Option(
        "--expiring", min=0, metavar="DAYS", help="Only codes in force that end within so many days."
    ),
]


@lists_names
def exceptions(
    reading: Reading, kind: Kind = None, creator: Creator = None, advertiser: Advertiser = None
) -> None:
    """Exceptions: what the log says that does not fit together, or waits for a fact.

    --creator keeps those that name a post of theirs, --advertiser those that name an ad of theirs.
    """
    show_listing(reading, lists.exceptions(kind, creator, advertiser))


@lists_names
def boost_candidates(reading: Reading, at: At = None, creator: Creator = None) -> None:
    """Public posts that no ad names, doing best per view and per hour since publication, best first."""
    show_listing(reading, lists.boost_candidates(moment(at, reading.as_of), creator))


@lists_names
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
    within = None if expiring is None else (moment(at, reading.as_of), expiring)
    show_listing(reading, lists.authorizations(within, creator, advertiser))


@reads
def lift(reading: Reading) -> None:
    """Spark Ads against other ads: three rates, each pooled over all ads of a kind, and the lift of Spark."""
    show_listing(reading, lists.lift())
