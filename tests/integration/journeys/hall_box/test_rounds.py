"""A box and its centre: the first day, rounds, a network that breaks off, and who may sign in."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from tests.integration.engines.reception.box import ELSEWHERE, context, sent
from tests.integration.engines.reception.hall import CODE, HALL, at, call, open_desk, take

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import run
from madoguchi.engines.courier.api import LinkError
from madoguchi.engines.reception import api as reception
from madoguchi.journeys.appointments.office.api import Booked, CheckedIn, CheckIn, booked_by_code
from madoguchi.journeys.hall_box import api as hall_box
from madoguchi.journeys.hall_box import tasks, telling
from madoguchi.surfaces.zone_link.boxes import question

pytestmark = pytest.mark.django_db
SERIAL = "0A1B"
HALL_NAMED = ("URI", f"urn:madoguchi:hall:{ELSEWHERE}:{HALL}")


class Shown:
    """The other end of a TLS connection, which showed a certificate with these names."""

    def __init__(self, *names: tuple[str, str]) -> None:
        self.names = names

    def getpeercert(self) -> dict[str, Any] | None:
        """As Python's `ssl` tells it."""
        return {"serialNumber": SERIAL, "subjectAltName": self.names} if self.names else None


def ask(what: str, body: bytes, *names: tuple[str, str], hall: str = HALL) -> HttpResponse:
    """A question at the centre's door."""
    request = RequestFactory().post("/", body, content_type="application/json")
    request.META["gunicorn.socket"] = Shown(*names)
    answer = question(request, municipality_code=ELSEWHERE, hall=hall, what=what)
    assert isinstance(answer, HttpResponse)
    return answer


class Centre:
    """The centre as the box reaches it; breaks off after so many questions."""

    def __init__(self, questions: int = 1000) -> None:
        self.questions = questions

    def ask(self, municipality_code: str, what: str, given: bytes, /) -> dict[str, Any]:
        """Through the view, with the certificate of the hall."""
        if not self.questions:
            raise LinkError()
        self.questions -= 1
        brought = json.dumps(sent(json.loads(given))).encode()
        answer = ask(what.rpartition("/")[2], brought, HALL_NAMED)
        assert answer.status_code == 200, answer.content.decode()
        told: dict[str, Any] = json.loads(answer.content)
        return told


@pytest.fixture
def given() -> None:
    """The hall has been given to the box."""
    run(reception.GiveHallToBox(), context(), reception.GivenToBox(HALL, "box-main", SERIAL))


def at_the_centre() -> dict[str, str]:
    """Number and status of the tickets there."""
    with tenancy.municipality(ELSEWHERE):
        return dict(reception.Ticket.objects.filter(hall=HALL).values_list("number", "status"))


class Line(Centre):
    """So slow that each ticket takes a second; a clock goes with it."""

    def __init__(self, seconds_a_ticket: float) -> None:
        super().__init__()
        self.seconds_a_ticket, self.now, self.sizes = seconds_a_ticket, 0.0, list[int]()

    def ask(self, municipality_code: str, what: str, given: bytes, /) -> dict[str, Any]:
        """Takes its time."""
        self.sizes.append(len(json.loads(given)["tickets"]))
        self.now += self.seconds_a_ticket * self.sizes[-1]
        return super().ask(municipality_code, what, given)


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize(
    ("seconds_a_ticket", "sizes"), [(0.0, [2, 4, 1]), (1.5, [2, 2, 2, 1])], ids=["quick", "slow"]
)
def test_a_slow_line_gets_few_at_once_and_a_quick_one_more_and_more(
    monkeypatch: pytest.MonkeyPatch, seconds_a_ticket: float, sizes: list[int]
) -> None:
    monkeypatch.setattr(telling, "FEW", 2)
    for minute in range(7):
        take(minutes=minute)
    line = Line(seconds_a_ticket)
    monkeypatch.setattr(telling.time, "monotonic", lambda: line.now)
    assert hall_box.tell_everything(CODE, HALL, line) == 7
    assert line.sizes == sizes


@pytest.mark.usefixtures("given")
def test_a_round_tells_everything_and_the_next_one_nothing() -> None:
    open_desk()
    take(), take(minutes=1)
    call(minutes=2)
    assert hall_box.tell_everything(CODE, HALL, Centre()) == 2
    assert at_the_centre() == {"A001": "called", "A002": "waiting"}
    assert hall_box.tell_everything(CODE, HALL, Centre(0)) == 0


@pytest.mark.usefixtures("given")
def test_a_network_that_breaks_off_loses_nothing_and_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telling, "FEW", 2)
    for minute in range(5):
        take(minutes=minute)
    with pytest.raises(LinkError):
        hall_box.tell_everything(CODE, HALL, Centre(1))
    assert len(at_the_centre()) == 2
    assert hall_box.tell_everything(CODE, HALL, Centre()) == 3
    assert sorted(at_the_centre()) == ["A001", "A002", "A003", "A004", "A005"]


