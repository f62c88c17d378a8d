"""What a clerk sees at a desk: who is there, who waits and why in that order, and the hall in short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import Hall, HallCounter, HallDesk
from madoguchi.engines.reception.actions.correcting import unproven
from madoguchi.engines.reception.actions.undoing import UNDO_WITHIN, undoable
from madoguchi.engines.reception.domain.closing import PastClosing, closing_of, minutes_left, past_closing
from madoguchi.engines.reception.domain.states import OPEN, EventKind, Lane, Origin, TicketStatus
from madoguchi.engines.reception.forecasting import waits
from madoguchi.engines.reception.halls import desk_label, desk_of, hall_of
from madoguchi.engines.reception.models import DeskSession, Ticket, TicketEvent
from madoguchi.engines.reception.queues import ordered, serves
from madoguchi.engines.reception.recording import version_of


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket as a clerk reads it: `why` it stands where it does (empty: its turn), minutes since it joined
    this line and since the person took it, and whether this desk serves it.
    """

    ticket: Ticket
    purpose: str
    why: str
    minutes: int
    minutes_in_house: int
    served_here: bool = True
    at: str = ""
    """The desk that has it or had it last."""


@dataclass(frozen=True, slots=True)
class CounterInShort:
    """Another counter: how many wait, how long the first has waited, how many desks are open."""

    counter: HallCounter
    waiting: int
    longest: int
    open_desks: int


@dataclass(frozen=True, slots=True)
class LastDone:
    """What can be taken back at the desk (`event`), and for how many seconds still."""

    event: UUID
    number: str
    kind: EventKind
    seconds: int


@dataclass(frozen=True, slots=True)
class LateCalls:
    """How many who wait at the counter are called only past closing, likely and possibly, and the number of
    the first of them.
    """

    closes: datetime
    likely: int
    possible: int
    first: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """A desk now. `session` is None where it is closed; `aside` are held and absent people of the counter;
    `late` is None where everybody is called before closing, as far as anybody can say; `unproven` is whom the
    desk ended last without anybody having said that they came (see `NeverCame`).
    """

    hall: Hall
    counter: HallCounter
    desk: HallDesk
    session: DeskSession | None
    current: Line | None
    queue: tuple[Line, ...]
    aside: tuple[Line, ...]
    counters: tuple[CounterInShort, ...]
    last: LastDone | None
    version: int
    at: datetime
    late: LateCalls | None = None
    unproven: Ticket | None = None

    @property
    def to_call(self) -> tuple[Line, ...]:
        """Those of the queue whom this desk serves."""
        return tuple(one for one in self.queue if one.served_here)


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """A desk to sit down at: who has it open, or nobody."""

    desk: HallDesk
    session: DeskSession | None


@dataclass(frozen=True, slots=True)
class CounterChoice:
    """A counter with its desks, and how many wait there."""

    counter: HallCounter
    desks: tuple[DeskChoice, ...]
    waiting: int


def desk_view(context: Context, hall: str, desk: str) -> DeskView:
    """Everything that the page of a desk shows. Raises HallNotFoundError, DeskNotFoundError."""
    declared = hall_of(context.municipality_code, hall)
    counter, place = desk_of(declared, desk)
    now, day = context.now.astimezone(TOKYO), context.day
    with tenancy.reading(context.municipality_code):
        version = version_of(declared, day)
        tickets = list(
            Ticket.objects.filter(hall=hall, day=day, status__in=[one.value for one in OPEN]).order_by("pk")
        )
        sessions = _sessions(context, declared)
        done = undoable(context, declared, desk)
        end = unproven(context, declared, desk)
        queues = {key: ordered(declared, key, tickets, now) for key in declared.counters}
        late = _late(declared, counter.key, queues[counter.key], tickets, sessions, now)
    session = next((one for one in sessions if one.desk == desk), None)
    write = _Writing(declared, session, now)
    aside = [
        one
        for one in tickets
        if one.counter == counter.key and one.state in (TicketStatus.HELD, TicketStatus.ABSENT)
    ]
    return DeskView(
        hall=declared,
        counter=counter,
        desk=place,
        session=session,
        current=next(
            (write.line(one) for one in tickets if one.state.is_at_a_desk and one.desk == desk), None
        ),
        queue=tuple(map(write.line, queues[counter.key])),
        aside=tuple(map(write.line, aside)),
        counters=tuple(_in_short(declared, queues, sessions, write, but=counter.key)),
        last=_last(done, context),
        version=version,
        at=now,
        late=late,
        unproven=end.ticket if end else None,
    )


