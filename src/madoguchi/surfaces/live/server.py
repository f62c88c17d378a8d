"""Uvicorn with streams that end when it is told to stop."""

from __future__ import annotations

from typing import Any

import uvicorn

from madoguchi.surfaces.live.hub import Hub


class LiveServer(uvicorn.Server):
    """Ends the streams before it waits for them: otherwise they would never come to an end."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: Any = None) -> None:
        """Tell all who follow that nothing more comes (their browsers come back by themselves)."""
        self._hub.close()
        await super().shutdown(sockets)
