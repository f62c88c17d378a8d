"""A desk and the applicant at the same moment: each waits for the other, neither for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.integration.journeys.online_application.conftest import DAY
from tests.integration.journeys.online_application.office import Office
from tests.integration.journeys.online_application.test_following import applied, ask, corrects

from madoguchi.core import clock
from madoguchi.engines.cases.actions import working
from madoguchi.engines.cases.api import StartCase, Status
from madoguchi.journeys.online_application.office.actions import correcting

_PATIENCE_SECONDS = 60
_WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = 'madoguchi_app'"
    " AND wait_event_type = 'Lock'"
)


@pytest.fixture
def db(committed_db: None) -> None:
    """Transactions that really end: each of the two has a connection of its own."""


class Second:
    """What begins while the first is in the middle, and has to wait for it."""

    def __init__(self, work: Callable[[], object], superuser: psycopg.Connection[Any]) -> None:
        self._work, self._superuser = work, superuser
        self._pool = ThreadPoolExecutor(1)
        self._future: Future[object] | None = None
        self._database = connection.settings_dict["NAME"]

    def begin(self) -> None:
        """Start it (once), and come back when it waits for a lock or has come to its end."""
        if self._future is not None:
            return
        self._future = self._pool.submit(self._run)
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._future.done() and not self._waits():
            if time.monotonic() > until:
                raise TimeoutError("the second neither waits nor ends")
            time.sleep(0.01)

    def result(self) -> object:
        """What it gave; raises what it raised."""
        assert self._future is not None
        return self._future.result(timeout=_PATIENCE_SECONDS)

    def _waits(self) -> bool:
        row = self._superuser.execute(_WAITING, [self._database]).fetchone()
        return row is not None and row[0] > 0

    def _run(self) -> object:
        try:
            with clock.fixed(DAY):
                return self._work()
        finally:
            connection.close()


def before_the_rest(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, second: Second) -> None:
    """The second begins when the first has come to the function `name`, in whichever thread it runs."""
    rest, first = getattr(module, name), threading.get_ident()

    def begin_and_go_on(*given: Any, **named: Any) -> Any:
        if threading.get_ident() == first:
            second.begin()
        return rest(*given, **named)

    monkeypatch.setattr(module, name, begin_and_go_on)


def test_a_desk_whose_step_meets_a_correction_takes_it_afterwards(
    office: Office, superuser: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, case = applied(office)
    ask(office, case)
    correction = corrects(office, sent)
    desk = Second(lambda: office.desk(StartCase(), case.uuid), superuser)
    # The correction holds the application, and no case yet.
    before_the_rest(monkeypatch, correcting, "supersede_waiting", desk)
    office.arrives(correction)
    desk.result()
    (after,) = office.cases(sent)
    assert (after.state, after.data["contact.phone"]) == (Status.EXAMINING, "090-0000-7777")


def test_a_correction_that_meets_a_step_of_the_desk_is_received_afterwards(
    office: Office, superuser: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, case = applied(office)
    ask(office, case)
    correction = Second(lambda: office.arrives(corrects(office, sent)), superuser)
    # The desk holds the case, and not yet the application.
    before_the_rest(monkeypatch, working, "take_step", correction)
    office.desk(StartCase(), case.uuid)
    correction.result()
    (after,) = office.cases(sent)
    # The desk has begun without waiting any longer: nobody asks for a correction any more.
    assert (after.state, after.data) == (Status.EXAMINING, case.data)
    assert "直していただく手続きはない" in office.told(sent).messages[-1].text
