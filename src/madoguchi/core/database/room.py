"""How much room the database has, where it writes on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from django.db import OperationalError, connection

_FULL: Final = "53100"
"""SQLSTATE of PostgreSQL without room on the disk."""

_LEAST_TO_START: Final = 50_000_000
"""With less a server that ended for want of room does not start: it begins with files of 16 MB."""


def room_of_database() -> int | None:
    """Free bytes where the embedded PostgreSQL writes; None where the database is on another machine."""
    place = connection.settings_dict.get("EMBEDDED_DATA")
    if place is None:
        return None
    place = Path(place)
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def is_for_want_of_room(error: OperationalError) -> bool:
    """Whether the database failed because its disk is full.

    It says so while it runs. Where it cannot write its log any more, it ends and says nothing.
    """
    if getattr(error.__cause__, "sqlstate", None) == _FULL:
        return True
    room = room_of_database()
    return room is not None and room < _LEAST_TO_START
