"""A clerk books for who calls: once, sealed, audited; with what is free instead where another was quicker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from tests.integration.journeys.appointments.callers import (
    CLERK,
    GENERAL,
    HERE,
    KEN,
    book,
    context,
    give_keys,
    two_desks,
    use_calendars,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.core.audit.api import entries
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.booking.api import (
    ChangedMeanwhileError,
    NewReservation,
    Reserve,
    Status,
    TakenError,
    TooManyError,
    reservation,
    reservations_between,
)
from madoguchi.engines.booking.models import Waiting
from madoguchi.journeys.appointments.domain.limits import person_mark
from madoguchi.journeys.appointments.domain.secrets import link_digest
from madoguchi.journeys.appointments.office import api as office
from madoguchi.journeys.appointments.office.callers import link_secret
from madoguchi.journeys.appointments.office.desk import booking_desk
from madoguchi.journeys.appointments.public.limiting import persons_key
from madoguchi_testing.booking import NOW, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """One desk, and keys."""
    use_calendars(monkeypatch, two_desks(1))
    give_keys(settings, tmp_path)


def test_a_caller_is_booked_and_the_public_zone_reads_nothing_of_them() -> None:
    row = book()
    assert (row.state, row.begins, row.minutes) == (Status.BOOKED, at("10:00"), 30)
    kept = reservation(HERE, row.uuid)
    assert kept is not None
    assert kept.channel.value == "phone"
    for word in ("健", "けん", "090", "ken@"):
        assert word.encode() not in kept.sealed
    with tenancy.municipality(HERE):
        contact = office.open_contacts(context(), [row], "contact")[row.pk]
    assert (contact.booker.name, contact.booker.kana, contact.booker.phone) == (KEN.name, KEN.kana, KEN.phone)
    assert kept.token_digest == link_digest(contact.booker.secret, HERE)


def test_the_same_press_twice_is_one_booking() -> None:
    key = uuid4()
    first, again = book(key=key), book(key=key)
    assert first.code == again.code
    day = at("10:00").date()
    assert len(reservations_between(HERE, day, day)) == 1


def test_the_second_clerk_hears_at_once_what_is_free_instead() -> None:
    book()
    with pytest.raises(TakenError) as taken:
        book()
    assert taken.value.alternatives
    assert all(start.at != at("10:00") for start in taken.value.alternatives)
    with tenancy.municipality(HERE):
        assert office.Booked.objects.count() == 1


def test_another_time_keeps_the_code_and_who_comes() -> None:
    row = book()
    with clock.fixed(NOW):
        moved = run(
            office.ChangeForCaller(), context(), office.ToAnotherTime(row.uuid, row.version, at("11:00"))
        )
    assert (moved.code, moved.begins) == (row.code, at("11:00"))
    with clock.fixed(NOW):
        free = office.booking_desk(HERE).free_starts("counters", GENERAL, at("10:00").date())
    assert at("10:00") in [start.at for start in free]


def test_a_change_that_is_asked_again_after_a_lost_answer_is_done_once() -> None:
    row = book()
    wanted = office.ToAnotherTime(row.uuid, row.version, at("11:00"))
    with clock.fixed(NOW):
        first = run(office.ChangeForCaller(), context(), wanted)
        again = run(office.ChangeForCaller(), context(), wanted)
        assert (first.version, first.begins) == (again.version, again.begins)
        with pytest.raises(ChangedMeanwhileError):
            run(office.ChangeForCaller(), context(), office.ToAnotherTime(row.uuid, row.version, at("14:00")))


def test_what_was_cancelled_by_mistake_comes_back_while_the_time_is_free() -> None:
    row = book()
    with clock.fixed(NOW):
        over = run(office.CancelForCaller(), context(), office.Seen(row.uuid, row.version))
        assert over.state is Status.CANCELLED
        assert (
            run(office.CancelForCaller(), context(), office.Seen(row.uuid, row.version)).state
            is Status.CANCELLED
        )
        wanted = office.Seen(row.uuid, over.version)
        again = run(office.UndoCancel(), context(), wanted)
        assert run(office.UndoCancel(), context(), wanted).version == again.version
    assert (again.uuid, again.code) == (row.uuid, row.code)
    assert (again.state, again.begins) == (Status.BOOKED, row.begins)
    there = reservation(HERE, row.uuid)
    assert there is not None
    assert (there.status, len(there.steps)) == (Status.BOOKED, 1)
    with clock.fixed(NOW), pytest.raises(ChangedMeanwhileError):
        run(office.UndoCancel(), context(), office.Seen(again.uuid, again.version))


def test_a_time_that_somebody_else_took_meanwhile_does_not_come_back() -> None:
    row = book()
    with clock.fixed(NOW):
        over = run(office.CancelForCaller(), context(), office.Seen(row.uuid, row.version))
        book()
        with pytest.raises(TakenError):
            run(office.UndoCancel(), context(), office.Seen(row.uuid, over.version))


def test_what_a_caller_wants_is_counted_in_clear_and_named_in_the_seal_only() -> None:
    booker = replace(KEN, procedures=("move_in_notification", "protection_measure"))
    row = book(booker=booker)
    there = reservation(HERE, row.uuid)
    assert there is not None
    assert (there.procedures, there.sealed_count, row.sealed_count) == ((), 2, 2)
    pack = load_packs_or_refuse(django_settings.MADOGUCHI_PACKS).for_municipality(HERE)
    assert office.what_is_booked(pack, row, booker)[1].count("、") == 1
    assert office.what_is_told(pack, row, booker)[1].endswith("、ほか1件（封書の中）")
    assert office.what_is_told(pack, row, office.Booker())[1] == "手続き2件（封書の中）"


def test_who_may_only_read_books_nothing() -> None:
    reader = Actor("staff", "staff:2", HERE, "", frozenset({"booking.read"}))
    given = office.CallerBooking(uuid4(), "counters", GENERAL, at("10:00"), KEN)
    with pytest.raises(NotAllowedError):
        run(office.BookForCaller(), context(actor=reader), given)


def test_the_audit_log_says_who_booked_and_opened_and_nothing_of_whom() -> None:
    row = book()
    with tenancy.municipality(HERE):
        office.open_contacts(context(), [row], "contact")
        written = [(one.actor_id, one.action, one.subject) for one in entries()]
        told = " ".join(str(one.details) + one.subject for one in entries())
    assert (CLERK.id, "appointments.book", f"booking:{row.uuid}") in written
    assert (CLERK.id, "read.appointments.contact", f"booking:{row.uuid}") in written
    assert not any(word in told for word in ("健", "0000-1234", "ken@"))


@pytest.mark.parametrize(
    "typed", ["例示", "ﾚｲｼﾞ", "れいじけん", "例示　健", "1234", "090-0000-1234", "ken@example.jp"]
)
def test_a_booking_is_found_by_what_a_caller_says(typed: str) -> None:
    row = book()
    book(at("11:00"), office.Booker(name="試作 花", kana="しさく はな", phone="0242-00-0000"))
    found = office.find_bookings(context(), typed)
    assert [one.booked.code for one in found.found] == [row.code]


def test_a_code_is_found_however_it_is_typed_and_nothing_finds_nothing() -> None:
    row = book()
    assert [
        one.booked for one in office.find_bookings(context(), f" {row.code[:3].lower()} {row.code[3:]}").found
    ] == [row]
    for typed in ("", "   ", "12", "だれか", "\0", "%", "🦀" * 90):
        assert office.find_bookings(context(), typed).found == ()


def test_a_search_is_reading_of_all_that_was_opened_and_written_down() -> None:
    book()
    book(at("11:00"))
    office.find_bookings(context(), "だれもいない")
    with tenancy.municipality(HERE):
        (entry,) = [one for one in entries() if one.action == "read.appointments.search"]
    assert entry.details == {"opened": 2}


def test_what_somebody_booked_on_the_web_counts_on_the_telephone() -> None:
    mark = person_mark(
        persons_key(HERE), HERE, name="例示　健", email="other@example.jp", phone="09000001234", browser="b"
    )
    public = Context(HERE, Actor.resident("web"), NOW)
    for begins in (at("13:00"), at("14:00")):
        with clock.fixed(NOW):
            run(Reserve(), public, NewReservation("counters", begins, GENERAL, b"sealed", mark))
    with pytest.raises(TooManyError):
        book()
    book(booker=replace(KEN, name="例示 恵"))


def test_bookings_reach_the_office_also_after_a_clock_was_put_back() -> None:
    for now, begins in ((NOW + timedelta(hours=2), at("13:00")), (NOW, at("14:00"))):
        public = Context(HERE, Actor.resident("web"), now)
        with clock.fixed(now):
            run(Reserve(), public, NewReservation("counters", begins, GENERAL, b"sealed", begins.isoformat()))
            office.refresh(HERE)
    assert [row.begins for row in office.booked_on(HERE, NOW.date() + timedelta(days=1))] == [
        at("13:00"),
        at("14:00"),
    ]


def test_a_secret_is_of_its_form_alone() -> None:
    key = uuid4()
    assert link_secret(HERE, key) == link_secret(HERE, key)
    assert len({link_secret(HERE, uuid4()) for _ in range(50)}) == 50
    assert link_secret(HERE, key) != link_secret("072087", key)


def test_a_contact_that_does_not_open_is_said_and_the_booking_is_still_there(
    settings: Any, tmp_path: Path
) -> None:
    row = book()
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "elsewhere"
    with tenancy.municipality(HERE):
        contact = office.open_contacts(context(), [row], "contact")[row.pk]
    assert contact.problem
    assert contact.booker.name == ""
    with tenancy.municipality(HERE):
        later = office.open_contacts(context(NOW + timedelta(days=500)), [row], "contact")[row.pk]
    assert later.problem


def test_a_long_waiting_list_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("office.desk", "public.for_office"):
        monkeypatch.setattr(f"madoguchi.journeys.appointments.{module}.PAGE", 2)
    day = clock.today()
    with tenancy.municipality(HERE):
        for number in range(5):
            Waiting.objects.create(
                calendar="counters",
                channel="web",
                token_digest=f"a{number}",
                status="waiting",
                from_day=day,
                until_day=day,
                created_at=NOW,
            )
    found = booking_desk(HERE).waiting("counters")
    assert [one.before for one in found] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("people", "minutes"), [(1, 15), (99, 90)])
def test_a_large_household_books_no_longer_than_one_books_at_home(people: int, minutes: int) -> None:
    packs = load_packs_or_refuse(django_settings.MADOGUCHI_PACKS)
    (calendar,) = office.bookable_calendars(HERE)
    keys = ["move_in_notification", "my_number_card_continuation"]
    wanted = office.visits_for(packs.for_municipality(HERE), calendar, keys, people)
    assert [(one.line, one.minutes) for one in wanted.booked] == [("general", minutes)]
