"""From the office to the public zone: the newest state of every hall, over one connection that stays open."""

from __future__ import annotations

import asyncio
import logging
from itertools import chain, repeat

from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.live.doors import WHOLE, Threads
from madoguchi.surfaces.live.hub import Hall, Hub

logger = logging.getLogger(__name__)

PAUSES = (0.0, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each new attempt: at once first, because a connection at rest may have been closed."""


_LONG = 60.0


class Publisher:
    """Follows every hall as a phone would, and brings what it is told to the public zone.

    Under load several changes of a hall are one message: the one that is newest when the line is free.
    """

    def __init__(self, hub: Hub, threads: Threads, halls: list[Hall] | None = None) -> None:
        self._hub, self._threads = hub, threads
        self._halls = waiting.every_hall() if halls is None else halls
        self._newest: dict[Hall, waiting.NewState] = {}
        self._waiting: set[Hall] = set()
        self._is_waiting = asyncio.Event()
        self._line = waiting.Line()
        self._refused: dict[Hall, str] = {}

    async def run(self) -> None:
        """Until cancelled."""
        followers = [asyncio.create_task(self._follow(hall)) for hall in self._halls]
        try:
            await self._send()
        finally:
            for one in followers:
                one.cancel()
            self._line.close()

    async def _follow(self, hall: Hall) -> None:
        async with self._hub.following(hall, (WHOLE, hall)) as follower:
            while not follower.ended:
                # The hub reads a hall every quarter of a minute at least, with its time: so the public zone
                # hears that a state holds, and hears nothing when it can no longer be read.
                message = await follower.next(_LONG)
                if message is not None:
                    self._newest[hall] = message.data
                    self._waiting.add(hall)
                    self._is_waiting.set()

    async def _send(self) -> None:
        pauses = chain(PAUSES, repeat(PAUSES[-1]))
        while True:
            await self._is_waiting.wait()
            self._is_waiting.clear()
            taken, self._waiting = self._waiting, set()
            states = {hall: self._newest[hall] for hall in taken}
            try:
                self._tell_refused(taken, await self._threads.run(self._line.put, states))
                pauses = chain(PAUSES, repeat(PAUSES[-1]))
            except Exception as error:
                # Whatever it is (the link is away, our database restarts, an answer makes no sense): the
                # phones must hear again as soon as it is over.
                self._waiting |= taken
                self._is_waiting.set()
                pause = next(pauses)
                if pause:
                    known = isinstance(error, waiting.LinkError)
                    why = str(error) if known else type(error).__name__
                    logger.warning("the public zone does not hear of the halls: %s", why)
                await asyncio.sleep(pause)

    def _tell_refused(self, taken: set[Hall], refused: dict[Hall, str]) -> None:
        """Once for every reason: what is refused is brought again with the hall's next state."""
        for hall, why in refused.items():
            if self._refused.get(hall) != why:
                logger.warning("the public zone does not take the hall %s of %s: %s", hall[1], hall[0], why)
        self._refused = {hall: why for hall, why in self._refused.items() if hall not in taken} | refused
