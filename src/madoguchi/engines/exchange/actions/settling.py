"""What a receiver does with a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.exchange.actions.sending import MessageNotFoundError, ReasonMissingError
from madoguchi.engines.exchange.domain.states import ReceivedStatus
from madoguchi.engines.exchange.kinds import check_desk
from madoguchi.engines.exchange.models import ReceivedMessage
from madoguchi.engines.exchange.promises import report_soon
from madoguchi.lib.japanese.text import clean_text


class AlreadySettledError(Exception):
    """この送付は、もう「{label}」です。画面を開き直してください。"""

    def __init__(self, status: ReceivedStatus) -> None:
        super().__init__((type(self).__doc__ or "").format(label=status.label))


class StillNeededError(Exception):
    """いまは返せません。この送付から始めた仕事が、進んでいます。"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which message; the words that its sender reads; the receiver's own record, unseen by the sender."""

    uuid: UUID
    note: str = field(default="", repr=False)
    own_reference: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Which message, and the receiver's own record that it is about (`case:<uuid>`)."""

    uuid: UUID
    own_reference: str


class LinkMessage(Action[Link, ReceivedMessage]):
    """Remember which record of the receiver a message is about, before anybody has settled it."""

    name: ClassVar[str] = "exchange.link"
    permission: ClassVar[str | None] = "exchange.work"

    def perform(self, context: Context, given: Link) -> ReceivedMessage:
        """Raises MessageNotFoundError, AlreadySettledError, NotYourDeskError."""
        message = _open_message(context, given.uuid)
        message.own_reference = given.own_reference
        message.save(update_fields=["own_reference"])
        return message

    def subject(self, given: Link, result: ReceivedMessage) -> str:
        """The message."""
        return f"received:{result.uuid}"

    def details(self, given: Link, result: ReceivedMessage) -> Mapping[str, Any]:
        """Kind, and what it was linked with."""
        return {"kind": result.kind, "own": result.own_reference}


def _open_message(context: Context, uuid: UUID) -> ReceivedMessage:
    message = ReceivedMessage.objects.select_for_update().filter(uuid=uuid).first()
    if message is None:
        raise MessageNotFoundError(MessageNotFoundError.__doc__)
    check_desk(context.actor, message.kind)
    if message.state.is_settled:
        raise AlreadySettledError(message.state)
    return message


class _Settle(Action[Outcome, ReceivedMessage]):
    """What ends a message at its receiver and tells its sender."""

    permission: ClassVar[str | None] = "exchange.work"
    after: ClassVar[ReceivedStatus]
    needs_note: ClassVar[bool] = False

    def perform(self, context: Context, given: Outcome) -> ReceivedMessage:
        """Raises MessageNotFoundError, AlreadySettledError, ReasonMissingError, NotYourDeskError,
        TextError.
        """
        note = clean_text(given.note)
        if self.needs_note and not note:
            raise ReasonMissingError(ReasonMissingError.__doc__)
        message = _open_message(context, given.uuid)
        message.status, message.settled_at, message.note = self.after.value, context.now, note
        message.settled_by = context.actor.id
        message.settled_by_name = context.actor.display_name if context.actor.kind == "staff" else ""
        message.own_reference = given.own_reference or message.own_reference
        message.save(
            update_fields=["status", "settled_at", "note", "settled_by", "settled_by_name", "own_reference"]
        )
        report_soon(context.municipality_code, message.uuid)
        return message

    def subject(self, given: Outcome, result: ReceivedMessage) -> str:
        """The message."""
        return f"received:{result.uuid}"

    def details(self, given: Outcome, result: ReceivedMessage) -> Mapping[str, Any]:
        """Kind, state, and what it was linked with."""
        return {"kind": result.kind, "status": result.status, "own": result.own_reference}

    def events(self, context: Context, given: Outcome, result: ReceivedMessage) -> Iterable[Event]:
        """What was decided."""
        yield Event(
            f"exchange.received_{self.after.value}",
            f"received:{result.uuid}",
            {"kind": result.kind, "sender": result.sender_code},
        )


class ProcessMessage(_Settle):
    """The receiver has done what the message asks."""

    name: ClassVar[str] = "exchange.process"
    after: ClassVar[ReceivedStatus] = ReceivedStatus.PROCESSED


class RefuseMessage(_Settle):
    """The receiver sends it back, with the reason: it is not for this authority, or something is wrong."""

    name: ClassVar[str] = "exchange.refuse"
    after: ClassVar[ReceivedStatus] = ReceivedStatus.REFUSED
    needs_note: ClassVar[bool] = True
