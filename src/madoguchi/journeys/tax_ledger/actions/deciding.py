"""A person decides about a notice that waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import Asset, Choice, Notice, NoticeState
from madoguchi.engines.tax_ledger.domain.deciding import NEW_OWNER
from madoguchi.journeys.tax_ledger.actions.entering import SETTLED
from madoguchi.journeys.tax_ledger.choosing import (
    holders_of_parent,
    merged_of,
    owners_of,
    place_of,
    previous_of,
)
from madoguchi.journeys.tax_ledger.handing_over import hand_over
from madoguchi.journeys.tax_ledger.telling import told_of, written_owners
from madoguchi.lib.japanese.text import clean_text

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a notice.

    `asset` empty: a new asset at `town` and `koaza`. `owners`: numbers of 宛名 in the order of the notice's
    owners, `new` for one that is to be added. `shares`: who owns the asset afterwards, where the person said
    so, by number (`new1` for the first one added).
    """

    uuid: UUID
    asset: str = ""
    owners: tuple[str, ...] = ()
    town: str = ""
    koaza: str = ""
    shares: Mapping[str, Fraction | None] | None = None


@dataclass(frozen=True, slots=True)
class WithReason:
    """Which record, and why; whoever looks later reads it."""

    uuid: UUID
    reason: str = field(default="", repr=False)


class DecideNotice(Action[Decision, Notice]):
    """Enter a notice as a person decided."""

    name: ClassVar[str] = "tax_ledger.decide"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: Decision) -> Notice:
        """Raises LedgerNotFoundError, NotYourDeskError, AlreadySettledError, NotEnterableError."""
        notice = open_notice(context, given.uuid)
        asset = Asset.objects.filter(number=given.asset).first() if given.asset else None
        if given.asset and asset is None:
            raise book.NotEnterableError(f"資産番号「{given.asset}」が台帳にありません。")
        place = {"town": given.town, "koaza": given.koaza} if given.town else {}
        holders = given.shares
        if asset is None and holders is None:
            holders = holders_of_parent(notice)
        choice = Choice(
            asset=asset,
            owners=owners_of(notice, given.owners),
            previous=previous_of(notice, asset),
            place={} if asset is not None else place or place_of(notice, ()),
            holders=holders,
            merged=merged_of(notice, asset),
        )
        written = written_owners(notice.content)
        told = told_of(notice.content, written, shares_said=given.shares is not None)
        hand_over(context, book.enter(context, notice, told, choice))
        return notice

    def subject(self, given: Decision, result: Notice) -> str:
        """The notice."""
        return f"notice:{result.uuid}"

    def details(self, given: Decision, result: Notice) -> Mapping[str, Any]:
        """Whether asset and owner are new."""
        return {"new_asset": not given.asset, "new_owner": NEW_OWNER in given.owners}

    def events(self, context: Context, given: Decision, result: Notice) -> Iterable[Event]:
        """Somebody may wait for that."""
        yield Event(SETTLED, f"notice:{result.uuid}", {"files": [str(result.file.uuid)]})


class DismissNotice(Action[WithReason, Notice]):
    """A notice is not entered (another municipality's, a mistake of the registry office, entered by hand)."""

    name: ClassVar[str] = "tax_ledger.dismiss"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: WithReason) -> Notice:
        """Raises LedgerNotFoundError, AlreadySettledError, NotYourDeskError, ReasonMissingError,
        TextError.
        """
        reason = reason_of(given.reason)
        notice = open_notice(context, given.uuid)
        book.settle(context, notice, NoticeState.DISMISSED, reason)
        return notice

    def subject(self, given: WithReason, result: Notice) -> str:
        """The notice."""
        return f"notice:{result.uuid}"

    def events(self, context: Context, given: WithReason, result: Notice) -> Iterable[Event]:
        """Somebody may wait for that."""
        yield Event(SETTLED, f"notice:{result.uuid}", {"files": [str(result.file.uuid)]})


def open_notice(context: Context, uuid: UUID) -> Notice:
    """A notice that waits for a person, locked. Raises LedgerNotFoundError, AlreadySettledError,
    NotYourDeskError.
    """
    book.check_desk(context.actor)
    book.one_writer(context.municipality_code)
    rows = Notice.objects.select_for_update(of=("self",)).select_related("asset", "owner", "file")
    notice = rows.filter(uuid=uuid).first()
    if notice is None:
        raise book.LedgerNotFoundError(book.LedgerNotFoundError.__doc__)
    if notice.state is not NoticeState.WAITING:
        raise book.AlreadySettledError(book.AlreadySettledError.__doc__)
    return notice


def reason_of(text: str) -> str:
    """A reason as it is kept. Raises ReasonMissingError, TextError."""
    reason = clean_text(text, LONGEST_REASON)
    if not reason:
        raise book.ReasonMissingError(book.ReasonMissingError.__doc__)
    return reason
