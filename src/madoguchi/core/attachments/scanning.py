"""The port to a virus scanner, and the one adapter: clamd of ClamAV over its socket.

Without a scanner files are kept as 「ウイルス検査なし」, and the pages say so.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

_CHUNK = 1 << 18
_LONGEST_ANSWER = 4_096


class ScannerUnreachableError(Exception):
    """ウイルス検査のソフト（clamd）が答えません。動いているか、MADOGUCHI_CLAMD の値を確かめてください。"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner found; `found` is the scanner's own name for it, empty for a clean file."""

    found: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.found


class Scanner(Protocol):
    """Something that looks for viruses."""

    def scan(self, content: bytes) -> Verdict:
        """Look at a whole file. Raises ScannerUnreachableError when there is no verdict."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """clamd's INSTREAM command (man clamd(8)). `address`: the path of its Unix socket, or `host:port`."""

    address: str
    seconds: float = 60.0

    def scan(self, content: bytes) -> Verdict:
        """The verdict on a file. Raises ScannerUnreachableError, also when clamd refuses to look."""
        try:
            answer = self._ask(content)
        except OSError as error:
            raise ScannerUnreachableError(f"{ScannerUnreachableError.__doc__}（{error}）") from error
        said = answer.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
        if said == "OK":
            return Verdict()
        if said.endswith(" FOUND"):
            return Verdict(said.removesuffix(" FOUND"))
        raise ScannerUnreachableError(f"{ScannerUnreachableError.__doc__}（{said[:80]}）")

    def _ask(self, content: bytes) -> bytes:
        with self._connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                piece = content[start : start + _CHUNK]
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
                piece = connection.recv(_LONGEST_ANSWER)
                if not piece:
                    break
                answer += piece
        return answer

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(self.seconds)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self.address.rpartition(":")
        if not port.isdigit():
            raise OSError("MADOGUCHI_CLAMD")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)


def scanner() -> Scanner | None:
    """The scanner of this installation (`MADOGUCHI_CLAMD`), or None."""
    address: str = settings.MADOGUCHI_CLAMD
    return Clamd(address) if address else None


def verdict_on(content: bytes) -> Verdict:
    """What this installation's scanner says of a file. Raises ScannerUnreachableError, also without one."""
    looks = scanner()
    if looks is None:
        raise ScannerUnreachableError(ScannerUnreachableError.__doc__)
    return looks.scan(content)
