"""Deleting what was settled long enough ago."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context
from madoguchi.engines.exchange.kinds import packs
from madoguchi.engines.exchange.models import ReceivedMessage, SentMessage


class PurgeMessages(Action[None, int]):
    """Delete the messages whose time (`keep_days` of their kind) is over; returns how many.

    What is not settled stays, however old: somebody still has to look at it. The audit log keeps that it was.
    """

    name: ClassVar[str] = "exchange.purge"
    permission: ClassVar[str | None] = "exchange.pass"

    def perform(self, context: Context, given: None) -> int:
        """What was received whose answer has not gone stays as well."""
        deleted = 0
        for key, kind in packs().exchanges.items():
            over = {"kind": key, "settled_at__lt": context.now - timedelta(days=kind.keep_days)}
            sent = SentMessage.objects.filter(**over)
            received = ReceivedMessage.objects.filter(**over, reported_at__isnull=False)
            for rows in (sent, received):
                deleted += rows.count()
                rows.delete()
        return deleted

    def subject(self, given: None, result: int) -> str:
        """All of them."""
        return "exchange:kept"

    def details(self, given: None, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"messages": result}
