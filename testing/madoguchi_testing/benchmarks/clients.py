"""Many browsers in one process: each asks with a connection of its own, as a crowd at one moment does."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

_COOKIE = re.compile(r"^set-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE | re.MULTILINE)
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the whole head, the body, and how long it took in milliseconds."""

    status: int
    head: str
    text: str
    milliseconds: float

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden inputs of the page's forms; where a name comes twice, the last."""
        return dict(_HIDDEN.findall(self.text))

    @property
    def location(self) -> str:
        """Where the answer leads; empty where nowhere."""
        found = re.search(r"^location: (\S+)", self.head, re.IGNORECASE | re.MULTILINE)
        return found[1] if found else ""


@dataclass(slots=True)
class Browser:
    """Keeps cookies, and nothing else."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        """A page."""
        return await self._ask("GET", path, b"")

    async def post(self, path: str, values: Mapping[str, str]) -> Answer:
        """A form."""
        return await self._ask("POST", path, urlencode(values).encode())

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection(self.host, self.port)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            + (f"Cookie: {kept}\r\n" if kept else "")
            + "\r\n"
        )
        try:
            writer.write(head.encode() + body)
            whole = await reader.read()
        finally:
            writer.close()
        took = (time.perf_counter() - began) * 1_000
        told, _, content = whole.partition(b"\r\n\r\n")
        text = told.decode("latin-1")
        self.cookies.update(_COOKIE.findall(text))
        status = int(text.split(" ", 2)[1]) if text else 0
        return Answer(status, text, content.decode("utf-8", "replace"), took)
