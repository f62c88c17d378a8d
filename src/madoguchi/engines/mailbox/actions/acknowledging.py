"""The office has what it fetched: the content goes, the cover stays until its time is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce

from madoguchi.core.actions import Action, Context
from madoguchi.core.chunks import forget
from madoguchi.engines.mailbox.domain.boxes import Box
from madoguchi.engines.mailbox.models import Letter, LetterChunk


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the office says it has: number and SHA-256 of the sealed bytes, in hexadecimal."""

    uuid: UUID
    digest: str


class AcknowledgeLetters(Action[Sequence[Acknowledged], list[UUID]]):
    """Take away what the office has for sure; returns those of the numbers that are acknowledged now.

    A number with another digest is not ours to delete and is left alone. Saying it twice changes nothing.
    """

    name = "mailbox.acknowledge"
    permission = "mailbox.exchange"

    def perform(self, context: Context, given: Sequence[Acknowledged]) -> list[UUID]:
        """Mark them and forget the content."""
        told = {one.uuid: one.digest for one in given}
        letters = Letter.objects.select_for_update().filter(uuid__in=told).exclude(box=Box.REPLIES)
        had = [letter for letter in letters if letter.digest == told[letter.uuid]]
        fresh = [letter for letter in had if letter.acknowledged_at is None]
        # When they were handed out is noted here for all: a write for each fetch costs as much again.
        Letter.objects.filter(pk__in=[letter.pk for letter in fresh]).update(
            acknowledged_at=context.now, fetched_at=Coalesce("fetched_at", Value(context.now))
        )
        forget(LetterChunk, [letter.content for letter in fresh])
        return [letter.uuid for letter in had]

    def details(self, given: Sequence[Acknowledged], result: list[UUID]) -> Mapping[str, Any]:
        """Which letters."""
        return {"letters": [str(uuid) for uuid in result]}