@pytest.mark.usefixtures("given")
def test_an_answer_that_was_lost_is_asked_for_again() -> None:
    take()

    class Deaf(Centre):
        """Takes what is brought, and its answer never arrives."""

        def ask(self, municipality_code: str, what: str, given: bytes, /) -> dict[str, Any]:
            """As a connection that ends after the question."""
            super().ask(municipality_code, what, given)
            raise LinkError()

    with pytest.raises(LinkError):
        hall_box.tell_everything(CODE, HALL, Deaf())
    assert hall_box.tell_everything(CODE, HALL, Centre()) == 1
    assert at_the_centre() == {"A001": "waiting"}


@pytest.mark.usefixtures("given")
def test_whoever_calls_at_the_centre_may_sign_in_at_the_box_until_the_account_is_gone() -> None:
    create = StaffMember.objects.create_staff
    create(ELSEWHERE, "clerk", "long-enough-secret", display_name="窓口 花子", roles=["counter_clerk"])
    create(ELSEWHERE, "auditor", "long-enough-secret", roles=[])
    assert hall_box.bring_accounts(CODE, HALL, Centre()) == 1
    assert hall_box.bring_accounts(CODE, HALL, Centre()) == 0
    with tenancy.municipality(CODE):
        copied = StaffMember.objects.get(username="clerk")
        assert copied.check_password("long-enough-secret")
        assert not StaffMember.objects.filter(username="auditor").exists()
    with tenancy.municipality(ELSEWHERE):
        StaffMember.objects.filter(username="clerk").update(is_active=False)
    assert hall_box.bring_accounts(CODE, HALL, Centre()) == 1
    with tenancy.municipality(CODE):
        assert not StaffMember.objects.get(username="clerk").is_active


@pytest.mark.usefixtures("given")
def test_the_job_says_that_the_centre_is_out_of_reach_and_the_hall_goes_on(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MADOGUCHI_BOX_HALL = f"{CODE}:{HALL}"
    take()

    def nobody() -> Any:
        raise LinkError()

    monkeypatch.setattr(tasks, "open_way", nobody)
    tasks.round_(60)
    assert f"hall box {CODE}:{HALL}" in caplog.text
    assert take(minutes=1).number == "A002"


@pytest.mark.parametrize(
    ("names", "hall", "status"),
    [
        ((), HALL, 401),
        ((("URI", f"urn:madoguchi:municipality:{ELSEWHERE}"),), HALL, 403),
        ((("URI", f"urn:madoguchi:hall:{CODE}:{HALL}"),), HALL, 403),
        ((HALL_NAMED,), "annex", 403),
        ((("DNS", HALL_NAMED[1]),), HALL, 403),
    ],
    ids=["nobody", "an office", "the neighbour's box", "another hall", "a host of that name"],
)
@pytest.mark.usefixtures("given")
def test_only_the_box_of_the_hall_is_answered(
    names: tuple[tuple[str, str], ...], hall: str, status: int
) -> None:
    assert ask("staff", b"{}", *names, hall=hall).status_code == status


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("letters", b"{}", 404),
        ("join", b"[]", 400),
        ("join", b"{", 400),
        ("join", b"[" * 50_000, 400),
        ("join", b'{"tickets": [{}]}', 409),
        ("join", b'{"tickets": "\x00"}', 400),
        ("join", b" " * 900_001, 413),
    ],
)
@pytest.mark.usefixtures("given")
def test_what_makes_no_sense_is_refused_with_words(what: str, body: bytes, status: int) -> None:
    answer = ask(what, body, HALL_NAMED)
    assert answer.status_code == status
    assert json.loads(answer.content)["error"]


def test_a_box_whose_hall_was_taken_back_reads_why() -> None:
    answer = ask("join", b"{}", HALL_NAMED)
    assert answer.status_code == 409
    assert "もう受付端末に任せていません" in json.loads(answer.content)["error"]


def booking_at_the_centre(code: str = "K7M2QX", **more: Any) -> Booked:
    """Somebody has booked at 9:30."""
    begins = at(30).now
    ends = begins + timedelta(minutes=15)
    step = {"line": "general", "desk": 1, "begins": begins.isoformat(), "ends": ends.isoformat()}
    values = {"calendar": "counters", "status": "booked", "channel": "web", "begins": begins, "ends": ends}
    with tenancy.municipality(ELSEWHERE):
        return Booked.objects.create(
            **{"uuid": uuid4(), "code": code, "steps": [step], "sealed": b"who it is", **values, **more},
            created_at=at().now,
            changed_at=at().now,
        )


