"""What stands on the kiosk's first page, and on the page of a number: purposes, how many wait, how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.core import clock
from madoguchi.core.languages import without_readings
from madoguchi.core.packs import Hall, HallCounter, HallPurpose, MunicipalityPack
from madoguchi.engines.reception.api import (
    HallState,
    PastClosing,
    PurposeState,
    Ticket,
    TicketStatus,
    follow_digest,
    hall_state,
    say_closing,
    say_closing_of_several,
    say_closing_short,
    say_wait,
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One purpose, with how many wait at its counter and for how long (in words; empty: nobody can say);
    `is_free`: a desk is waiting for somebody.

    `late` says in a few words that this is past closing (or nothing), `is_possible` that it only may be;
    `is_over`: no number is given for it any more today.
    """

    key: str
    label: str
    icon: str
    counter: str
    colour: str
    waiting: int
    wait: str
    is_free: bool
    late: str = ""
    is_possible: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Front:
    """The first page of a hall, in one language. `opens_at` is the next opening where it is closed now;
    `late` that whoever takes a number now may be called only past closing (empty: nobody is).
    """

    hall: Hall
    tiles: tuple[Tile, ...]
    is_open: bool
    opens_at: datetime | None
    reason: str
    late: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a number stands. `ahead` is None where it does not wait; `wait` says for how long still (empty:
    nobody can say). `counter` is in the language of the hall, `sign` what stands over it; empty where that is
    the same. `late` says that it may be called only past closing (or nothing).
    """

    ticket: Ticket
    purpose: str
    counter: str
    colour: str
    ahead: int | None
    wait: str
    then: tuple[str, ...] = ()
    sign: str = ""
    late: str = ""

    @property
    def is_called(self) -> bool:
        """Whether the person is expected at a desk, or is there."""
        return self.ticket.state in (TicketStatus.CALLED, TicketStatus.SERVING)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens with this number."""
        return self.ticket.state.is_over


def front(pack: MunicipalityPack, hall: Hall) -> Front:
    """The first page. `pack` and `hall` stand in the language of the visitor."""
    now = clock.now()
    hours = hall.hours
    is_open = hours.is_open(now)
    state = hall_state(pack.municipality.code, hall.key)
    waits = {one.key: one for one in state.purposes}
    waiting = {one.key: one.waiting for one in state.counters}
    tiles = tuple(
        _tile(hall, one, waits[one.key], waiting[one.counter], state.closes) for one in hall.purposes.values()
    )
    late = ""
    if state.closes is not None:
        kinds = [one.past_closing for one in state.purposes]
        late = say_closing_of_several(kinds, state.closes, served=hall.served_past_closing)
    return Front(
        hall,
        tiles,
        is_open,
        None if is_open else hours.next_opening(now),
        hours.reason_closed(now.date()),
        late,
    )


def _tile(
    hall: Hall, purpose: HallPurpose, wait: PurposeState, waiting: int, closes: datetime | None
) -> Tile:
    counter = hall.counters[purpose.counter]
    return Tile(
        purpose.key,
        purpose.label,
        purpose.icon,
        counter.label,
        counter.colour or "",
        waiting,
        say_wait(wait.low, wait.high),
        wait.high == 0,
        say_closing_short(wait.past_closing, closes) if closes else "",
        wait.past_closing == PastClosing.POSSIBLE,
        is_over(hall, wait.past_closing),
    )


def is_over(hall: Hall, past_closing: str) -> bool:
    """Whether no number is given any more to who will likely be called only past closing."""
    return not hall.numbers_past_closing and past_closing == PastClosing.LIKELY


def standing(hall: Hall, ticket: Ticket, state: HallState | None = None) -> Standing:
    """How a ticket stands now; `hall` stands in the language of the visitor."""
    known = state or hall_state(ticket.municipality_code, ticket.hall)
    here = known.tickets.get(follow_digest(ticket.follow))
    counter, purpose = hall.counters.get(ticket.counter), hall.purposes.get(ticket.purpose)
    return Standing(
        ticket,
        purpose.label if purpose else "",
        counter.label if counter else "",
        (counter.colour if counter else "") or "",
        here.ahead if here else None,
        say_wait(here.low, here.high) if here else "",
        tuple(hall.counters[one].label for one in ticket.then if one in hall.counters),
        _sign(counter) if counter else "",
        say_closing(here.past_closing, known.closes, known.at, served=hall.served_past_closing)
        if here and known.closes
        else "",
    )


def _sign(counter: HallCounter) -> str:
    """What stands over a counter; empty where its label says the same words."""
    said = "".join(without_readings(counter.label).split())
    return "" if said == "".join(counter.sign.split()) else counter.sign
