"""The two zones over the database: who sees what, and that a call is seen where it should be."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from tests.integration.engines.reception.hall import CODE, HALL, at, call, of, open_desk, take
from tests.integration.surfaces.live.served import Served

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import run
from madoguchi.core.database.announcing import listening_parameters
from madoguchi.engines.reception import api as reception
from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.live import publishing
from madoguchi.surfaces.live.serving import running

pytestmark = pytest.mark.usefixtures("committed_db", "a_tuesday")
STREAM = f"/live/{CODE}/{HALL}"


@pytest.fixture
def a_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_TODAY", "2026-04-07")


def zone(*, public: bool) -> Served:
    parameters = listening_parameters()
    return Served(lambda: running(public=public, parameters=parameters, origins=[]))


@pytest.fixture
def public() -> Iterator[Served]:
    with zone(public=True) as served:
        yield served


@pytest.fixture
def office() -> Iterator[Served]:
    with zone(public=False) as served:
        yield served


def publish() -> None:
    reception.keep_published(CODE, reception.hall_state(CODE, HALL).to_payload())


def cookie_of(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def test_a_phone_hears_of_its_call_in_its_language(public: Served) -> None:
    open_desk()
    take("other")
    mine = take("other", language="en")
    publish()
    with public.stream(f"{STREAM}/t/{mine.follow}") as phone:
        first = json.loads(phone.next().data)
        assert (first["status"], first["lines"]["heading"], first["is_near"]) == (
            "waiting",
            "あなたの前に1人",
            True,
        )
        call("1", 1)
        publish()
        assert json.loads(phone.next().data)["lines"]["heading"] == "次は、あなたの番です"
        ticket = call("1", 2, run(reception.BeginService(), at(1), of(call_of_desk())))
        assert ticket.uuid == mine.uuid
        publish()
        called = json.loads(phone.next().data)
        assert (called["status"], called["lines"]["desk"], called["call"]) == ("called", "1番", 1)
        assert mine.follow not in json.dumps(called)


def call_of_desk() -> reception.Ticket:
    from madoguchi.core import tenancy

    with tenancy.municipality(CODE):
        return reception.Ticket.objects.get(status="called")


def test_the_public_zone_tells_how_many_wait_and_nothing_of_single_people(public: Served) -> None:
    ticket = take("other")
    publish()
    with public.stream(f"{STREAM}/hall") as hall:
        told = hall.next().data
    assert ticket.number not in told
    assert json.loads(told)["waiting"] == 1


def test_unknown_halls_and_tickets_are_not_there(public: Served, office: Served) -> None:
    publish()
    assert public.ask(f"{STREAM}/t/{'a' * 16}").status == 404
    assert public.ask(f"/live/{CODE}/nowhere/t/{'a' * 16}").status == 404
    assert public.ask("/live/999999/main/hall").status == 403
    assert office.ask(f"{STREAM}/t/{'a' * 16}").status == 404


def test_in_the_office_the_hall_is_for_its_own_staff(
    office: Served, sign_in_as: Callable[[StaffMember], Client]
) -> None:
    own = StaffMember.objects.create_staff(CODE, "mado", "a-password-for-tests", roles=["counter_clerk"])
    other = StaffMember.objects.create_staff(
        "072087", "mado", "a-password-for-tests", roles=["counter_clerk"]
    )
    assert office.ask(f"{STREAM}/hall").status == 403
    assert office.ask(f"{STREAM}/hall", Cookie="sessionid=nonsense").status == 403
    assert office.ask(f"{STREAM}/hall", Cookie=cookie_of(sign_in_as(other))).status == 403
    with office.stream(f"{STREAM}/hall", Cookie=cookie_of(sign_in_as(own))) as display:
        assert json.loads(display.next().data)["calls"] == []
        open_desk()
        display.next()
        ticket = take("other")
        display.next()
        call()
        shown = json.loads(display.next().data)["calls"][0]
        assert (shown["number"], shown["desk"], shown["colour"]) == (ticket.number, "1番", "red")


def test_every_change_of_the_office_is_brought_to_the_public_zone_and_the_newest_wins(
    settings: Any, monkeypatch: pytest.MonkeyPatch, public: Served
) -> None:
    brought: list[dict[str, Any]] = []
    failing = threading.Event()
    failing.set()

    class Line:
        """Stands for the link: the first attempt fails."""

        def put(self, states: dict[tuple[str, str], waiting.NewState]) -> None:
            if failing.is_set():
                failing.clear()
                raise publishing.waiting.LinkError("nobody there")
            for (code, _), state in states.items():
                brought.append(dict(state.payload))
                reception.keep_published(code, state.payload)

        def close(self) -> None:
            pass

    monkeypatch.setattr(publishing.waiting, "Line", Line)
    settings.MADOGUCHI_LINK_URL = "https://127.0.0.1:1"
    open_desk()
    ticket = take("other")
    with zone(public=False):
        until_known(lambda: reception.published_hall(CODE, HALL) is not None)
        with public.stream(f"{STREAM}/t/{ticket.follow}") as phone:
            assert json.loads(phone.next().data)["status"] == "waiting"
            call()
            assert json.loads(phone.next().data)["status"] == "called"
    assert not failing.is_set()
    assert [one["version"] for one in brought if one["hall"] == HALL]


def until_known(holds: Callable[[], bool]) -> None:
    import time

    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    pytest.fail("nothing was published")
