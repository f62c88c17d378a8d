"""A printer on a port of this machine that speaks ESC/POS as far as tickets need it.

It answers `DLE EOT`, keeps each ticket as the picture that would lie in the tray, and behaves as it is told:
no paper, little paper, cover open, silent, hanging.
"""

from __future__ import annotations

import socketserver
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from PIL import Image

_FIXED = 0x12


@dataclass
class StandInPrinter:
    """`with StandInPrinter() as printer:` listens at `printer.address`; `printer.tickets` are what came out.

    `unknown` are the bytes that were no command of a ticket. Change the flags while it runs.
    """

    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    fault: bool = False
    silent: bool = False
    """A printer that prints and answers nothing."""

    hangs: bool = False
    """A printer that answers until it has taken a ticket, and nothing after that."""

    paper_ends_after: int = 1_000_000
    """Tickets after which there is no paper."""

    tickets: list[Image.Image] = field(default_factory=list)
    unknown: bytearray = field(default_factory=bytearray)

    def __enter__(self) -> Self:
        printer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                printer._serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it listens, as a manager writes it."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def wait_for(self, number: int, seconds: float = 20.0) -> None:
        """Return when so many tickets lie in the tray; a printer that answers nothing may not be done yet."""
        until = time.monotonic() + seconds
        while len(self.tickets) < number and time.monotonic() < until:
            time.sleep(0.005)

    def _serve(self, connection: object) -> None:
        received, paper = bytearray(), list[Image.Image]()
        while content := connection.recv(65_536):  # type: ignore[attr-defined]
            received += content
            while taken := self._take(received, paper, connection):
                del received[:taken]

    def _take(self, received: bytearray, paper: list[Image.Image], connection: object) -> int:
        """Carry out the first command; how many bytes it had, 0 where it is not there as a whole."""
        if received.startswith(b"\x10\x04"):
            return self._answer(received, connection)
        if received.startswith(b"\x1dv0"):
            return _raster(received, paper)
        if received.startswith(b"\x1dV"):
            return self._cut(received, paper)
        for command, length in ((b"\x1b@", 2), (b"\x1bd", 3)):
            if received.startswith(command):
                return length if len(received) >= length else 0
        if received and received[0] not in b"\x10\x1b\x1d":
            self.unknown.append(received[0])
            return 1
        return 0

    def _answer(self, received: bytearray, connection: object) -> int:
        if len(received) < 3:
            return 0
        out = self.paper_out or len(self.tickets) >= self.paper_ends_after
        said = {
            1: 0x08 * (out or self.cover_open or self.fault),
            2: 0x04 * self.cover_open | 0x20 * out | 0x40 * self.fault,
            3: 0,
            4: 0x60 * out | 0x0C * (self.paper_low or out),
        }.get(received[2], 0)
        if not self.silent and not (self.hangs and self.tickets):
            connection.sendall(bytes([_FIXED | said]))  # type: ignore[attr-defined]
        return 3

    def _cut(self, received: bytearray, paper: list[Image.Image]) -> int:
        if len(received) < 3:
            return 0
        length = 4 if received[2] in (65, 66) else 3
        if len(received) < length:
            return 0
        whole = Image.new("1", (max(one.width for one in paper), sum(one.height for one in paper)), 1)
        top = 0
        for one in paper:
            whole.paste(one, (0, top))
            top += one.height
        self.tickets.append(whole)
        paper.clear()
        return length


def _raster(received: bytearray, paper: list[Image.Image]) -> int:
    """`GS v 0`: mode, bytes a line, lines, then the dots; 1 is black."""
    if len(received) < 8:
        return 0
    width, height = received[4] | received[5] << 8, received[6] | received[7] << 8
    end = 8 + width * height
    if len(received) < end:
        return 0
    dots = bytes(one ^ 0xFF for one in received[8:end])
    paper.append(Image.frombytes("1", (width * 8, height), dots))
    return end
