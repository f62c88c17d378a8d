"""How long a site waits for whoever sends or takes nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from madoguchi.surfaces import serving
from madoguchi.surfaces.serving import SharingWorker, _ask_whether_it_lives, _PatientSocket


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[_PatientSocket, socket.socket]]:
    """The site's end and the visitor's."""
    monkeypatch.setattr(serving, "ASK_SECONDS", 0.05)
    monkeypatch.setattr(serving, "TAKE_SECONDS", 0.05)
    site, visitor = socket.socketpair()
    patient = _PatientSocket(fileno=site.detach())
    patient.setblocking(True)
    with patient, visitor:
        yield patient, visitor


def test_what_comes_in_time_is_read(line: tuple[_PatientSocket, socket.socket]) -> None:
    patient, visitor = line
    visitor.sendall(b"GET / HTTP/1.1")
    assert patient.recv(100) == b"GET / HTTP/1.1"


def test_who_sends_nothing_more_is_gone(line: tuple[_PatientSocket, socket.socket]) -> None:
    patient, _ = line
    with pytest.raises(ConnectionResetError):
        patient.recv(100)


def test_who_sends_a_letter_now_and_then_is_gone_as_well(
    line: tuple[_PatientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter(range(100))
    monkeypatch.setattr(serving.time, "monotonic", lambda: float(next(moments)))
    monkeypatch.setattr(serving, "ASK_SECONDS", 2.5)
    patient, visitor = line
    visitor.sendall(b"a" * 100)
    got = b""
    with pytest.raises(ConnectionResetError):
        while True:
            got += patient.recv(1)
    assert got == b"a" * 3


def test_who_sends_much_has_time_for_it(
    line: tuple[_PatientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter(range(100))
    monkeypatch.setattr(serving.time, "monotonic", lambda: float(next(moments)))
    monkeypatch.setattr(serving, "ASK_SECONDS", 3.0)
    patient, visitor = line
    for _ in range(6):
        visitor.sendall(b"a" * 8_000)
        assert len(patient.recv(8_000)) == 8_000


def test_who_takes_no_answer_is_gone(line: tuple[_PatientSocket, socket.socket]) -> None:
    patient, _ = line
    with pytest.raises(ConnectionResetError):
        patient.sendall(b"a" * 50_000_000)


def test_who_does_not_hang_up_does_not_hold_the_loop() -> None:
    worker = SharingWorker.__new__(SharingWorker)
    hung_up, left = Event(), Event()

    def close(graceful: bool = False) -> None:
        hung_up.wait()
        left.set()

    with ThreadPoolExecutor(1) as worker._leaving:
        worker._say_goodbye(close, graceful=True)  # comes back
        assert not left.is_set()
        hung_up.set()
    assert left.is_set()


def test_a_line_of_a_known_machine_is_asked_whether_it_lives() -> None:
    with socket.socket() as one:
        _ask_whether_it_lives(one)
        assert one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
