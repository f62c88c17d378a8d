"""Who books too often is told so, and nobody is remembered for long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.journeys.appointments.domain.limits import (
    KEPT,
    OF_A_BROWSER,
    OF_A_CONTACT,
    OF_A_NAME_AT_AN_ADDRESS,
    OF_AN_ADDRESS,
    WITHOUT_CONTACT_AT_AN_ADDRESS,
    Limit,
)
from madoguchi.journeys.appointments.domain.person import Person
from madoguchi.journeys.appointments.errors import TooOftenError
from madoguchi.journeys.appointments.models import Press
from madoguchi.journeys.appointments.public.limiting import admit, count, forget_presses, limits_of
from madoguchi.journeys.appointments.tasks import forget

HERE, NEIGHBOUR = "072028", "072087"
NOW = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)
TOMIZO = Person("会津 十三蔵", email="tomizo@example.jp", phone="090-0000-1234")
NOBODY = Person("")
TWICE = (("a" * 32, Limit(2, timedelta(minutes=30))),)

pytestmark = pytest.mark.django_db


def test_a_limit_holds_for_its_time_and_its_municipality() -> None:
    for minutes in (0, 10):
        admit(HERE, TWICE, NOW + timedelta(minutes=minutes))
        count(HERE, TWICE, NOW + timedelta(minutes=minutes))
    with pytest.raises(TooOftenError):
        admit(HERE, TWICE, NOW + timedelta(minutes=29))
    admit(NEIGHBOUR, TWICE, NOW + timedelta(minutes=29))
    admit(HERE, TWICE, NOW + timedelta(minutes=31))


def test_nothing_that_could_be_read_is_kept() -> None:
    limits = limits_of("0123456789abcdef" * 2, "8.8.8.8", TOMIZO)
    assert [limit for _, limit in limits] == [
        OF_A_BROWSER,
        OF_A_CONTACT,
        OF_A_CONTACT,
        OF_AN_ADDRESS,
        OF_A_NAME_AT_AN_ADDRESS,
    ]
    count(HERE, limits, NOW)
    with tenancy.municipality(HERE):
        marks = set(Press.objects.values_list("mark", flat=True))
    assert marks == {mark for mark, _ in limits}
    assert not any(word in mark for mark in marks for word in ("8.8.8.8", "0123456789", "tomizo", "0000"))
    assert limits_of("b", "", NOBODY)[0][0] != limits[0][0]
    assert len(limits_of("b", "", NOBODY)) == 1


@pytest.mark.parametrize(
    ("person_of", "admitted"),
    [
        (lambda n: Person(f"会津 {n}", email=f"tomizo+{n}@example.jp"), OF_A_CONTACT.most),
        (
            lambda n: Person(f"会津 {n}", phone=("090-0000-1234", "+81 90 0000 1234")[n % 2]),
            OF_A_CONTACT.most,
        ),
        (lambda n: Person("会津 十三蔵", email=f"t{n}@example.jp"), OF_A_NAME_AT_AN_ADDRESS.most),
        (lambda n: Person(f"会津 {n}"), WITHOUT_CONTACT_AT_AN_ADDRESS.most),
    ],
    ids=["one mail box", "one telephone", "one name", "no contact"],
)
def test_who_throws_cookies_away_is_counted_by_what_they_say(
    person_of: Callable[[int], Person], admitted: int
) -> None:
    def press(number: int) -> None:
        limits = limits_of(f"{number:032x}", "8.8.8.8", person_of(number))
        admit(HERE, limits, NOW)
        count(HERE, limits, NOW)

    for number in range(admitted):
        press(number)
    with pytest.raises(TooOftenError):
        press(admitted)


def test_a_family_and_a_library_behind_one_address_book_on() -> None:
    for number in range(40):
        person = Person(f"会津 {number}", email=f"family{number // 5}@example.jp")
        limits = limits_of(f"{number // 5:032x}", "8.8.8.8", person)
        admit(HERE, limits, NOW)
        count(HERE, limits, NOW)


def test_marks_are_forgotten_when_no_limit_looks_at_them_any_more() -> None:
    assert max(limit.within for _, limit in limits_of("b", "8.8.8.8", TOMIZO)) <= KEPT
    count(HERE, TWICE, NOW)
    assert forget_presses(HERE, NOW + KEPT) == 0
    with clock.fixed(NOW + KEPT + timedelta(seconds=1)):
        forget(0)
    with tenancy.municipality(HERE):
        assert not Press.objects.exists()
