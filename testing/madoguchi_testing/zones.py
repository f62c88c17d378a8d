"""Two zones on one machine: what the processes of each are told, and what the office hands to the other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PUBLIC_FILES = ("authority.crt", "server.crt", "server.key")
"""What of the link's certificates goes to the public zone; the rest stays in the office."""


def environment_of(folder: Path, zone: str, link: str) -> dict[str, str]:
    """What one zone's processes are told: nothing of this installation but packs, date and log level."""
    kept = ("MADOGUCHI_PACKS", "MADOGUCHI_TODAY", "MADOGUCHI_CLOCK_AHEAD", "MADOGUCHI_LOG_LEVEL")
    taken_back = {name: "" for name in os.environ if name.startswith("MADOGUCHI_") and name not in kept}
    own = {"MADOGUCHI_ZONE": zone, "MADOGUCHI_VAR": str(folder / zone)}
    return taken_back | own | {"MADOGUCHI_LINK_URL": f"https://{link}" if zone == "office" else ""}


def hand_over_to_public(office: Path, public: Path) -> int:
    """Copy what the public zone needs and nothing else; returns how many public keys there are.

    Public keys, certificates of the link, and which cards are believed.
    """
    keys = sorted((office / "keys").glob("*.public"))
    files = [*keys, *(office / "link" / name for name in PUBLIC_FILES)]
    for file in (*files, *(office / "jpki" / "anchors").glob("*.pem")):
        there = public / file.relative_to(office)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, there)
    return len(keys)


@contextmanager
def looking_into(database: Mapping[str, Any], *aliases: str) -> Iterator[None]:
    """For the time of the block this process works in another zone's database, as only an administrator of
    both zones can: for setting up and for counting. `database` is what differs in Django's settings; no
    other thread may use the database meanwhile.
    """
    from django.db import connections

    before = {}
    for alias in aliases or ("default",):
        connections[alias].close()
        before[alias] = dict(connections[alias].settings_dict)
        connections[alias].settings_dict.update(database)
    try:
        yield
    finally:
        for alias, settings in before.items():
            connections[alias].close()
            connections[alias].settings_dict.update(settings)
