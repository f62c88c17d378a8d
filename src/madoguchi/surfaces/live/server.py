"""Uvicorn with streams that end when it is told to stop, and no patience for who asks or takes nothing."""

from __future__ import annotations

import asyncio
from typing import Any, Final, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from madoguchi.surfaces.live.hub import Hub

ASK_SECONDS: Final = 10.0
"""Within which whoever connects has to ask for something, and after an answer for something more."""


TAKE_SECONDS: Final = 30.0
"""Within which whoever takes nothing more has to go on taking."""


class PromptProtocol(H11Protocol):
    """Lets go of connections on which no whole request comes, and of those whose other end does not take what
    it is told: uvicorn itself would keep them for ever.

    That holds for every request of a connection: nobody sends header by header for hours after an answer.
    """

    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._waiting = self.loop.call_later(ASK_SECONDS, self._let_go)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._waiting.cancel()
        self._goes_on()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The other end takes no more for now."""
        super().pause_writing()
        self._stuck = self.loop.call_later(TAKE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It takes again."""
        self._goes_on()
        super().resume_writing()

    def _goes_on(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def on_response_complete(self) -> None:
        """Begin to wait for what may be asked next."""
        super().on_response_complete()
        self._waiting.cancel()
        if not self.transport.is_closing():
            self._waiting = self.loop.call_later(ASK_SECONDS, self._let_go)

    def _let_go(self) -> None:
        # uvicorn says that there always is one; before the first request there is none.
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or cycle.response_complete:
            self.transport.close()


class LiveServer(uvicorn.Server):
    """Ends the streams before it waits for them: otherwise they would never come to an end."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: Any = None) -> None:
        """Tell all who follow that nothing more comes (their browsers come back by themselves)."""
        self._hub.close()
        await super().shutdown(sockets)
