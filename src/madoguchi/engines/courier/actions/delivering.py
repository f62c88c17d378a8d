"""A letter is opened and given to whoever takes its box, once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from madoguchi.core.actions import Action, Context
from madoguchi.core.chunks import ChunkReader, forget
from madoguchi.engines.courier.domain.arrivals import (
    ArrivalNotFoundError,
    ArrivalStatus,
    LetterRefusedError,
    Receiver,
    receiver_of,
)
from madoguchi.engines.courier.models import Arrival, CourierChunk
from madoguchi.lib.sealing import LetterError, OpenedLetter, open_letter, read_private_key


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
        try:
            _give(taken_by, context, _open(context, arrival))
        except (LetterError, LetterRefusedError) as refused:
            arrival.status, arrival.message = ArrivalStatus.REFUSED.value, str(refused)
        else:
            arrival.status = ArrivalStatus.DELIVERED.value
        arrival.settled_at = context.now
        arrival.save(update_fields=["status", "message", "settled_at"])
        forget(CourierChunk, [arrival.content])
        return arrival

    def subject(self, given: UUID, result: Arrival) -> str:
        """The letter by its number."""
        return f"letter:{given}"

    def details(self, given: UUID, result: Arrival) -> Mapping[str, Any]:
        """What became of it."""
        return {"box": result.box, "status": result.status}


def _open(context: Context, arrival: Arrival) -> OpenedLetter:
    code = context.municipality_code
    return open_letter(
        ChunkReader(CourierChunk, code, arrival.content),
        private_key=read_private_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), code),
        municipality_code=code,
        # The worker may come late; what counts is when it arrived.
        now=arrival.arrived_at,
    )


def _give(taken_by: Receiver, context: Context, letter: OpenedLetter) -> None:
    # A refusal takes back what the receiver had begun.
    with transaction.atomic():
        taken_by(context, letter)
