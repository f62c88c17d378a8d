"""The row of a booking: found for whoever may touch it, saved with its next version, told without a name."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, TypeVar

from madoguchi.core.actions import Context
from madoguchi.engines.booking.calendars import bookings_of
from madoguchi.engines.booking.claiming import check_channel
from madoguchi.engines.booking.domain.states import Channel, Status
from madoguchi.engines.booking.errors import (
    ChangedMeanwhileError,
    NotFoundError,
    NumberTakenError,
    PastError,
)
from madoguchi.engines.booking.inputs import Change, NewReservation, NewWaiting, Which, WhichWaiting
from madoguchi.engines.booking.models import Reservation, Waiting
from madoguchi.engines.booking.reading import ReservationView
from madoguchi.lib.written_codes import ALPHABET

_CODE_LENGTH = 6

Asked = TypeVar("Asked", Reservation, Waiting)


def locked(context: Context, given: Change | Which, *statuses: Status) -> Reservation:
    """The booking for whoever may touch it, locked, as the page showed it and still to come.

    Raises NotFoundError, ChangedMeanwhileError, PastError.
    """
    check_channel(context, given.channel)
    row = Reservation.objects.select_for_update().filter(uuid=given.uuid).first()
    if row is None or not may_touch(given, row):
        raise NotFoundError()
    if row.version != given.version or row.status not in statuses:
        raise ChangedMeanwhileError()
    if given.channel is Channel.WEB and row.begins <= context.now:
        raise PastError()
    return row


def may_touch(given: Change | Which | WhichWaiting, row: Reservation | Waiting) -> bool:
    """Whether it is theirs: on the web only the secret of the link says so, clerks may touch every one."""
    if given.channel is not Channel.WEB:
        return True
    kept, shown = row.token_digest.encode(), given.token_digest.encode()
    return bool(kept) and secrets.compare_digest(kept, shown)


def theirs(given: NewReservation | NewWaiting, there: Asked) -> Asked:
    """What is there under the number of a form, where it was made of this form. Raises NumberTakenError."""
    if there.token_digest != given.token_digest:
        raise NumberTakenError()
    return there


def changed(context: Context, row: Reservation) -> None:
    """Save a booking with one version more."""
    row.version += 1
    row.changed_at = context.now
    row.save()


def new_code() -> str:
    """A code that no open booking of the municipality has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
        if not is_code_taken(code):
            return code


def is_code_taken(code: str) -> bool:
    """Whether an open booking of the municipality has it."""
    open_states = [status.value for status in Status if status.is_open]
    return Reservation.objects.filter(code=code, status__in=open_states).exists()


def deletion_day(context: Context, day: date) -> date:
    """When a booking of that day is deleted."""
    return day + bookings_of(context.municipality_code).keep


def said_of(view: ReservationView) -> dict[str, Any]:
    """What the audit log and other parts are told: the code and the time, nobody's name."""
    return {
        "calendar": view.calendar,
        "code": view.code,
        "status": view.status.value,
        "channel": view.channel.value,
        "begins": view.begins.isoformat(),
        "ends": view.ends.isoformat(),
        "version": view.version,
    }
