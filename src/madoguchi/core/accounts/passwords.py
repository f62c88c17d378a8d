"""Passwords that the platform makes: used once, to choose one's own."""

from __future__ import annotations

import secrets
from typing import Final

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that looks like another when it is written by hand."""

_GROUPS, _GROUP = 4, 4


def temporary_password() -> str:
    """Four groups of four letters and digits (79 bits), easily read out and typed on a telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
