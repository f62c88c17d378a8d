"""Connections to receipt printers that never wait for ever, as python-escpos drives them.

Imported only where something is printed: python-escpos reads its list of printers when it is imported, which
takes half a second.
"""

from __future__ import annotations

import os
import select
import socket
import time
from typing import Final

from django.conf import settings
from escpos.escpos import Escpos
from escpos.exceptions import Error
from escpos.printer import Dummy, Network
from PIL.Image import Image

from madoguchi.engines.reception.api import is_printers_place

__all__ = ["DeviceFile", "Error", "PatientNetwork", "commands"]

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 0.7
"""A printer answers at once, also while it prints; one that does not answers nothing at all."""

SEND_SECONDS: Final = 5.0

_PROFILES = {576: "TM-T20II", 384: "RP-F10-58mm"}
"""A printer of python-escpos's list with a cutter and at least so many dots."""


class PatientNetwork(Network):  # type: ignore[misc]
    """One time to connect, another to answer, another to take a picture."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._named, self._port = host, port

    def open(self, raise_not_found: bool = True) -> None:
        """Connect. Raises OSError, also where a name leads to a place where no printer is: nothing is sent
        there.
        """
        if not settings.MADOGUCHI_PRINTERS_HERE:
            found = socket.getaddrinfo(self._named, self._port, socket.AF_INET, socket.SOCK_STREAM)
            places = {str(address[0]) for *_, address in found}
            if not all(map(is_printers_place, places)):
                raise OSError("no printer's place")
            # To the address that was looked at: the name could lead elsewhere the next time.
            self.host = min(places)
        super().open(raise_not_found)

    def _raw(self, msg: bytes) -> None:
        self.device.settimeout(SEND_SECONDS)
        super()._raw(msg)

    def _read(self) -> bytes:
        self.device.settimeout(ANSWER_SECONDS)
        return bytes(super()._read())


class DeviceFile(Escpos):  # type: ignore[misc]
    """A printer behind a device file: python-escpos's own only writes, and waits while there is no paper."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.descriptor = path, -1

    def open(self, raise_not_found: bool = True) -> None:
        """Open it for writing and reading. Raises OSError."""
        del raise_not_found
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)

    def close(self) -> None:
        """Close it; twice does no harm."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def _raw(self, msg: bytes) -> None:
        until, rest = time.monotonic() + SEND_SECONDS, memoryview(msg)
        while rest:
            _, ready, _ = select.select([], [self.descriptor], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            rest = rest[os.write(self.descriptor, rest) :]

    def _read(self) -> bytes:
        ready, _, _ = select.select([self.descriptor], [], [], ANSWER_SECONDS)
        if not ready:
            raise TimeoutError
        return os.read(self.descriptor, 16)


def commands(picture: Image) -> bytes:
    """What a printer is sent for a picture (one bit a dot): reset, raster, feed, partial cut."""
    paper = Dummy(profile=_PROFILES[picture.width])
    paper.hw("INIT")
    paper.image(picture, impl="bitImageRaster")
    paper.cut(mode="PART")
    return bytes(paper.output)
