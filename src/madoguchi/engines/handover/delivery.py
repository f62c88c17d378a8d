"""One attempt to hand over a record: deliver it, then hear what the core system says.

Short transactions around the way to the core system, none of them open while a file or a network is waited
for. Wherever the process dies, the record says less than what is true, never more: it is delivered again
under the same key, and the receiver stores a key once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_change
from madoguchi.engines.handover.domain.parcels import (
    Answer,
    DeliveryError,
    DeliveryImpossibleError,
    HandoverTarget,
    Parcel,
    Status,
    targets,
    wait_before,
)
from madoguchi.engines.handover.models import HandoverRecord
from madoguchi.engines.handover.telling import tell_acknowledged

DEFAULT_ADAPTER = "csv_files"
ACTOR = Actor.system("handover")

logger = logging.getLogger(__name__)
Again = Callable[[str, UUID, timedelta], None]


def adapter(target: str) -> HandoverTarget:
    """The way to a core system. All targets go through files below `MADOGUCHI_HANDOVER_DIRECTORY`.

    Raises UnknownPluginError.
    """
    made = targets[DEFAULT_ADAPTER]
    options: Any = targets.options_of(
        DEFAULT_ADAPTER, {"directory": Path(settings.MADOGUCHI_HANDOVER_DIRECTORY)}
    )
    return made(options)


def attempt(municipality_code: str, uuid: UUID, *, again: Again) -> Status | None:
    """One attempt. Returns the status afterwards, None for a record that is not there.

    When another attempt is due, `again(code, uuid, wait)` is called, in the transaction that says so.
    """
    begun = _begin(municipality_code, uuid)
    if begun is None:
        return _status(municipality_code, uuid)
    parcel, before = begun
    way = adapter(parcel.target)
    try:
        answer = way.answer(parcel)
        # A refusal that is there before we delivered is that of an earlier attempt, which somebody repeats.
        if answer is None or (before is Status.WAITING and not answer.accepted):
            way.deliver(parcel)
            answer = way.answer(parcel)
    except DeliveryImpossibleError as error:
        return _settle(parcel, Answer(False, str(error)))
    except (DeliveryError, OSError) as error:
        # The message of an OSError names a path and a cause, nothing of the content.
        logger.warning("handover %s: attempt failed (%s)", uuid, type(error).__name__)
        return _put_off(parcel, Status.WAITING, str(error) or str(type(error).__doc__), again)
    if answer is None:
        return _put_off(parcel, Status.DELIVERED, "", again)
    return _settle(parcel, answer)


def collect_answers(municipality_code: str) -> int:
    """Hear at once what the core system says about everything that was delivered; how many got an answer."""
    with tenancy.municipality(municipality_code):
        waiting = [record.parcel() for record in HandoverRecord.objects.filter(status=Status.DELIVERED.value)]
    answered = 0
    for parcel in waiting:
        answer = adapter(parcel.target).answer(parcel)
        if answer is not None:
            _settle(parcel, answer)
            answered += 1
    return answered


def _begin(municipality_code: str, uuid: UUID) -> tuple[Parcel, Status] | None:
    with tenancy.municipality(municipality_code):
        record = HandoverRecord.objects.select_for_update().filter(uuid=uuid).first()
        if record is None or record.is_settled:
            return None
        record.attempts += 1
        record.save(update_fields=["attempts"])
        return record.parcel(), record.state


def _status(municipality_code: str, uuid: UUID) -> Status | None:
    with tenancy.municipality(municipality_code):
        record = HandoverRecord.objects.filter(uuid=uuid).first()
    return record.state if record else None


def _put_off(parcel: Parcel, status: Status, message: str, again: Again) -> Status:
    now = clock.now()
    with tenancy.municipality(parcel.municipality_code):
        record = HandoverRecord.objects.select_for_update().get(uuid=parcel.key)
        if record.is_settled:
            return record.state
        wait = wait_before(record.attempts)
        if status is Status.DELIVERED or record.state is not Status.DELIVERED:
            record.status = status.value
        if status is Status.DELIVERED and record.delivered_at is None:
            record.delivered_at = now
        record.message = message
        record.next_attempt_at = now + wait
        record.save(update_fields=["status", "delivered_at", "message", "next_attempt_at"])
        again(parcel.municipality_code, parcel.key, wait)
        return record.state


def _settle(parcel: Parcel, answer: Answer) -> Status:
    now = clock.now()
    with tenancy.municipality(parcel.municipality_code):
        record = HandoverRecord.objects.select_for_update().get(uuid=parcel.key)
        if record.state is Status.ACKNOWLEDGED:
            return record.state
        record.status = (Status.ACKNOWLEDGED if answer.accepted else Status.FAILED).value
        record.message = answer.message
        record.next_attempt_at = None
        record.delivered_at = record.delivered_at or now
        record.acknowledged_at = now if answer.accepted else None
        record.save(update_fields=["status", "message", "next_attempt_at", "delivered_at", "acknowledged_at"])
        context = Context(parcel.municipality_code, ACTOR, now, purpose="基幹システムへの引き渡し")
        # After the commit, for a file taken away too early would be a hand-over lost.
        transaction.on_commit(lambda: _clear(parcel))
        record_change(
            context, f"handover.{record.status}", f"handover:{record.uuid}", {"attempts": record.attempts}
        )
        if answer.accepted:
            tell_acknowledged(context, [record.uuid])
        return record.state


def _clear(parcel: Parcel) -> None:
    try:
        adapter(parcel.target).clear(parcel)
    except OSError:
        logger.warning("handover %s: what was delivered could not be taken away", parcel.key)
