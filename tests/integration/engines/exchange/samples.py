"""Two offices that know nothing of each other but what one sends the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.exchange.actions import DeliverMessage, ReportOutcome
from madoguchi.engines.exchange.api import (
    NewMessage,
    ReceivedMessage,
    SendMessage,
    SentMessage,
)

HERE, THERE, STRANGER = "072028", "072087", "074217"
NOTICE = "move_in_notice"
CLERK = frozenset({"exchange.read", "exchange.send", "exchange.work"})
ITEMS: Mapping[str, Any] = {
    "move.date": "2026-03-11",
    "move.old_address": "福島県喜多方市字御清水東7244番地2",
    "contact.phone": "090-0000-1234",
    "members": [
        {
            "person.name": "会津 十三蔵",
            "birth_date": "1966-04-03",
            "person.care_level": "care_2",
            "person.my_secret": "x",
        }
    ],
}


def clerk(
    code: str, *, desks: tuple[str, ...] = ("resident_register",), may: frozenset[str] = CLERK
) -> Context:
    """A member of staff of one authority."""
    actor = Actor("staff", "staff:1", code, "窓口 花子", may, desks)
    return Context(code, actor, purpose="テスト")


def system(code: str) -> Context:
    """A job at one authority."""
    return Context(code, Actor.system("exchange"), purpose="テスト")


def send(receiver: str = THERE, sender: str = HERE, *, key: UUID | None = None, **more: Any) -> SentMessage:
    """A 転入通知 that waits."""
    values: dict[str, Any] = {"items": ITEMS, "about": "会津 十三蔵", "subject": "case:1"} | more
    return run(
        SendMessage(), clerk(sender), NewMessage(key or uuid4(), NOTICE, receiver_code=receiver, **values)
    )


def pass_on(message: SentMessage) -> None:
    """What the job does."""
    run(DeliverMessage(), system(message.municipality_code), message.uuid)


def answer(message: SentMessage) -> None:
    """What the job of the answer does."""
    run(ReportOutcome(), system(message.receiver_code), message.uuid)


def sent(message: SentMessage) -> SentMessage:
    """The message as its sender has it now."""
    with tenancy.municipality(message.municipality_code):
        return SentMessage.objects.get(uuid=message.uuid)


def received(message: SentMessage, code: str = "") -> ReceivedMessage:
    """The message as its receiver has it."""
    with tenancy.municipality(code or message.receiver_code):
        return ReceivedMessage.objects.get(uuid=message.uuid)
