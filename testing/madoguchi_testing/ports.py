"""Ports for servers that are started soon."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

_OURS = range(20_000, 32_000)
"""Below the ports that the system gives to connections and to whoever asks for any (Linux: from 32768)."""


def free_port() -> int:
    """A port of this machine at which nobody listens.

    One that the system itself gave out could be given out again before the server listens at it, or while it
    is started anew.
    """
    for port in random.sample(_OURS, len(_OURS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")
