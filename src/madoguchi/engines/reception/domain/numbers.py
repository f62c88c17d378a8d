"""Numbers of tickets as people say and type them."""

from __future__ import annotations

import re
import unicodedata

_WRITTEN = re.compile(r"([A-Z]?)0*([0-9]{1,6})")


def number_meant(text: str) -> tuple[str, str]:
    """The letter (empty: not said) and the digits of a number as tickets have them; two empty texts where it
    is none. Any width, case and spaces, with or without 番.

    >>> number_meant("ｂ ３番")
    ('B', '003')
    """
    plain = re.sub(r"[\s\-番]", "", unicodedata.normalize("NFKC", text[:20])).upper()
    found = _WRITTEN.fullmatch(plain)
    return (found[1], f"{int(found[2]):03}") if found else ("", "")
