"""The format of this installation: the file that `MADOGUCHI_PORTAL_FILE` names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from madoguchi.engines.portal.domain.format import PortalFormat, load_format


def portal_file() -> Path | None:
    """Where the format is; None where no portal is configured, and always in the public zone."""
    if settings.MADOGUCHI_ZONE == "public" or not settings.MADOGUCHI_PORTAL_FILE:
        return None
    return Path(settings.MADOGUCHI_PORTAL_FILE)


def portal_format() -> PortalFormat | None:
    """The format, read again when the file has changed. Raises PackErrors when it is wrong."""
    file = portal_file()
    if file is None:
        return None
    return _read(file, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> PortalFormat:
    return load_format(file)
