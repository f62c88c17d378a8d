"""A stand-in for clamd: speaks INSTREAM over a Unix socket and finds what contains a mark."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = b"MADOGUCHI-TEST-VIRUS"
NAME = "Madoguchi.Test.Virus"


@contextmanager
def clamd(path: Path) -> Iterator[list[int]]:
    """Listen at `path` for the time of the block; gives the list of the sizes of the files looked at."""
    seen: list[int] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=_answer_all, args=(listener, seen), daemon=True)
        thread.start()
        try:
            yield seen
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)


def _answer_all(listener: socket.socket, seen: list[int]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as stream:
            if stream.read(10) != b"zINSTREAM\0":
                connection.sendall(b"UNKNOWN COMMAND\0")
                continue
            content = b""
            while length := struct.unpack("!L", stream.read(4))[0]:
                content += stream.read(length)
            seen.append(len(content))
            connection.sendall(f"stream: {NAME} FOUND\0".encode() if MARK in content else b"stream: OK\0")
