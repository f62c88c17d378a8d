"""The office asks about bookings over real TLS: by its own certificate, strictly, and once."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.integration.engines.mailbox.samples import HERE

from madoguchi.core import clock
from madoguchi.engines.booking.api import (
    Channel,
    Need,
    NewReservation,
    NewWaiting,
    NotFoundError,
    TakenError,
    reservation,
)
from madoguchi.engines.courier.api import Link, LinkAnsweredError, LinkRefusedError
from madoguchi.journeys.appointments.office.desk import BookingDesk, LinkDesk
from madoguchi.lib.link_certificates import LinkFiles, link_files

NEEDS = (Need("general", 30),)


@pytest.fixture
def desk(committed_db: None, public_end: str, certificates: Path, settings: Any) -> BookingDesk:
    """The booking desk of HERE, over the link."""
    settings.MADOGUCHI_LINK_URL, settings.MADOGUCHI_LINK_DIRECTORY = public_end, certificates
    return LinkDesk(HERE)


def test_a_clerk_books_over_the_link_and_a_lost_answer_is_asked_for_again(desk: BookingDesk) -> None:
    first, second = desk.next_free("counters", NEEDS, clock.now(), 2)
    assert any(day.day == first.at.date() for day in desk.free_days("counters", NEEDS, clock.today(), 14))
    new = NewReservation("counters", first.at, NEEDS, b"sealed", channel=Channel.PHONE, uuid=uuid4())
    booked = desk.reserve(new)
    assert desk.reserve(new).code == booked.code
    assert booked.sealed == b"sealed"
    moved = desk.change(booked.uuid, booked.version, second.at)
    assert desk.change(booked.uuid, booked.version, second.at) == moved
    page, more = desk.changes(clock.today(), None, None)
    assert ([one.uuid for one in page], more) == ([booked.uuid], False)
    desk.cancel(booked.uuid, moved.version)
    there = reservation(HERE, booked.uuid)
    assert there is not None
    assert there.status.value == "cancelled"


def test_a_time_that_is_taken_comes_back_as_the_same_error_with_what_is_free(desk: BookingDesk) -> None:
    start = desk.next_free("counters", NEEDS, clock.now(), 1)[0]
    with pytest.raises(TakenError) as taken:
        for _ in range(20):
            desk.reserve(NewReservation("counters", start.at, NEEDS, channel=Channel.PHONE, uuid=uuid4()))
    assert taken.value.alternatives


def test_a_caller_waits_over_the_link_and_comes_back_to_their_turn(desk: BookingDesk) -> None:
    assert len(desk.persons_key()) == 32
    start = desk.next_free("counters", NEEDS, clock.now(), 1)[0]
    day = start.at.date()
    new = NewWaiting("counters", day, day, NEEDS, b"sealed", "ab" * 16, token_digest="cd" * 32, uuid=uuid4())
    offered = desk.wait(new)
    assert desk.wait(new).uuid == offered.uuid
    assert offered.offer is not None, "something is free, so it is held at once"
    taken = desk.take(offered.offer.uuid, offered.offer.version)
    assert desk.take(offered.offer.uuid, offered.offer.version) == taken
    free = desk.free_starts("counters", NEEDS, day, without=taken.uuid)
    assert taken.begins in [one.at for one in free]
    with pytest.raises(NotFoundError):
        desk.leave(uuid4())
    with pytest.raises(NotFoundError):
        desk.wait_again(uuid4())


def test_the_neighbours_certificate_books_nothing_here(
    committed_db: None, public_end: str, certificates: Path
) -> None:
    with Link(public_end, link_files(certificates, "neighbour")) as link:
        with pytest.raises(LinkRefusedError) as refused:
            link.ask(HERE, "bookings/waiting", b'{"calendar": "counters"}')
        assert not isinstance(refused.value, LinkAnsweredError)


@pytest.mark.parametrize(
    ("what", "question"),
    [
        ("waiting", b""),
        ("waiting", b"[]"),
        ("waiting", b"{"),
        ("waiting", b'{"calendar": 7}'),
        ("waiting", b'{"calendar": "a; DROP TABLE", "more": 1}'),
        ("waiting", b'{"calendar": "counters", "more": 1}'),
        ("waiting", b"[" * 60_000),
        ("days", b'{"calendar": "counters", "needs": [], "from_day": "2026-02-31", "days": 1}'),
        (
            "days",
            b'{"calendar": "counters", "needs": [], "from_day": "2026-12-01", "days": 9999}',
        ),
        ("reserve", b"{}"),
        ("nothing", b"{}"),
        ("wait", b"{}"),
        ("persons_key", b'{"municipality": "072087"}'),
        ("waiting", b'{"calendar": "' + b"x" * 70_000 + b'"}'),
    ],
    ids=range(14),
)
def test_what_is_not_exactly_a_question_is_refused_and_the_link_lives_on(
    committed_db: None, public_end: str, office: LinkFiles, what: str, question: bytes
) -> None:
    with Link(public_end, office) as link:
        with pytest.raises(LinkRefusedError) as refused:
            link.ask(HERE, f"bookings/{what}", question)
        assert not isinstance(refused.value, LinkAnsweredError)
        assert link.municipalities() == [HERE]
