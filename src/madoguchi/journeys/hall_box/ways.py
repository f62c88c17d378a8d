"""How a box reaches the centre: a TLS connection with the box's own certificate."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from madoguchi.engines.courier.api import Link
from madoguchi.lib.link_certificates import OFFICE, link_files

SECONDS = 10.0
"""A centre that says nothing for so long counts as out of reach."""


def open_way() -> Link:
    """The connection that the settings name. Raises LinkError where they are incomplete."""
    files = link_files(Path(settings.MADOGUCHI_LINK_DIRECTORY), OFFICE)
    return Link(settings.MADOGUCHI_CENTRE_URL, files, timeout=SECONDS)
