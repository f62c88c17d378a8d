"""What a caller needs: which counters, in the order of the walk, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.core import clock
from madoguchi.core.packs import BookingCalendar, CalendarKind, Desk, MunicipalityPack, Procedure
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.booking.api import Need, bookings_of
from madoguchi.engines.navigator.api import counters_of_procedures, make_plan
from madoguchi.journeys.appointments.domain.visits import minutes_at_counter


@dataclass(frozen=True, slots=True)
class CounterVisit:
    """One counter: the line of the calendar as people know it, minutes, and what is done there."""

    line: str
    label: str
    minutes: int
    procedures: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedVisits:
    """The counters that can be booked, and the names of those where nobody needs to."""

    booked: tuple[CounterVisit, ...]
    walk_in: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[Need, ...]:
        """As the engine counts them."""
        return tuple(Need(one.line, one.minutes) for one in self.booked)

    @property
    def minutes(self) -> int:
        """At all counters, without the way between them."""
        return sum(one.minutes for one in self.booked)


@dataclass(frozen=True, slots=True)
class Offered:
    """A procedure that a clerk can choose; `sure`: everybody with that life event needs it."""

    key: str
    label: str
    sure: bool = False


def bookable_calendars(municipality_code: str) -> list[BookingCalendar]:
    """The calendars of the municipality that have not ended."""
    today = clock.today()
    found = bookings_of(municipality_code).calendars.values()
    return [one for one in found if not one.is_over(today)]


def visits_for(
    pack: MunicipalityPack, calendar: BookingCalendar, keys: Sequence[str], people: int, service: str = ""
) -> WantedVisits:
    """The visits for procedures of the packs, or for something that the calendar itself offers (`service`).

    What the one-stop counter takes is done there. Sessions need nothing.
    """
    if calendar.kind is CalendarKind.SESSIONS:
        return WantedVisits(())
    if service in calendar.services:
        offered = calendar.services[service]
        return WantedVisits(
            tuple(
                CounterVisit(line, calendar.lines[line].label, minutes, labels=(offered.label,))
                for line, minutes in offered.steps
            )
        )
    minutes = bookings_of(pack.municipality.code).minutes
    visits: dict[str, list[Procedure]] = {}
    walk_in: list[str] = []
    for desk, procedure in _walk(pack, keys):
        line = calendar.line_for(desk.role)
        if line is None:
            walk_in.append(f"{desk.name}（{procedure.label}）")
        else:
            visits.setdefault(line.key, []).append(procedure)
    return WantedVisits(
        tuple(
            CounterVisit(
                key,
                calendar.lines[key].label,
                minutes_at_counter([(one, _people(one, people)) for one in done], minutes),
                tuple(one.key for one in done),
                tuple(one.label for one in done),
            )
            for key, done in visits.items()
        ),
        tuple(dict.fromkeys(walk_in)),
    )


def procedures_of(pack: MunicipalityPack, event: str) -> list[Offered]:
    """What a life event may need, before anybody has answered a question: the certain ones first."""
    if event not in pack.events:
        return []
    plan = make_plan(pack, event, Facts(case={}, members=({},), today=clock.today()))
    sure = [Offered(line.procedure.key, line.label, sure=True) for line in plan.lines]
    maybe = [Offered(line.procedure.key, line.label) for line in plan.possible_lines]
    return [one for one in (*sure, *maybe) if pack.procedures[one.key].desk in pack.desks]


def _walk(pack: MunicipalityPack, keys: Sequence[str]) -> list[tuple[Desk, Procedure]]:
    found = [pack.procedures[key] for key in dict.fromkeys(keys) if key in pack.procedures]
    at_desks = [(pack.desks[one.desk], one) for one in found if one.desk in pack.desks]
    counters = counters_of_procedures(pack, found)
    one_stop = counters.one_stop
    walk = [
        (one_stop if one_stop is not None and one.key in counters.taken else desk, one)
        for desk, one in at_desks
    ]
    return sorted(walk, key=lambda pair: (pair[0] is not one_stop, pair[0].order))


def _people(procedure: Procedure, people: int) -> int:
    return people if procedure.concerns.value == "person" else 1
