"""Codes that people write down, read aloud and type: letters and digits that nobody takes for others."""

from __future__ import annotations

import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U; five bits each."""

_MEANT: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})


def fold_written_code(text: str) -> str:
    """A typed code in capital ASCII letters and digits, in any width and case; other signs stay as they are.

    >>> fold_written_code("ｋ7o-il")
    'K70-11'
    """
    return unicodedata.normalize("NFKC", text).upper().translate(_MEANT)
