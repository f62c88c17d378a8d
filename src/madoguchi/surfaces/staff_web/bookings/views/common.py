"""What the pages of bookings have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from madoguchi.core.actions import Context
from madoguchi.engines.booking.api import Status
from madoguchi.journeys.appointments.office.api import MailState
from madoguchi.surfaces.shared_web.sent import number_sent
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


PAGE: Final = 50
"""Lines of a page."""


def page_of(asked: str, total: int) -> tuple[int, int]:
    """The page that is asked for, as far as there is one, and how many there are."""
    pages = max(1, -(-total // PAGE))
    return min(max(number_sent(asked) or 1, 1), pages), pages


def uuid_of(text: str) -> UUID:
    """A number as it was sent; the one of nothing where it is none."""
    try:
        return UUID(text[:36])
    except ValueError:
        return UUID(int=0)


def version_of(request: HttpRequest) -> int:
    """The version that the page had shown."""
    return number_sent(request.POST.get("version", "")) or 0


def working(request: HttpRequest) -> Context:
    """The context of the actions."""
    return context_of(request, PURPOSE)
