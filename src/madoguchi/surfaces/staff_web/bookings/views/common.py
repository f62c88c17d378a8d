"""What the pages of bookings have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest

from madoguchi.core.actions import Context
from madoguchi.engines.booking.api import Status
from madoguchi.journeys.appointments.office.api import MailState
from madoguchi.surfaces.staff_web.site import context_of

PURPOSE: Final = "窓口の予約"
BADGES: Final[Mapping[Status, str]] = {
    Status.HELD: "warning",
    Status.BOOKED: "key",
    Status.ARRIVED: "success",
    Status.MISSED: "error",
    Status.CANCELLED: "",
    Status.LAPSED: "",
}
MAIL_BADGES: Final[Mapping[MailState, str]] = {
    MailState.WAITING: "",
    MailState.SENT: "success",
    MailState.NO_ADDRESS: "warning",
    MailState.UNREADABLE: "error",
    MailState.OVER: "",
}


def working(request: HttpRequest) -> Context:
    """The context of the actions."""
    return context_of(request, PURPOSE)