def hall_version(context: Context, hall: str) -> int:
    """How many changes the hall has seen today; 0 before the first. Raises HallNotFoundError."""
    declared = hall_of(context.municipality_code, hall)
    with tenancy.reading(context.municipality_code):
        return version_of(declared, context.day)


def desk_choices(context: Context, hall: str) -> tuple[CounterChoice, ...]:
    """Where a clerk may sit down. Raises HallNotFoundError."""
    declared = hall_of(context.municipality_code, hall)
    with tenancy.reading(context.municipality_code):
        here = {one.desk: one for one in _sessions(context, declared)}
        waiting = list(
            Ticket.objects.filter(hall=hall, day=context.day, status=TicketStatus.WAITING.value).values_list(
                "counter", flat=True
            )
        )
    return tuple(
        CounterChoice(
            counter,
            tuple(DeskChoice(desk, here.get(desk.key)) for desk in counter.desks),
            waiting.count(counter.key),
        )
        for counter in declared.counters.values()
    )


def _sessions(context: Context, hall: Hall) -> list[DeskSession]:
    return list(DeskSession.objects.filter(hall=hall.key, day=context.day, closed_at__isnull=True))


def _late(
    hall: Hall,
    counter: str,
    line: Sequence[Ticket],
    tickets: Sequence[Ticket],
    sessions: Iterable[DeskSession],
    now: datetime,
) -> LateCalls | None:
    closes = closing_of(hall, now.date())
    if closes is None or not line:
        return None
    here = [one for one in sessions if one.counter == counter]
    found = waits(hall, {counter: line}, tickets, here, now)
    left = minutes_left(closes, now)
    told = [(one, found.of_ticket(one.pk)) for one in line]
    late = [(one, past_closing(wait, left)) for one, wait in told]
    kinds = [kind for _, kind in late if kind]
    if not kinds:
        return None
    first = next(one.number for one, kind in late if kind)
    return LateCalls(closes, kinds.count(PastClosing.LIKELY), kinds.count(PastClosing.POSSIBLE), first)


def _in_short(
    hall: Hall,
    queues: Mapping[str, Sequence[Ticket]],
    sessions: Iterable[DeskSession],
    write: _Writing,
    but: str,
) -> Iterable[CounterInShort]:
    open_desks = [one.counter for one in sessions]
    for key, counter in hall.counters.items():
        if key != but:
            waits = [write.line(one).minutes for one in queues[key]]
            yield CounterInShort(counter, len(waits), max(waits, default=0), open_desks.count(key))


def _last(event: TicketEvent | None, context: Context) -> LastDone | None:
    if event is None:
        return None
    left = UNDO_WITHIN - (context.now - event.at)
    return LastDone(event.uuid, event.ticket.number, EventKind(event.kind), max(0, int(left.total_seconds())))


@dataclass(frozen=True, slots=True)
class _Writing:
    """How tickets are written for one desk, now."""

    hall: Hall
    session: DeskSession | None
    now: datetime

    def line(self, ticket: Ticket) -> Line:
        """One ticket."""
        purpose = self.hall.purposes.get(ticket.purpose)
        session = self.session
        return Line(
            ticket,
            purpose.label if purpose else ticket.purpose,
            self._why(ticket),
            self._minutes(ticket.queued_at),
            self._minutes(ticket.taken_at),
            session is None or serves(session.purposes, self.hall, ticket.counter, ticket.purpose),
            desk_label(self.hall, ticket.desk),
        )

    def _why(self, ticket: Ticket) -> str:
        if ticket.lane == Lane.BOOKED:
            booked = ticket.turn_at.astimezone(TOKYO)
            return f"予約 {booked:%-H:%M}" + ("" if booked <= self.now else "（まだ）")
        if ticket.state is TicketStatus.WAITING and ticket.overtaken >= self.hall.overtaken_at_most:
            return "お待たせしている"
        if ticket.origin == Origin.PRE_APPLICATION:
            return Origin.PRE_APPLICATION.label
        if ticket.booked_at is not None:
            return "予約に遅れた"
        if ticket.lane == Lane.FAST:
            return Lane.FAST.label
        declared = self.hall.purposes.get(ticket.purpose)
        return "" if declared is None or declared.counter == ticket.counter else "つづき"

    def _minutes(self, since: datetime) -> int:
        return max(0, int((self.now - since).total_seconds() // 60))