@pytest.mark.usefixtures("given")
def test_whoever_booked_is_checked_in_while_the_box_reaches_nobody_and_the_office_hears_of_it() -> None:
    booked = booking_at_the_centre()
    booking_at_the_centre("LATER22", begins=at().now + timedelta(days=30))
    with clock.fixed(at().now):
        assert hall_box.bring_the_rest(CODE, HALL, Centre()) == 1
        assert hall_box.bring_the_rest(CODE, HALL, Centre()) == 0
    copied = booked_by_code(CODE, "k7m2qx")
    assert copied is not None
    assert (bytes(copied.sealed), copied.procedures, copied.begins) == (b"", [], booked.begins)
    take(minutes=25, origin=reception.Origin.BOOKING, booked_at=booked.begins, booking_code=booked.code)
    hall_box.tell_everything(CODE, HALL, Centre())
    arrived = booked_by_code(ELSEWHERE, booked.code)
    assert arrived is not None
    assert (arrived.status, arrived.arrival_untold) == ("arrived", True)


@pytest.mark.usefixtures("given")
def test_a_check_in_at_the_box_is_not_undone_by_an_older_copy() -> None:
    booking_at_the_centre()
    with clock.fixed(at().now):
        hall_box.bring_the_rest(CODE, HALL, Centre())
        here = booked_by_code(CODE, "K7M2QX")
        assert here is not None
        run(CheckIn(), at(25, Actor.system("kiosk")), CheckedIn(here.uuid))
        hall_box.bring_the_rest(CODE, HALL, Centre())
    here = booked_by_code(CODE, "K7M2QX")
    assert here is not None
    assert here.status == "arrived"


def publish_at_the_centre(wishes: dict[str, int]) -> None:
    """What the public zone answers to the centre's next state."""
    with clock.fixed(at().now):
        reception.let_go(ELSEWHERE, HALL, wishes)


class Twin(Centre):
    """A centre that knows the tickets by the secrets of the box, as it does outside of tests."""

    def __init__(self, *tickets: reception.Ticket) -> None:
        super().__init__()
        with tenancy.municipality(ELSEWHERE):
            there = {one.number: one.follow for one in reception.Ticket.objects.all()}
        self.here = {there[one.number]: one.follow for one in tickets}

    def ask(self, municipality_code: str, what: str, given: bytes, /) -> dict[str, Any]:
        """With the secrets that the box knows."""
        told = super().ask(municipality_code, what, given)
        if "leaving" in told:
            told["leaving"] = {self.here[follow]: version for follow, version in told["leaving"].items()}
        return told

    def of(self, ticket: reception.Ticket) -> str:
        """The secret of a ticket of the box at the centre."""
        return next(there for there, here in self.here.items() if here == ticket.follow)


@pytest.mark.usefixtures("given")
def test_whoever_gives_the_number_back_on_the_phone_is_struck_off_when_the_box_asks() -> None:
    mine, other = take(), take()
    hall_box.tell_everything(CODE, HALL, Centre())
    centre = Twin(mine, other)
    for _ in range(2):
        publish_at_the_centre({centre.of(mine): 1})
    assert at_the_centre()[mine.number] == "waiting", "nobody but the box changes anything in its hall"
    with clock.fixed(at(1).now):
        assert hall_box.bring_leaving(CODE, HALL, centre) == 1
        assert hall_box.bring_leaving(CODE, HALL, centre) == 0
    hall_box.tell_everything(CODE, HALL, Centre())
    assert at_the_centre() == {mine.number: "left", other.number: "waiting"}
    assert centre.ask(CODE, f"halls/{HALL}/leaving", b"{}") == {"leaving": {}}


@pytest.mark.usefixtures("given")
def test_while_the_network_is_away_the_wish_waits_and_whoever_was_called_meanwhile_stays() -> None:
    open_desk()
    mine, other = take(), take()
    hall_box.tell_everything(CODE, HALL, Centre())
    centre = Twin(mine, other)
    publish_at_the_centre({centre.of(mine): 1, centre.of(other): 1})
    with pytest.raises(LinkError):
        hall_box.bring_leaving(CODE, HALL, Centre(0))
    assert call(minutes=1).uuid == mine.uuid
    with clock.fixed(at(2).now):
        assert hall_box.bring_leaving(CODE, HALL, centre) == 1
    hall_box.tell_everything(CODE, HALL, Centre())
    assert at_the_centre() == {mine.number: "called", other.number: "left"}
    assert centre.ask(CODE, f"halls/{HALL}/leaving", b"{}") == {"leaving": {}}, "called wins"


@pytest.mark.usefixtures("given")
def test_what_waited_for_a_box_goes_when_the_hall_comes_back() -> None:
    mine = take()
    hall_box.tell_everything(CODE, HALL, Centre())
    wish = {Twin(mine).of(mine): 1}
    publish_at_the_centre(wish)
    run(reception.TakeHallBack(), context(), HALL)
    publish_at_the_centre(wish)
    assert at_the_centre() == {mine.number: "left"}
