"""Streams over HTTP, with uvicorn as it runs in production; the hall is one of the test."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
from tests.integration.surfaces.live.served import Applications, Served

from madoguchi.surfaces.live import application as live
from madoguchi.surfaces.live import server
from madoguchi.surfaces.live.hub import Hub, Message, State
from madoguchi.surfaces.live.limits import Limits

HALL = ("072028", "main")
FOLLOW = "abcdefghijklm234"


class OpenDoors:
    """Lets anybody follow everything but the hall `locked`."""

    seconds_open = 60.0

    async def may_follow(self, asked: live.Asked) -> bool:
        return asked.hall[1] != "locked"

    def view(self, asked: live.Asked) -> Hashable:
        return asked.follow or "hall"


class AHall(Served):
    """A hall whose content the test changes, served."""

    def __init__(self, limits: Limits | None = None, proxies: int = 0) -> None:
        super().__init__(self._made)
        self._proxies = proxies
        self.content: dict[str, Any] = {"hall": 1, FOLLOW.upper(): 3}
        self._limits = limits or Limits()

    @asynccontextmanager
    async def _made(self) -> Applications:
        async def load(hall: tuple[str, str]) -> State:
            return State(dict(self.content), time.time())

        def write(state: State | None, view: Any, is_old: bool) -> Message | None:
            found = state.content.get(view) if state else None
            return Message(json.dumps(found), "7", last=found is None)

        hub = Hub(load, write, gap=0.001)
        origins = ["https://site.example"]
        yield live.LiveApplication(hub, OpenDoors(), self._limits, origins, self._proxies), hub

    def change(self, content: dict[str, Any]) -> None:
        self.content = content
        self.tell(self.hub.changed_everywhere)


@pytest.fixture
def served() -> Iterator[AHall]:
    with AHall() as server:
        yield server


PHONE = f"/live/072028/main/t/{FOLLOW}"


def test_a_stream_says_the_state_and_each_change_with_its_version(served: AHall) -> None:
    with served.stream("/live/072028/main/hall") as hall, served.stream(PHONE) as phone:
        assert hall.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert hall.headers["x-accel-buffering"] == "no"
        assert hall.headers["cache-control"] == "no-store"
        first = hall.next()
        assert (first.event, first.data, first.id) == ("state", "1", "7")
        assert hall.retry is not None
        assert 0 <= hall.retry - live.RETRY_MILLISECONDS < live.RETRY_SPREAD
        assert phone.next().data == "3"
        served.change({"hall": 1, FOLLOW.upper(): 2})
        assert phone.next().data == "2"
        served.change({"hall": 2, FOLLOW.upper(): 2})
        assert hall.next().data == "2"


def test_a_ticket_that_goes_away_ends_its_stream(served: AHall) -> None:
    with served.stream(PHONE) as phone:
        phone.next()
        served.change({"hall": 1})
        assert phone.next().event == "end"
        assert phone.is_over()


def test_a_quiet_stream_shows_that_it_lives(served: AHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.02)
    with served.stream("/live/072028/main/hall") as hall:
        assert [hall.next().event for _ in range(3)] == ["state", "beat", "beat"]


def test_stopping_the_server_ends_the_streams_at_once() -> None:
    with AHall() as served, served.stream("/live/072028/main/hall") as hall, served.stream(PHONE) as phone:
        hall.next()
        phone.next()
        served.stop()
        assert hall.is_over()
        assert phone.is_over()


def test_who_hangs_up_is_forgotten(served: AHall) -> None:
    with served.stream("/live/072028/main/hall") as hall:
        hall.next()
        assert served.hub.followers == 1
    until(lambda: served.hub.followers == 0)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 404),
        ("/live/072028/main/", 404),
        ("/live/7/main/hall", 404),
        ("/live/072028/../hall", 404),
        ("/live/072028/main/t/short", 404),
        (f"/live/072028/main/t/{'z' * 16}", 404),
        ("/live/072028/locked/hall", 403),
        (f"/live/072028/locked/t/{FOLLOW}", 404),
    ],
)
def test_other_addresses_are_refused_in_words(served: AHall, path: str, status: int) -> None:
    answer = served.ask(path)
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_one_can_only_look(served: AHall) -> None:
    assert served.ask("/live/072028/main/hall", method="POST").status == 405


def test_only_the_own_site_may_follow_from_another_origin(served: AHall) -> None:
    path = "/live/072028/main/hall"
    assert served.ask(path, Origin="https://elsewhere.example").status == 403
    allowed = served.ask(path, Origin="https://site.example")
    assert allowed.status == 200
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://site.example"
    assert allowed.headers["Access-Control-Allow-Credentials"] == "true"
    same = served.ask(path, Origin=f"http://127.0.0.1:{served.port}")
    assert same.status == 200
    assert "Access-Control-Allow-Origin" not in same.headers


def test_one_too_many_is_asked_to_come_back() -> None:
    with AHall(Limits(per_view=1, misses=2)) as served:
        with served.stream(PHONE) as phone:
            phone.next()
            answer = served.ask(PHONE)
            assert answer.status == 503
            assert answer.headers["Retry-After"]
        for _ in range(2):
            assert served.ask(f"/live/072028/main/t/{'z' * 16}").status == 404
        assert served.ask(f"/live/072028/main/t/{'z' * 16}").status == 503


def test_who_connects_and_asks_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "ASK_SECONDS", 0.3)
    with AHall() as served:
        silent = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(20)]
        for number, one in enumerate(silent):
            one.sendall(b"GET /live/072028/main" if number % 2 else b"\x16\x03")
        with served.stream(PHONE) as phone:
            phone.next()
            for one in silent:
                one.settimeout(5)
                while one.recv(1000):
                    pass
                one.close()
            served.change({"hall": 1, FOLLOW.upper(): 2})
            assert phone.next().data == "2"


def test_who_sends_a_later_request_header_by_header_is_let_go_and_streams_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "ASK_SECONDS", 0.4)
    with AHall() as served, socket.create_connection(("127.0.0.1", served.port)) as slow:
        slow.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        slow.settimeout(5)
        while b"\xe3\x80\x82" not in slow.recv(1000):  # the full stop of the refusal
            pass
        slow.sendall(b"GET /live/072028/main/hall HTTP/1.1\r\nHost: x\r\n")
        with served.stream(PHONE) as phone:
            phone.next()
            with suppress(ConnectionError):
                for number in range(200):
                    slow.sendall(f"X-{number}: y\r\n".encode())
                    slow.settimeout(0.05)
                    with suppress(TimeoutError):
                        if not slow.recv(1000):
                            break
                else:
                    pytest.fail("it could go on for ever")
            served.change({"hall": 1, FOLLOW.upper(): 2})
            assert phone.next().data == "2"


def test_a_full_hall_shares_one_address_and_nobody_takes_every_stream() -> None:
    letters = str.maketrans("0123456789", "abcdefghij")
    follows = [f"{number:016}".translate(letters) for number in range(310)]
    with AHall(Limits(per_address=300)) as served, ExitStack() as open_:
        served.content |= {one.upper(): 1 for one in follows}
        hall = {"X-Forwarded-For": "203.0.113.9"}
        answers = [_head(open_, served, one, hall) for one in follows]
        assert answers == [200] * 300 + [503] * 10
        assert _head(open_, served, FOLLOW, {"X-Forwarded-For": "198.51.100.7"}) == 200


def test_behind_proxies_the_address_is_what_the_first_of_ours_has_written() -> None:
    with AHall(Limits(per_address=1), proxies=2) as served, ExitStack() as open_:
        forged = {"X-Forwarded-For": "192.0.2.1, 203.0.113.9, 10.0.0.1"}
        assert _head(open_, served, FOLLOW, forged) == 200
        forged = {"X-Forwarded-For": "192.0.2.2, 203.0.113.9, 10.0.0.1"}
        assert _head(open_, served, FOLLOW, forged) == 503
        assert _head(open_, served, FOLLOW, {"X-Forwarded-For": "203.0.113.10, 10.0.0.1"}) == 200
        network = [{"X-Forwarded-For": f"2001:db8::{number}, 10.0.0.1"} for number in (1, 2)]
        assert [_head(open_, served, FOLLOW, one) for one in network] == [200, 503]


def _head(open_: ExitStack, served: Served, follow: str, headers: dict[str, str]) -> int:
    """The status of a stream that stays open until the stack ends."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    open_.callback(connection.close)
    connection.request("GET", f"/live/072028/main/t/{follow}", headers=headers)
    return connection.getresponse().status


def test_who_takes_nothing_is_let_go_and_the_others_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "TAKE_SECONDS", 0.3)
    with AHall() as served:
        asleep = socket.create_connection(("127.0.0.1", served.port))
        asleep.sendall(f"GET {PHONE} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        until(lambda: served.hub.followers == 1)
        with served.stream(PHONE) as phone:
            phone.next()
            for number in range(8):
                served.change({FOLLOW.upper(): f"{number}" + "x" * 2_000_000})
                assert phone.next().data.startswith(f'"{number}')
            until(lambda: served.hub.followers == 1)
        asleep.close()


def until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("it never came to that")
