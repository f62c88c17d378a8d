"""Undoing what keyboards, input methods and copying do to a scanned code."""

from __future__ import annotations

import re
import unicodedata

_NOT_CODE = re.compile(r"[\s\x00-\x1f\x7f\ufeff\u200b-\u200f\u2028-\u202f\u2060]+")
# What a Japanese input method makes of - . / while it is switched on.
_TYPED_BY_INPUT_METHOD = str.maketrans("ー−‐‑‒–—―。・", "--------./")


def heal(text: str) -> str:
    r"""The code as it was printed: half width, upper case, without spaces, line ends and tabs anywhere.

    >>> heal("ｍｄｇ１\r\n ab－c")
    'MDG1AB-C'
    """
    healed = unicodedata.normalize("NFKC", text.translate(_TYPED_BY_INPUT_METHOD))
    return _NOT_CODE.sub("", healed.translate(_TYPED_BY_INPUT_METHOD)).upper()
