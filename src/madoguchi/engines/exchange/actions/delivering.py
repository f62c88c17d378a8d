"""The passage from one municipality to another. Nothing else here works on two of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event, run
from madoguchi.engines.exchange.actions.sending import told
from madoguchi.engines.exchange.domain.states import SentStatus
from madoguchi.engines.exchange.models import ReceivedMessage, SentMessage

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('exchange doors', 0))"
_PURPOSE = "団体間の送付"


class NothingToPassError(Exception):
    """送るものは、もうありません。"""


class DeliverMessage(Action[UUID, SentMessage]):
    """Pass a message that waits to its receiver: PostgreSQL copies it, both sides write it down.

    One transaction: it is there and delivered, or neither. Only jobs do this.
    """

    name: ClassVar[str] = "exchange.deliver"
    permission: ClassVar[str | None] = "exchange.pass"

    def perform(self, context: Context, given: UUID) -> SentMessage:
        """Raises NothingToPassError when it does not wait (any more)."""
        passed = _through("exchange_deliver", given, context.now)
        message = SentMessage.objects.defer("content").filter(uuid=given).first()
        if message is None or (not passed and message.state is not SentStatus.REFUSED):
            raise NothingToPassError(NothingToPassError.__doc__)
        if passed:
            run(_TakeIn(), _at(context, message.receiver_code), given)
        return message

    def subject(self, given: UUID, result: SentMessage) -> str:
        """The message."""
        return f"sent:{given}"

    def details(self, given: UUID, result: SentMessage) -> Mapping[str, Any]:
        """To whom, and the digest of what was passed."""
        return {
            "kind": result.kind,
            "receiver": result.receiver_code,
            "status": result.status,
            "digest": result.digest,
        }

    def events(self, context: Context, given: UUID, result: SentMessage) -> Iterable[Event]:
        """That it arrived."""
        yield Event(f"exchange.{result.status}", f"sent:{given}", told(result))


class ReportOutcome(Action[UUID, ReceivedMessage]):
    """Pass the receiver's answer back to the sender, and nothing but the answer. Only jobs do this."""

    name: ClassVar[str] = "exchange.report"
    permission: ClassVar[str | None] = "exchange.pass"

    def perform(self, context: Context, given: UUID) -> ReceivedMessage:
        """Raises NothingToPassError when the answer has gone or there is none yet."""
        if not _through("exchange_report", given, context.now):
            raise NothingToPassError(NothingToPassError.__doc__)
        message = ReceivedMessage.objects.defer("content").get(uuid=given)
        run(_HearOutcome(), _at(context, message.sender_code), given)
        return message

    def subject(self, given: UUID, result: ReceivedMessage) -> str:
        """The message."""
        return f"received:{given}"

    def details(self, given: UUID, result: ReceivedMessage) -> Mapping[str, Any]:
        """To whom, and what was answered."""
        return {"kind": result.kind, "sender": result.sender_code, "status": result.status}


class _TakeIn(Action[UUID, ReceivedMessage]):
    """The receiver's side of a delivery: its audit entry, and whoever waits for such messages."""

    name: ClassVar[str] = "exchange.receive"
    permission: ClassVar[str | None] = "exchange.pass"

    def perform(self, context: Context, given: UUID) -> ReceivedMessage:
        """The message is there already: the door wrote it."""
        return ReceivedMessage.objects.defer("content").get(uuid=given)

    def subject(self, given: UUID, result: ReceivedMessage) -> str:
        """The message."""
        return f"received:{given}"

    def details(self, given: UUID, result: ReceivedMessage) -> Mapping[str, Any]:
        """From whom, and the digest."""
        return {"kind": result.kind, "sender": result.sender_code, "digest": result.digest}

    def events(self, context: Context, given: UUID, result: ReceivedMessage) -> Iterable[Event]:
        """That it arrived."""
        yield Event(
            "exchange.received", f"received:{given}", {"kind": result.kind, "sender": result.sender_code}
        )


class _HearOutcome(Action[UUID, SentMessage | None]):
    """The sender's side of an answer. A sender who has deleted the message long ago hears nothing."""

    name: ClassVar[str] = "exchange.hear"
    permission: ClassVar[str | None] = "exchange.pass"

    def perform(self, context: Context, given: UUID) -> SentMessage | None:
        """The message as the door left it."""
        return SentMessage.objects.defer("content").filter(uuid=given).first()

    def subject(self, given: UUID, result: SentMessage | None) -> str:
        """The message."""
        return f"sent:{given}"

    def details(self, given: UUID, result: SentMessage | None) -> Mapping[str, Any]:
        """What was answered."""
        return {} if result is None else {"kind": result.kind, "status": result.status}

    def events(self, context: Context, given: UUID, result: SentMessage | None) -> Iterable[Event]:
        """What became of it."""
        if result is not None:
            yield Event(f"exchange.{result.status}", f"sent:{given}", told(result))


def _through(door: str, message: UUID, moment: datetime) -> bool:
    with connection.cursor() as cursor:
        # Each passage writes into the audit logs of two municipalities; two that did so in different order
        # would wait for each other.
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute(f"SELECT {door}(%s, %s)", [message, moment])
        return bool(cursor.fetchone()[0])


def _at(context: Context, municipality_code: str) -> Context:
    """The other side of the wall, where nobody acts but the system."""
    return replace(
        context, municipality_code=municipality_code, actor=Actor.system("exchange"), purpose=_PURPOSE
    )
