"""The line to the public zone outlives everything that can go wrong on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from typing import Any

import pytest

from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.live.doors import Threads
from madoguchi.surfaces.live.hub import Hub, Message, State
from madoguchi.surfaces.live.publishing import Publisher

HALL = ("072028", "main")


class Line:
    """Fails once, as it is told, and works then."""

    def __init__(self, error: Exception) -> None:
        self.errors = [error]
        self.brought = asyncio.Event()

    def close(self) -> None: ...

    def put(self, states: Any) -> dict[tuple[str, str], str]:
        if self.errors:
            raise self.errors.pop()
        self.brought.set()
        return {}


class Here(Threads):
    """Everything in the thread of the test."""

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)


async def load(hall: tuple[str, str]) -> State:
    return State({}, time.time())


def write(state: State | None, view: Hashable, is_old: bool) -> Message:
    return Message(waiting.NewState({}))


@pytest.mark.parametrize(
    "error", [waiting.LinkError(), OSError("the database is away"), TypeError("an answer of another release")]
)
def test_whatever_goes_wrong_once_the_next_state_goes_over_again(error: Exception) -> None:
    async def steps() -> bool:
        publisher = Publisher(Hub(load, write), Here(1), [HALL])
        line = Line(error)
        publisher._line = line  # type: ignore[assignment]
        running = asyncio.create_task(publisher.run())
        async with asyncio.timeout(5):
            await asyncio.wait(
                [running, asyncio.create_task(line.brought.wait())], return_when="FIRST_COMPLETED"
            )
        running.cancel()
        return line.brought.is_set()

    assert asyncio.run(steps())


def test_a_hall_that_is_refused_is_told_once_for_each_reason(caplog: pytest.LogCaptureFixture) -> None:
    publisher = Publisher(Hub(load, write), Here(1), [HALL])
    for refused in ({HALL: "the shape"}, {HALL: "the shape"}, {}, {HALL: "the shape"}, {HALL: "a number"}):
        publisher._tell_refused({HALL}, refused)
    told = [record.getMessage().rpartition(": ")[2] for record in caplog.records]
    assert told == ["the shape", "the shape", "a number"]
