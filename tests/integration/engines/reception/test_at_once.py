"""Several people press at the same moment, each on a connection of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from madoguchi.core import tenancy
from madoguchi.core.actions import Action, run
from madoguchi.engines.reception import api

from .hall import CODE, HALL, TUESDAY, again, at, call, clerk, of, open_desk, take

PEOPLE, DESKS = 200, ("1", "2")


def together(*work: Callable[[], object]) -> list[object]:
    """What each gave, or what it was told."""
    start = Barrier(len(work))

    def begin(one: Callable[[], object]) -> object:
        try:
            start.wait(30)
            return one()
        except api.ReceptionError as told:
            return told
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return [future.result(120) for future in [pool.submit(begin, one) for one in work]]


def a_full_hall() -> list[str]:
    """So many wait that rows are written for them instead of pressing for each."""
    with tenancy.municipality(CODE):
        made = api.Ticket.objects.bulk_create(
            api.Ticket(
                hall=HALL,
                day=TUESDAY.date(),
                sequence=number,
                letter="D",
                number=f"D{number:03}",
                purpose="my_number",
                origin="walk_in",
                lane="normal",
                counter="general",
                turn_at=TUESDAY,
                turn_sequence=number,
                taken_at=TUESDAY,
                queued_at=TUESDAY,
                follow=f"{number:016}",
            )
            for number in range(1, PEOPLE + 1)
        )
    return [one.number for one in made]


def test_two_desks_that_press_next_200_times_call_everybody_once(committed_db: None) -> None:
    for desk in DESKS:
        open_desk(desk)
    numbers = a_full_hall()

    def press(desk: str) -> list[str]:
        called: list[str] = []
        current = None
        while True:
            try:
                current = run(
                    api.CallNext(), at(1), api.Next(HALL, desk, current.uuid if current else None, came=True)
                )
            except api.NobodyWaitsError:
                return called
            called.append(current.number)

    first, second = together(lambda: press("1"), lambda: press("2"))
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert Counter([*first, *second]) == Counter(numbers)
    assert first == sorted(first), "each desk went by turn"
    assert second == sorted(second)
    with tenancy.municipality(CODE):
        calls = api.TicketEvent.objects.filter(kind="called")
        assert calls.count() == calls.values("ticket").distinct().count() == PEOPLE
        assert api.Ticket.objects.filter(status="waiting").count() == 0


def test_tickets_taken_at_the_same_moment_have_different_numbers(committed_db: None) -> None:
    def take_some() -> list[str]:
        return [take("moving").number for _ in range(10)]

    numbers = [number for some in together(*[take_some] * 4) for number in some]  # type: ignore[attr-defined]
    assert sorted(numbers) == [f"A{number:03}" for number in range(1, 41)]


@pytest.mark.parametrize("verb", [api.HoldTicket(), api.MarkAbsent(), api.FinishTicket()])
def test_done_here_transferred_there_one_wins_and_the_others_hear_what_happened(
    committed_db: None, verb: Action[api.OfTicket, api.Ticket]
) -> None:
    open_desk()
    ticket = take("my_number")
    seen = call(minutes=1).version
    transfer = api.Transfer(HALL, "1", ticket.uuid, ("tax",), seen=seen)
    said = together(
        lambda: run(verb, at(2), of(ticket, seen=seen)),
        lambda: run(api.TransferTicket(), at(2), transfer),
        lambda: run(api.CancelTicket(), at(2, clerk(2)), api.Leaving(HALL, ticket.uuid, seen=seen)),
    )
    told = [str(one) for one in said if isinstance(one, api.ChangedMeanwhileError)]
    assert len(told) == 2, said
    assert all("D001番は、09:02に1番が" in text for text in told), told


def test_two_desks_want_the_same_person(committed_db: None) -> None:
    for desk in DESKS:
        open_desk(desk)
    ticket = take("my_number")
    said = together(
        lambda: run(api.CallTicket(), at(1), of(ticket, "1")),
        lambda: run(api.CallTicket(), at(1), of(ticket, "2")),
    )
    (told,) = [one for one in said if isinstance(one, api.ReceptionError)]
    assert "呼び出しました" in str(told)


def test_what_is_said_to_have_been_taken_is_seen_by_everybody(committed_db: None) -> None:
    ticket = take()
    (seen,) = together(lambda: again(ticket).number)
    assert seen == "A001"
