"""A letter is opened and given to whoever takes its box, once."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from madoguchi.core.actions import Action, Context
from madoguchi.core.chunks import ChunkReader, forget, small_contents
from madoguchi.engines.courier.domain.arrivals import (
    ArrivalNotFoundError,
    ArrivalStatus,
    LetterRefusedError,
    Receiver,
    Refusal,
    receiver_of,
    receiver_of_many,
)
from madoguchi.engines.courier.models import Arrival, CourierChunk
from madoguchi.lib.sealing import LetterError, OpenedLetter, Readable, open_letter, read_private_key


class DeliverLetter(Action[UUID, Arrival]):
    """Open a letter and give it to its receiver, all in one transaction. One that is settled stays as it is.

    What does not open and what the receiver refuses is marked so, with the reason. Raises
    ArrivalNotFoundError, KeyUnusable where the private key is missing (the letter waits), and whatever the
    receiver raises.
    """

    name = "courier.deliver"
    permission = "courier.exchange"

    def perform(self, context: Context, given: UUID) -> Arrival:
        """Open, give, forget the sealed content."""
        return self.perform_all(context, [given])[0]

    def perform_all(self, context: Context, given: Sequence[UUID]) -> list[Arrival]:
        """The letters in their order; what they have in common is done once, small ones are given together.

        One whose receiver fails undoes all of them: the caller then goes letter by letter.
        """
        locked = Arrival.objects.select_for_update().filter(uuid__in=given).order_by("id")
        found = {arrival.uuid: arrival for arrival in locked}
        if not found.keys() >= set(given):
            raise ArrivalNotFoundError(ArrivalNotFoundError.__doc__)
        waiting = [
            arrival
            for arrival in found.values()
            if arrival.status == ArrivalStatus.ARRIVED and receiver_of(arrival.box) is not None
        ]
        if waiting:
            self._settle_all(context, waiting)
        return [found[uuid] for uuid in given]

    def _settle_all(self, context: Context, waiting: Sequence[Arrival]) -> None:
        contents = small_contents(CourierChunk, [arrival.content for arrival in waiting])
        private_key = _private_key(context)
        for (box, small), group in groupby(waiting, key=lambda one: (one.box, one.content in contents)):
            opened: list[tuple[Arrival, OpenedLetter]] = []
            for arrival in group:
                sealed: Readable = (
                    io.BytesIO(contents[arrival.content])
                    if small
                    else ChunkReader(CourierChunk, context.municipality_code, arrival.content)
                )
                letter = _open(context, arrival, sealed, private_key)
                if letter is None:
                    continue
                opened.append((arrival, letter))
                if not small:
                    # One large content in memory at a time.
                    _give(context, box, opened)
                    opened = []
            _give(context, box, opened)
        _save_all(context, waiting)

    def subject(self, given: UUID, result: Arrival) -> str:
        """The letter by its number."""
        return f"letter:{given}"

    def details(self, given: UUID, result: Arrival) -> Mapping[str, Any]:
        """What became of it."""
        return {"box": result.box, "status": result.status}


def _open(context: Context, arrival: Arrival, sealed: Readable, private_key: bytes) -> OpenedLetter | None:
    """The opened letter; None for one that does not open: its row says so and is not saved."""
    try:
        return open_letter(
            sealed,
            private_key=private_key,
            municipality_code=context.municipality_code,
            # The worker may come late; what counts is when it arrived.
            now=arrival.arrived_at,
        )
    except LetterError as refused:
        _settle(context, arrival, refused)
        return None


def _give(context: Context, box: str, opened: Sequence[tuple[Arrival, OpenedLetter]]) -> None:
    """Give letters to whoever takes their box, and note what became of them; the rows are not saved."""
    alone = receiver_of(box)
    together = receiver_of_many(alone) if alone is not None else None
    if together is not None and len(opened) > 1:
        outcomes = together(context, [letter for _, letter in opened])
        for (arrival, _), refused in zip(opened, outcomes, strict=True):
            _settle(context, arrival, refused)
    elif alone is not None:
        for arrival, letter in opened:
            _settle(context, arrival, _refusal(alone, context, letter))


def _refusal(taken_by: Receiver, context: Context, letter: OpenedLetter) -> Refusal | None:
    try:
        # A refusal takes back what the receiver had begun.
        with transaction.atomic():
            taken_by(context, letter)
    except (LetterError, LetterRefusedError) as refused:
        return refused
    return None


def _settle(context: Context, arrival: Arrival, refused: Refusal | None) -> None:
    if refused is None:
        arrival.status = ArrivalStatus.DELIVERED.value
    else:
        arrival.status, arrival.message = ArrivalStatus.REFUSED.value, str(refused)
    arrival.settled_at = context.now


def _save_all(context: Context, settled: Sequence[Arrival]) -> None:
    """Most are delivered, and all of these in one statement."""
    delivered = [one.pk for one in settled if one.status == ArrivalStatus.DELIVERED]
    Arrival.objects.filter(pk__in=delivered).update(
        status=ArrivalStatus.DELIVERED.value, settled_at=context.now
    )
    for arrival in settled:
        if arrival.status != ArrivalStatus.DELIVERED:
            arrival.save(update_fields=["status", "message", "settled_at"])
    forget(CourierChunk, [arrival.content for arrival in settled])


def _private_key(context: Context) -> bytes:
    return read_private_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), context.municipality_code)
