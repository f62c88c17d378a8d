"""A live process that may open few files takes fewer streams, and fills no disk with its complaints."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import Iterator
from unittest import mock

import pytest

from madoguchi.surfaces.live import serving
from madoguchi.surfaces.live.serving import MOST_STREAMS, NoFlood, streams_allowed


@pytest.mark.parametrize(
    ("files", "streams"),
    [(200, 150), (1_024, 768), (16_384, MOST_STREAMS), (resource.RLIM_INFINITY, MOST_STREAMS), (1, 1)],
)
def test_each_phone_is_an_open_file_and_a_quarter_is_left(
    monkeypatch: pytest.MonkeyPatch, files: int, streams: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    assert streams_allowed() == streams


@pytest.fixture
def told() -> Iterator[mock.Mock]:
    with mock.patch.object(serving, "logger", mock.create_autospec(logging.Logger)) as logger:
        yield logger.error


def test_that_nobody_can_be_taken_is_told_once_a_minute(told: mock.Mock) -> None:
    moments = iter([0.0, 0.1, 59.0, 61.0, 61.5, 62.0])
    handler, loop = NoFlood(lambda: next(moments)), mock.create_autospec(asyncio.AbstractEventLoop)
    for _ in range(4):
        handler(loop, {"message": "socket.accept() out of system resource", "exception": OSError(24, "x")})
    assert told.call_count == 2
    loop.default_exception_handler.assert_not_called()


def test_everything_else_is_told_as_ever(told: mock.Mock) -> None:
    loop = mock.create_autospec(asyncio.AbstractEventLoop)
    NoFlood()(loop, {"message": "Task exception was never retrieved"})
    loop.default_exception_handler.assert_called_once()
    told.assert_not_called()
