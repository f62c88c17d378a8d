"""What is given back: free at once where nobody waits for such a day; else set aside, for nobody to take,
until a job has offered it in turn.

Setting aside and promising the job are part of the transaction that gives back. Whatever dies then, the place
is kept and the promise too; the look of every few minutes finds what no promise is left for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from madoguchi.core.actions import Context
from madoguchi.core.clock import day_of
from madoguchi.core.jobs import app
from madoguchi.engines.booking.calendars import bookings_of
from madoguchi.engines.booking.domain.shapes import Step
from madoguchi.engines.booking.domain.states import Status, WaitingStatus
from madoguchi.engines.booking.models import Occupation, Reservation, Waiting
from madoguchi.engines.booking.occupying import occupy
from madoguchi.lib.opening_hours import DAY_MINUTES, moment

TASK, QUEUE = "booking.offer_given_back", "booking"


def give_back(context: Context, row: Reservation) -> None:
    """The desks of a booking that is over."""
    # Where it stood before it was moved is free for all; only one of both can be shown as its place.
    row.occupations.filter(set_aside=True).delete()
    if _is_waited_for(context, row.calendar, day_of(row.begins)):
        row.occupations.update(set_aside=True)
        promise_offers(context, row.calendar, day_of(row.begins))
    else:
        row.occupations.update(active=False)


def steps_held(row: Reservation) -> list[Step]:
    """The desks that a booking has now, for `leave_behind`."""
    return [Step(one.line, one.desk, one.begins, one.ends) for one in row.occupations.filter(set_aside=False)]


def leave_behind(context: Context, row: Reservation, steps: Sequence[Step]) -> None:
    """What a booking had before it was moved, as far as it has not got a part of it again."""
    day = day_of(steps[0].begins) if steps else None
    if day is not None and _is_waited_for(context, row.calendar, day):
        occupy(context.municipality_code, row.pk, row.calendar, steps, set_aside=True)
        promise_offers(context, row.calendar, day)


def promise_offers(context: Context, calendar: str, day: date | None) -> None:
    """Offer what was given back, as a job of this transaction."""
    app.configure_task(TASK, queue=QUEUE).defer(
        municipality_code=context.municipality_code,
        calendar=calendar,
        day=None if day is None else day.isoformat(),
    )


def aside(calendar: str, day: date | None = None) -> QuerySet[Occupation]:
    """What is set aside in a calendar, on a day or any."""
    found = Occupation.objects.filter(calendar=calendar, set_aside=True)
    if day is None:
        return found
    return found.filter(begins__gte=moment(day, 0), begins__lt=moment(day, DAY_MINUTES))


def release(calendar: str, day: date | None = None) -> None:
    """Set aside no more: free for whoever is first once this is committed."""
    over = (Status.CANCELLED.value, Status.LAPSED.value)
    aside(calendar, day).filter(reservation__status__in=over).update(active=False, set_aside=False)
    aside(calendar, day).delete()


def _is_waited_for(context: Context, calendar: str, day: date) -> bool:
    if calendar not in bookings_of(context.municipality_code).calendars:
        return False
    waiting = Waiting.objects.filter(calendar=calendar, status=WaitingStatus.WAITING.value)
    return waiting.filter(from_day__lte=day, until_day__gte=day).exists()
