"""Addresses for notices: enough is checked that nothing but one address can stand there."""

from __future__ import annotations

import re
from typing import Final

LONGEST_ADDRESS: Final = 254

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
"""As browsers read `<input type="email">` (HTML Standard), with a domain of two parts or more."""


def is_mail_address(text: object) -> bool:
    """Whether the text is one address for e-mail, and nothing that a mail header could be made of."""
    return isinstance(text, str) and len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None
