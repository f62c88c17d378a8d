"""What somebody wants to book: for a plan, for a service that is open to all, or again for a reservation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.core import clock
from madoguchi.core.packs import BookingCalendar, CalendarKind, Desk, MunicipalityPack, Procedure
from madoguchi.engines.booking.api import (
    CalendarUnknownError,
    Need,
    ReservationView,
    WaitingView,
    bookings_of,
    calendar_of,
)
from madoguchi.engines.navigator.api import Plan, shareable
from madoguchi.journeys.appointments.domain.visits import visits_of


@dataclass(frozen=True)
class Wish:
    """What is to be booked. `label` is what it is called.

    `needs` are in walking order, empty for a session. `procedures` are keys, for the sealed part; `told` are
    those that may lie in clear beside the reservation, `unnamed` counts those of which nobody here knows the
    name or the counter. `labels` are, by line, what is done there as residents call it, `desks` the counters
    as a plan names them. `walk_in` are counters that nobody can book. `event` and `people` are known from a
    plan, and that somebody must not be found (`discreet`).
    """

    municipality_code: str
    calendar: BookingCalendar
    label: str
    needs: tuple[Need, ...] = ()
    procedures: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    unnamed: int = 0
    event: str = ""
    people: int = 0
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    desks: Mapping[str, Desk] = field(default_factory=dict)
    walk_in: tuple[Desk, ...] = ()
    discreet: bool = False

    @property
    def minutes(self) -> int:
        """The time at all counters and on the way between them; 0 for a session."""
        ways = max(0, len(self.needs) - 1) * self.calendar.buffer
        return sum(need.minutes for need in self.needs) + ways

    def line_label(self, line: str) -> str:
        """What a line is called."""
        found = self.calendar.lines.get(line)
        return found.label if found else ""

    @property
    def at_counters(self) -> bool:
        """Whether somebody comes to the building; false for a talk by video, at which one must be called."""
        lines = [self.calendar.lines[need.line] for need in self.needs if need.line in self.calendar.lines]
        return not lines or any(line.counter for line in lines)

    def desk_of(self, pack: MunicipalityPack, line: str) -> Desk | None:
        """The counter of a line, None where it is none of the plan's (video)."""
        if line in self.desks:
            return self.desks[line]
        found = self.calendar.lines.get(line)
        desks = [pack.desks[role] for role in found.roles if role in pack.desks] if found else []
        return min(desks, key=lambda desk: desk.order, default=None)


def wish_of_plan(plan: Plan) -> Wish | None:
    """One appointment for everything that a plan needs of the counters; None where nothing can be booked."""
    pack = plan.pack
    bookings = bookings_of(pack.municipality.code)
    for calendar in bookings.calendars.values():
        if calendar.kind is not CalendarKind.DESKS:
            continue
        visits = visits_of(plan, calendar, bookings.minutes)
        if visits.booked:
            return Wish(
                municipality_code=pack.municipality.code,
                calendar=calendar,
                label=plan.event.label,
                needs=tuple(Need(visit.line, visit.minutes) for visit in visits.booked),
                procedures=visits.procedures,
                # What a link may tell may lie in clear; what an answer about health has decided may not.
                told=tuple(key for key in shareable(plan) if key in visits.procedures),
                event=plan.event.key,
                people=len(plan.facts.persons()),
                labels={visit.line: visit.labels for visit in visits.booked},
                desks={visit.line: visit.desk for visit in visits.booked},
                walk_in=visits.walk_in,
                discreet=plan.discreet,
            )
    return None


def open_calendars(municipality_code: str) -> tuple[BookingCalendar, ...]:
    """The calendars that can be booked without a plan, in the order of the packs; none whose last session is
    over.
    """
    today = clock.today()
    return tuple(
        one
        for one in bookings_of(municipality_code).calendars.values()
        if one.open_to_all and not one.is_over(today)
    )


def wish_of_service(municipality_code: str, calendar_key: str, service_key: str) -> Wish:
    """Something that is open to all; of a calendar of sessions the service is the calendar's own key.

    Raises CalendarUnknownError.
    """
    calendar = calendar_of(municipality_code, calendar_key)
    if not calendar.open_to_all:
        raise CalendarUnknownError
    if calendar.kind is CalendarKind.SESSIONS and service_key == calendar_key:
        return Wish(municipality_code, calendar, calendar.label)
    service = calendar.services.get(service_key)
    if service is None:
        raise CalendarUnknownError
    needs = tuple(Need(line, minutes) for line, minutes in service.steps)
    return Wish(municipality_code, calendar, service.label, needs)


def wish_again(pack: MunicipalityPack, booked: ReservationView | WaitingView) -> Wish:
    """What was booked, or is waited for, as far as this zone knows it. Raises CalendarUnknownError."""
    calendar = calendar_of(pack.municipality.code, booked.calendar)
    known = [pack.procedures[key] for key in booked.procedures if key in pack.procedures]
    lines = [need.line for need in booked.needs]
    labels: dict[str, tuple[str, ...]] = {}
    unnamed = booked.sealed_count
    for procedure in known:
        line = _done_at(pack, calendar, procedure, lines)
        if line is None:
            unnamed += 1
        else:
            labels[line] = (*labels.get(line, ()), procedure.resident_label)
    service = next((one for one in calendar.services.values() if one.steps == _steps(booked)), None)
    return Wish(
        municipality_code=pack.municipality.code,
        calendar=calendar,
        label=service.label if service is not None and not known else calendar.label,
        needs=booked.needs,
        procedures=booked.procedures,
        told=booked.procedures,
        unnamed=unnamed,
        labels=labels,
    )


def _done_at(
    pack: MunicipalityPack, calendar: BookingCalendar, procedure: Procedure, lines: list[str]
) -> str | None:
    """The line at which a plan has a procedure done; None where only the plan's answers say."""
    first = lines[0] if lines else ""
    own = calendar.line_for(procedure.desk)
    if own is None or own.key not in lines or own.key == first:
        # What the one-stop counter takes is done at the first one.
        return first
    one_stop = pack.municipality.one_stop
    there = calendar.line_for(one_stop.desk) if one_stop is not None else None
    if one_stop is None or there is None or there.key != first or not one_stop.takes_for(procedure.desk):
        return own.key
    if procedure.in_person is None:
        return first
    return own.key if procedure.in_person.when is None else None


def _steps(booked: ReservationView | WaitingView) -> tuple[tuple[str, int], ...]:
    return tuple((need.line, need.minutes) for need in booked.needs)
