"""What becomes free is offered to who waits, in their turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Min, Q, QuerySet

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event, run
from madoguchi.core.clock import day_of
from madoguchi.core.packs import BookingCalendar
from madoguchi.engines.booking.calendars import bookings_of, calendar_of
from madoguchi.engines.booking.claiming import (
    WORK,
    Wish,
    at_their_limit,
    claim_at_once,
    one_offering_at_a_time,
)
from madoguchi.engines.booking.domain.availability import NeedsImpossibleError, checked_needs
from madoguchi.engines.booking.domain.shapes import Start
from madoguchi.engines.booking.domain.states import Channel, Status, WaitingStatus
from madoguchi.engines.booking.free import next_free
from madoguchi.engines.booking.giving_back import aside, promise_offers, release
from madoguchi.engines.booking.inputs import FreedPlaces
from madoguchi.engines.booking.keeping import changed, deletion_day, new_code, said_of
from madoguchi.engines.booking.models import Reservation, Waiting
from madoguchi.engines.booking.reading import ReservationView, needs_of, view_of
from madoguchi.lib.opening_hours import moment

_AT_ONCE = 200
"""How many who wait are offered something in one go, the others in the next; and how many different wishes
somebody who is just pressing a button waits for.
"""


def offer_what_is_free(
    context: Context, calendar: BookingCalendar, day: date | None = None
) -> list[ReservationView]:
    """What was given back on a day, or, without one, in the whole calendar. Where nothing was given back,
    nothing can be offered and nothing has ended, nothing is written down.
    """
    if not _is_anything_to_do(context, calendar, day):
        return []
    own = Context(context.municipality_code, Actor.system("booking"), context.now)
    return run(OfferFreedPlace(), own, FreedPlaces(calendar.key, day))


def offer_now_or_soon(context: Context, calendar: BookingCalendar) -> None:
    """For who has just begun to wait: at once, or by a job where so many wish something else that they would
    have to wait while all of them are looked at.
    """
    wishes = _eligible(context, calendar).values(*_WISH).distinct()
    if len(wishes[: _AT_ONCE + 1]) > _AT_ONCE:
        promise_offers(context, calendar.key, None)
    else:
        offer_what_is_free(context, calendar)


def could_be_offered(context: Context, calendar: BookingCalendar, row: Waiting) -> bool:
    """Whether there is a time now for somebody who has just begun to wait."""
    return _first_free(context, calendar, row) is not None


class OfferFreedPlace(Action[FreedPlaces, list[ReservationView]]):
    """Offer what is free in a calendar to those who wait, in their turn; each offer holds its place.

    Offers that nobody took in time end first, and with them the wait. Somebody who wants more time than is
    free does not keep those behind them waiting, nor does somebody who has booked all that they may have
    meanwhile. Returns the offers. Raises CalendarUnknownError.
    """

    name = "booking.offer"
    permission = WORK

    def perform(self, context: Context, given: FreedPlaces) -> list[ReservationView]:
        """End what is over, then go through the list once."""
        calendar = calendar_of(context.municipality_code, given.calendar)
        one_offering_at_a_time(context, calendar.key)
        # In this transaction: who waits is looked at before anybody else can see that it is free.
        release(calendar.key, given.day)
        _end_offers(context, calendar.key)
        waiting = _waiting(calendar.key)
        waiting.filter(until_day__lt=context.day).update(status=WaitingStatus.LAPSED.value)
        offers: list[ReservationView] = []
        hopeless: set[tuple[object, ...]] = set()
        eligible = _eligible(context, calendar)
        free = (one for one in _wishes(eligible, given.day) if _first_free(context, calendar, one))
        # Each of these is of somebody whose turn is before those of all that follow.
        able = list(islice(free, _AT_ONCE))
        # Who is just leaving the list is passed over, not waited for.
        for row in _of_wishes(eligible, able).select_for_update(skip_locked=True)[: _AT_ONCE if able else 0]:
            key = _wanted(row)
            if key in hopeless:
                continue
            offer = _offer(context, calendar, row)
            if offer is None:
                hopeless.add(key)
            else:
                offers.append(offer)
        if len(offers) == _AT_ONCE:
            promise_offers(context, calendar.key, given.day)
        return offers

    def subject(self, given: FreedPlaces, result: list[ReservationView]) -> str:
        """The calendar."""
        return f"calendar:{given.calendar}"

    def details(self, given: FreedPlaces, result: list[ReservationView]) -> Mapping[str, Any]:
        """How many, and which."""
        return {"offers": [str(one.uuid) for one in result]}

    def events(self, context: Context, given: FreedPlaces, result: list[ReservationView]) -> Iterable[Event]:
        """Each of them has to be told."""
        for one in result:
            until = one.held_until.isoformat() if one.held_until else ""
            yield Event("booking.offered", f"reservation:{one.uuid}", said_of(one) | {"until": until})


def _is_anything_to_do(context: Context, calendar: BookingCalendar, day: date | None) -> bool:
    if _over(context, calendar.key).exists() or aside(calendar.key, day).exists():
        return True
    if _waiting(calendar.key).filter(until_day__lt=context.day).exists():
        return True
    wishes = _wishes(_eligible(context, calendar), day)
    return any(_first_free(context, calendar, one) for one in wishes)


def _eligible(context: Context, calendar: BookingCalendar) -> QuerySet[Waiting]:
    """Who waits and may have one more booking. Who waits by telephone may: a clerk said so, and answers."""
    waiting = _waiting(calendar.key)
    on_the_web = waiting.filter(channel=Channel.WEB.value).exclude(person_mark="")
    have_all = at_their_limit(context, calendar, on_the_web.values("person_mark"))
    return waiting.exclude(channel=Channel.WEB.value, person_mark__in=have_all) if have_all else waiting


def _wishes(found: QuerySet[Waiting], day: date | None) -> Iterator[Waiting]:
    """One of all who wish the same, by who of them waits longest: a thousand who wait for one full day keep
    nobody waiting who wants another. Only wishes that a place on `day` could fulfil, where one is given.
    """
    if day is not None:
        found = found.filter(from_day__lte=day, until_day__gte=day)
    wishes = found.values(*_WISH).annotate(first=Min("id")).order_by("first")
    firsts = [one["first"] for one in wishes]
    for start in range(0, len(firsts), _AT_ONCE):
        yield from Waiting.objects.defer("sealed").filter(pk__in=firsts[start : start + _AT_ONCE])


def _of_wishes(waiting: QuerySet[Waiting], wishes: Sequence[Waiting]) -> QuerySet[Waiting]:
    same = Q()
    for one in wishes:
        same |= Q(**{name: getattr(one, name) for name in _WISH})
    return waiting.filter(same)


def _waiting(calendar: str) -> QuerySet[Waiting]:
    return Waiting.objects.filter(calendar=calendar, status=WaitingStatus.WAITING.value)


_WISH = ("needs", "channel", "from_day", "until_day")


def _wanted(row: Waiting) -> tuple[object, ...]:
    """The same for all who want the same."""
    return needs_of(row), row.channel, row.from_day, row.until_day


def _over(context: Context, calendar: str) -> QuerySet[Reservation]:
    return Reservation.objects.filter(
        calendar=calendar, status=Status.HELD.value, held_until__lte=context.now
    )


def _end_offers(context: Context, calendar: str) -> None:
    for row in _over(context, calendar).select_for_update(skip_locked=True):
        row.status = Status.LAPSED.value
        changed(context, row)
        row.occupations.update(active=False)
        row.waiting.update(status=WaitingStatus.LAPSED.value)


def _first_free(context: Context, calendar: BookingCalendar, row: Waiting) -> Start | None:
    """What could be offered to somebody; None also where the lines of the packs have changed since."""
    try:
        needs = checked_needs(calendar, needs_of(row))
    except NeedsImpossibleError:
        return None
    channel = Channel(row.channel)
    # Nobody is offered a time that begins before they could answer.
    after = max(moment(row.from_day, 0), _answer_by(context, calendar, channel))
    found = next_free(
        context.municipality_code, calendar.key, needs, after, 1, channel=channel, until=row.until_day
    )
    return found[0] if found else None


def _answer_by(context: Context, calendar: BookingCalendar, channel: Channel) -> datetime:
    """Until when an offer stands: who is called back, as long while somebody sits at the telephone, which is
    while the counters are open.
    """
    by = context.now + timedelta(minutes=calendar.hold)
    if channel is Channel.WEB:
        return by
    calendars = bookings_of(context.municipality_code).calendars.values()
    hours = [line.hours for one in calendars for line in one.lines.values() if line.counter]
    called = hours[0].after_open(context.now, calendar.hold) if hours else None
    return max(by, called or by)


def _offer(context: Context, calendar: BookingCalendar, row: Waiting) -> ReservationView | None:
    free = _first_free(context, calendar, row)
    if free is None:
        return None
    held = Reservation(
        calendar=calendar.key,
        code=new_code(),
        status=Status.HELD.value,
        needs=row.needs,
        procedures=row.procedures,
        sealed_count=row.sealed_count,
        channel=row.channel,
        person_mark=row.person_mark,
        token_digest=row.token_digest,
        sealed=row.sealed,
        source_mark=row.source_mark,
        begins=free.at,
        ends=free.ends,
        created_at=context.now,
        changed_at=context.now,
        held_until=_answer_by(context, calendar, Channel(row.channel)),
        delete_on=deletion_day(context, day_of(free.at)),
    )
    held.save(force_insert=True)
    needs = checked_needs(calendar, needs_of(row))
    wish = Wish(calendar, needs, free.at, Channel(row.channel), without=held.uuid)
    start = claim_at_once(context, wish, held)
    if start is None:
        # Somebody is booking it just now; should they not, it is looked at again in a few minutes.
        held.delete()
        return None
    if start.ends != held.ends:
        held.ends = start.ends
        held.save(update_fields=["ends"])
    row.status, row.offer = WaitingStatus.OFFERED.value, held
    row.save(update_fields=["status", "offer"])
    return view_of(held, start.steps)
