"""A letter is opened and given to whoever takes its box, once."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
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
    receiver_of,
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
        arrival = Arrival.objects.select_for_update().filter(uuid=given).first()
        if arrival is None:
            raise ArrivalNotFoundError(ArrivalNotFoundError.__doc__)
        taken_by = receiver_of(arrival.box)
        if arrival.status != ArrivalStatus.ARRIVED or taken_by is None:
            return arrival
        sealed = ChunkReader(CourierChunk, context.municipality_code, arrival.content)
        _settle(context, arrival, taken_by, sealed, _private_key(context))
        arrival.save(update_fields=["status", "message", "settled_at"])
        forget(CourierChunk, [arrival.content])
        return arrival

    def perform_all(self, context: Context, given: Sequence[UUID]) -> list[Arrival]:
        """Each letter in a savepoint of its own, in their order; what they have in common is done once.

        One whose receiver fails undoes all of them: the caller then goes letter by letter.
        """
        locked = Arrival.objects.select_for_update().filter(uuid__in=given).order_by("id")
        found = {arrival.uuid: arrival for arrival in locked}
        if not found.keys() >= set(given):
            raise ArrivalNotFoundError(ArrivalNotFoundError.__doc__)
        waiting = [
            (arrival, taken_by)
            for arrival in found.values()
            if arrival.status == ArrivalStatus.ARRIVED and (taken_by := receiver_of(arrival.box)) is not None
        ]
        contents = small_contents(CourierChunk, [arrival.content for arrival, _ in waiting])
        private_key = _private_key(context) if waiting else b""
        for arrival, taken_by in waiting:
            small = contents.get(arrival.content)
            sealed: Readable = (
                ChunkReader(CourierChunk, context.municipality_code, arrival.content)
                if small is None
                else io.BytesIO(small)
            )
            _settle(context, arrival, taken_by, sealed, private_key)
        _save_all(context, [arrival for arrival, _ in waiting])
        return [found[uuid] for uuid in given]

    def subject(self, given: UUID, result: Arrival) -> str:
        """The letter by its number."""
        return f"letter:{given}"

    def details(self, given: UUID, result: Arrival) -> Mapping[str, Any]:
        """What became of it."""
        return {"box": result.box, "status": result.status}


def _settle(
    context: Context, arrival: Arrival, taken_by: Receiver, sealed: Readable, private_key: bytes
) -> None:
    """Open a letter, give it, note what became of it; the row is not saved."""
    try:
        letter = open_letter(
            sealed,
            private_key=private_key,
            municipality_code=context.municipality_code,
            # The worker may come late; what counts is when it arrived.
            now=arrival.arrived_at,
        )
        _give(taken_by, context, letter)
    except (LetterError, LetterRefusedError) as refused:
        arrival.status, arrival.message = ArrivalStatus.REFUSED.value, str(refused)
    else:
        arrival.status = ArrivalStatus.DELIVERED.value
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


def _give(taken_by: Receiver, context: Context, letter: OpenedLetter) -> None:
    # A refusal takes back what the receiver had begun.
    with transaction.atomic():
        taken_by(context, letter)
