"""A hall in the middle of a morning: fictional people wait, are served, are held. For demo and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import (
    CallNext,
    HallDay,
    HoldTicket,
    MarkAbsent,
    NewTicket,
    Next,
    NobodyWaitsError,
    OfTicket,
    OpenDesk,
    Opening,
    Origin,
    TakeTicket,
    Ticket,
    hall_of,
    halls_of,
)
from madoguchi_testing.reception.tickets import past_days, past_ratings

MORNING = timedelta(minutes=48)
"""So long ago the first of them came."""


@dataclass(frozen=True, slots=True)
class _Visitor:
    """When somebody came (minutes after the first), for what, how, and in which language. `booked` in minutes
    after the first as well.
    """

    minutes: int
    purpose: str
    origin: Origin = Origin.WALK_IN
    language: str = "ja"
    booked: int | None = None


_VISITORS = (
    _Visitor(0, "certificates"),
    _Visitor(2, "moving"),
    _Visitor(4, "insurance"),
    _Visitor(5, "my_number"),
    _Visitor(8, "tax"),
    _Visitor(11, "moving", Origin.PRE_APPLICATION),
    _Visitor(14, "certificates"),
    _Visitor(15, "insurance"),
    _Visitor(17, "care"),
    _Visitor(19, "family"),
    _Visitor(20, "insurance", language="zh-hans"),
    _Visitor(22, "moving", language="vi"),
    _Visitor(24, "tax"),
    _Visitor(25, "children"),
    _Visitor(27, "certificates"),
    _Visitor(30, "my_number"),
    _Visitor(31, "care"),
    _Visitor(33, "moving", Origin.BOOKING, booked=45),
    _Visitor(35, "other", language="en"),
    _Visitor(36, "insurance"),
    _Visitor(38, "tax"),
    _Visitor(40, "moving", Origin.PRE_APPLICATION),
    _Visitor(41, "tax"),
    _Visitor(42, "insurance"),
    _Visitor(43, "children"),
    _Visitor(44, "my_number"),
    _Visitor(45, "family", Origin.BOOKING, booked=75),
    _Visitor(46, "certificates"),
)
_HOLD_AT, _ABSENT_AT = 12, 20
_CLERKS = ("窓口 一郎", "保険 二葉", "税 三四郎", "子育 五月", "福祉 六花", "案内 七海")
_ROLES = ("resident_register", "health_insurance", "tax", "child_support", "care_insurance")


def running_hall(code: str, hall: str = "main", *, now: datetime | None = None) -> list[Ticket]:
    """Have people come since MORNING and the first desk of each counter call them, at the first counter the
    second too; gives all tickets.

    Everything goes through the engine's own actions. What a hall has no purpose for is left out, so a small
    one gets fewer people.
    """
    declared = hall_of(code, hall)
    until = (now or clock.now()).astimezone(clock.TOKYO)
    midnight = datetime.combine(until.date(), time(0), clock.TOKYO)
    begins = max(until - MORNING, midnight)
    counters = list(declared.counters.values())
    desks = [counter.desks[0].key for counter in counters]
    desks += [desk.key for desk in counters[0].desks[1:2]]
    actors = {desk: _clerk(code, number) for number, desk in enumerate(desks)}

    def at(minutes: float, desk: str = desks[0]) -> Context:
        moment = min(begins + timedelta(minutes=minutes), until)
        return Context(code, actors[desk], now=moment, purpose="デモ")

    for desk in desks:
        run(OpenDesk(), at(0, desk), Opening(hall, desk))
    tickets = []
    current: dict[str, Ticket | None] = dict.fromkeys(desks)
    coming = [one for one in _VISITORS if one.purpose in declared.purposes]
    for minute in range(int(MORNING.total_seconds() // 60)):
        come = [_ticket(hall, one, at(0).now) for one in coming if one.minutes == minute]
        tickets += [run(TakeTicket(), at(minute), one) for one in come]
        for number, desk in enumerate(desks):
            if minute % (11 + 3 * number) == 3 + number:
                current[desk] = _call(at(minute + 0.5, desk), hall, desk, current[desk])
        first = current[desks[0]]
        if first is not None and minute in (_HOLD_AT, _ABSENT_AT):
            verb = HoldTicket() if minute == _HOLD_AT else MarkAbsent()
            reason = "writing" if minute == _HOLD_AT else ""
            run(verb, at(minute + 0.7), OfTicket(hall, desks[0], first.uuid, reason))
            current[desks[0]] = None
    return tickets


def _clerk(code: str, number: int) -> Actor:
    name = _CLERKS[number % len(_CLERKS)]
    return Actor("staff", f"staff:demo-{number}", code, name, frozenset({"reception.call"}), _ROLES)


def demo_hall(code: str, hall: str = "main") -> int:
    """A running hall for the demo, unless somebody has taken a number there today; gives how many came."""
    if hall not in halls_of(code):
        return 0
    with tenancy.municipality(code):
        if HallDay.objects.filter(hall=hall, day=clock.today(), last_sequence__gt=0).exists():
            return 0
        is_new = not HallDay.objects.filter(hall=hall).exists()
    if is_new:
        yesterday = clock.today() - timedelta(days=1)
        past_days(code, hall=hall, until=yesterday, days=15, a_day=200, open_share=0.5)
        past_ratings(code, hall=hall, until=clock.today())
    return len(running_hall(code, hall))


def _call(context: Context, hall: str, desk: str, current: Ticket | None) -> Ticket | None:
    try:
        return run(CallNext(), context, Next(hall, desk, current.uuid if current else None, came=True))
    except NobodyWaitsError:
        return current


def _ticket(hall: str, one: _Visitor, first: datetime) -> NewTicket:
    return NewTicket(
        hall,
        one.purpose,
        one.origin,
        one.language,
        booked_at=first + timedelta(minutes=one.booked) if one.booked is not None else None,
        booking_code=f"DEMO{one.minutes}" if one.origin is Origin.BOOKING else "",
    )
