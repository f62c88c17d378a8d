"""What people say besides: taken back, the value looked at, a name divided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import Asset, Change, Owner
from madoguchi.journeys.tax_ledger.actions.deciding import WithReason, reason_of
from madoguchi.journeys.tax_ledger.handing_over import hand_over
from madoguchi.lib.japanese.text import clean_line

TAKEN_BACK = "tax_ledger.taken_back"


@dataclass(frozen=True, slots=True)
class Seen:
    """Which record was looked at."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class NamedOwner:
    """A 宛名 of somebody from outside as a person wants it divided, with its reading."""

    uuid: UUID
    family_name: str = field(default="", repr=False)
    given_name: str = field(default="", repr=False)
    corporate_name: str = field(default="", repr=False)
    name_kana: str = field(default="", repr=False)


class TakeBackChange(Action[WithReason, Change]):
    """訂正: a counter-entry, handed over as any other; the notice waits for a person again."""

    name: ClassVar[str] = "tax_ledger.take_back"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: WithReason) -> Change:
        """Raises LedgerNotFoundError, CannotTakeBackError, NotYourDeskError, ReasonMissingError,
        TextError.
        """
        reason = reason_of(given.reason)
        book.check_desk(context.actor)
        book.one_writer(context.municipality_code)
        rows = Change.objects.select_related("notice", "asset", "owner")
        change = rows.filter(uuid=given.uuid).first()
        if change is None:
            raise book.LedgerNotFoundError(book.LedgerNotFoundError.__doc__)
        counter = book.take_back(context, change, reason)
        hand_over(context, [counter])
        return counter

    def subject(self, given: WithReason, result: Change) -> str:
        """The change that is taken back."""
        return f"change:{given.uuid}"

    def details(self, given: WithReason, result: Change) -> Mapping[str, Any]:
        """The counter-entry."""
        return {"counter": str(result.uuid)}

    def events(self, context: Context, given: WithReason, result: Change) -> Iterable[Event]:
        """A notice waits again."""
        yield Event(TAKEN_BACK, f"notice:{result.notice.uuid}")


class ConfirmValue(Action[Seen, Asset]):
    """The value (評価) of an asset was looked at after a change."""

    name: ClassVar[str] = "tax_ledger.confirm_value"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: Seen) -> Asset:
        """Raises LedgerNotFoundError, NotYourDeskError."""
        book.check_desk(context.actor)
        asset = Asset.objects.select_for_update().filter(uuid=given.uuid).first()
        if asset is None:
            raise book.LedgerNotFoundError(book.LedgerNotFoundError.__doc__)
        asset.valuation_due = ""
        asset.save(update_fields=["valuation_due"])
        return asset

    def subject(self, given: Seen, result: Asset) -> str:
        """The asset."""
        return f"asset:{result.uuid}"


class NameOwner(Action[NamedOwner, Owner]):
    """A person has looked at how the name of a 宛名 from outside is divided, and at its reading."""

    name: ClassVar[str] = "tax_ledger.name_owner"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: NamedOwner) -> Owner:
        """Raises LedgerNotFoundError, NotYourDeskError, ReasonMissingError for no name, TextError."""
        book.check_desk(context.actor)
        book.one_writer(context.municipality_code)
        owner = Owner.objects.select_for_update().filter(uuid=given.uuid, from_outside=True).first()
        if owner is None:
            raise book.LedgerNotFoundError(book.LedgerNotFoundError.__doc__)
        parts = {
            "family_name": clean_line(given.family_name, 100),
            "given_name": clean_line(given.given_name, 100),
            "corporate_name": clean_line(given.corporate_name, 200),
            "name_kana": clean_line(given.name_kana, 200),
        }
        if not (parts["corporate_name"] or parts["family_name"]):
            raise book.ReasonMissingError("姓か、法人・団体の名前を入れてください。")
        owner.check_due = ""
        book.write_owner(owner, parts)
        return owner

    def subject(self, given: NamedOwner, result: Owner) -> str:
        """The 宛名."""
        return f"owner:{result.uuid}"
