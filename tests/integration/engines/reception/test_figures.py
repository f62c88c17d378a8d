"""Figures of a hall against days made by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.reception import api
from madoguchi.engines.reception.figures import REST, Figures, figures
from madoguchi.engines.reception.models import Rating, Stay

from .hall import CODE, HALL, TUESDAY, at, call, clerk, of, open_desk, take

pytestmark = pytest.mark.django_db
DAY = TUESDAY.date()


def found(first: date = DAY, last: date = DAY) -> Figures:
    return figures(CODE, HALL, first, last, ["certificates"])


def serve(desk: str, begin: float, end: float, number: int = 1) -> None:
    called = run(api.CallNext(), at(begin, clerk(number)), api.Next(HALL, desk))
    run(api.FinishTicket(), at(end, clerk(number)), of(called, desk))


def close(desk: str, minutes: float, number: int = 1) -> None:
    run(api.CloseDesk(), at(minutes, clerk(number)), api.Closing(HALL, desk, "change"))


def test_a_span_without_anybody_is_empty_and_whole() -> None:
    none = found(date(2025, 1, 1), date(2026, 12, 31))
    assert (none.whole.people, none.purposes, none.hours, none.satisfaction.mean) == (0, {}, {}, None)
    assert none.hidden is False


def test_waits_and_service_by_purpose_hour_and_origin() -> None:
    open_desk()
    take("my_number")
    serve("1", 5, 17)
    take("my_number", 10, origin=api.Origin.PRE_APPLICATION)
    serve("1", 20, 26)
    take("other", 70)
    serve("1", 90, 100)
    now = found()
    assert (now.whole.people, now.whole.waits, now.whole.wait_longest) == (3, 3, 20)
    card = now.purposes["my_number"]
    assert (card.people, card.wait_middle, card.service_middle) == (2, 7.5, 9)
    assert {hour: cell.people for hour, cell in now.hours.items()} == {9: 2, 10: 1}
    assert {key: cell.people for key, cell in now.week.items()} == {(2, 9): 2, (2, 10): 1}
    assert now.days_of == {2: 1}
    assert now.origins["pre_application"].service_middle == 6
    assert now.visits["pre_application"].middle == 16
    assert now.visits["walk_in"].count == 2
    assert list(now.days) == [DAY]


def test_a_desk_and_a_group_of_few_people_are_not_shown_apart() -> None:
    open_desk()
    take("my_number")
    serve("1", 5, 17)
    now = found()
    assert (now.desks, now.groups, now.hidden) == ({}, {}, True)


def test_desks_at_which_three_people_worked_are_shown_and_the_rest_is_added_up() -> None:
    for number in range(1, 4):
        open_desk("1", 60 * number, number=number)
        take("my_number", 60 * number)
        serve("1", 60 * number + 5, 60 * number + 15, number)
        close("1", 60 * number + 20, number)
    now = found()
    assert list(now.desks) == ["1"]
    assert now.desks["1"].served == 3
    assert list(now.groups) == ["resident_register"]
    for number in range(4, 7):
        open_desk(str(number % 2 + 2), 60 * number, number=number)
        take("my_number", 60 * number)
        serve(str(number % 2 + 2), 60 * number + 5, 60 * number + 15, number)
        close(str(number % 2 + 2), 60 * number + 20, number)
    assert {key: cell.served for key, cell in found().desks.items()} == {"1": 3, REST: 3}


def test_what_was_told_is_measured() -> None:
    open_desk()
    for number in range(3):
        take("my_number", number)
    called = call(minutes=3)
    called = call(minutes=15, current=called)
    run(api.FinishTicket(), at(40), of(call(minutes=27, current=called)))
    whole = found().whole
    assert whole.told == 3
    assert whole.error is not None
    assert whole.bias is not None
    assert whole.within is not None


def test_those_who_did_not_come_and_those_who_left_are_counted() -> None:
    open_desk()
    take("my_number"), take("my_number", 1)
    absent = call(minutes=5)
    run(api.MarkAbsent(), at(8), of(absent))
    left = call(minutes=9)
    run(api.CancelTicket(), at(12), api.Leaving(HALL, left.uuid))
    assert (found().whole.absent, found().whole.left) == (1, 1)


def test_another_municipality_and_other_days_are_not_in_it() -> None:
    open_desk()
    take("my_number")
    assert figures("074446", HALL, DAY, DAY).whole.people == 0
    assert found(DAY + timedelta(days=1), DAY + timedelta(days=2)).whole.people == 0


def test_faces_are_counted_and_their_mean_is_of_five() -> None:
    with tenancy.municipality(CODE):
        for number, face in enumerate((5, 5, 4, 1)):
            Rating.objects.create(
                hall=HALL, day=DAY, at=TUESDAY, face=face, source="phone", digest=f"{number:032}",
                origin="booking" if face == 5 else "walk_in", remark="" if face > 1 else "椅子が足りない",
            )  # fmt: skip
    answers = found().satisfaction
    assert (answers.count, answers.mean) == (4, 3.75)
    assert answers.by_origin == {"booking": (2, 5.0), "walk_in": (2, 2.5)}
    assert answers.remarks == ((DAY, 1, "椅子が足りない"),)


@pytest.mark.parametrize("days", [-1, 731, 10_000])
def test_a_span_that_cannot_be_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="two years"):
        found(DAY, DAY + timedelta(days=days))


def test_two_years_of_a_city_are_added_up_by_one_look_at_the_index() -> None:
    from django.db import connection

    from madoguchi.engines.reception import figures as module

    with tenancy.municipality(CODE), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + module._CELLS, [[], [], HALL, DAY, DAY])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert Stay.objects.model._meta.indexes[0].name in plan
