"""Clerks press anything, in any order, on old pages and new ones: nobody is lost, nobody is in two places."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from random import Random

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.reception import api
from madoguchi.engines.reception.domain.states import AT_A_DESK

from .hall import CODE, HALL, at, of, take

pytestmark = pytest.mark.django_db
DESKS, PURPOSES, COUNTERS = (
    ("1", "2", "7"),
    ("moving", "my_number", "tax", "other"),
    ("general", "tax", "care"),
)
ON_TICKET = (
    api.CallTicket(),
    api.CallAgain(),
    api.BeginService(),
    api.HoldTicket(),
    api.MarkAbsent(),
    api.BringBack(),
    api.FinishTicket(),
    api.NeverCame(),
)
STEPS = 110


@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_is_lost_and_every_place_is_kept(seed: int) -> None:
    random, tickets = Random(seed), [take(purpose) for purpose in PURPOSES]
    for step in range(STEPS):
        minutes = step / 4
        desk = random.choice(DESKS)
        # Mostly whom the desk has; sometimes anybody, as from a page that is long out of date.
        ticket = (random.random() < 0.7 and _at(desk)) or random.choice(tickets)
        with suppress(api.ReceptionError):
            match random.randrange(9):
                case 0:
                    tickets.append(take(random.choice(PURPOSES), minutes))
                case 1:
                    run(api.OpenDesk(), at(minutes), api.Opening(HALL, desk))
                case 2 | 3:
                    here = _at(desk)
                    came = random.choice([None, True, False])
                    run(api.CallNext(), at(minutes), api.Next(HALL, desk, here.uuid if here else None, came))
                case 4:
                    to = tuple(random.sample(COUNTERS, random.randint(1, 2)))
                    run(api.TransferTicket(), at(minutes), api.Transfer(HALL, desk, ticket.uuid, to))
                case 5:
                    run(api.UndoLast(), at(minutes), api.AtDesk(HALL, desk))
                case _:
                    seen = random.choice([None, None, ticket.version])
                    run(random.choice(ON_TICKET), at(minutes), of(ticket, desk, seen=seen))
    with tenancy.municipality(CODE):
        kept = list(api.Ticket.objects.all())
        events = list(api.TicketEvent.objects.order_by("ticket", "version"))
    turns = {one.uuid: (one.turn_at, one.turn_sequence) for one in tickets}
    assert {one.uuid: (one.turn_at, one.turn_sequence) for one in kept} == turns
    desks = Counter(one.desk for one in kept if one.state in AT_A_DESK)
    assert all(number == 1 for number in desks.values())
    by_ticket: dict[int, list[int]] = {}
    for event in events:
        by_ticket.setdefault(event.ticket_id, []).append(event.version)
    assert by_ticket == {one.pk: list(range(1, one.version + 1)) for one in kept}
    for one in kept:
        assert bool(one.ended_at) == one.state.is_over
        assert one.state not in AT_A_DESK or (one.desk and one.called_at)
    assert len({event.kind for event in events}) >= 7, "the walk came by most verbs"


def _at(desk: str) -> api.Ticket | None:
    with tenancy.municipality(CODE):
        return api.Ticket.objects.filter(desk=desk, status__in=[one.value for one in AT_A_DESK]).first()
