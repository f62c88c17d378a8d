"""JSON from another machine, refused where PostgreSQL or arithmetic could not take what it holds."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NoReturn


def read_json(body: bytes) -> Any:
    """What the bytes (UTF-8) say.

    Raises ValueError for what is no JSON, is nested too deeply, or holds NUL, halves of characters, NaN or
    infinity: none of them can be stored, and no part of this house says them.

    >>> read_json(b'{"a": [1, "b"]}')
    {'a': [1, 'b']}
    """
    try:
        text = body.decode("utf-8")
        told = json.loads(text, parse_constant=_refuse, parse_float=_finite)
        if "\\u" in text:
            # Only as an escape can NUL or half a character come here. Written out again, half a character
            # cannot be encoded; a NUL stands there as an escape, unlike the same letters typed by somebody,
            # whose backslash is doubled.
            written = json.dumps(told, ensure_ascii=False, allow_nan=False)
            if "\\u0000" in written.replace("\\\\", "") or not written.encode("utf-8"):
                raise ValueError("a text with NUL")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return told


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(written: str) -> float:
    number = float(written)
    if not isfinite(number):
        raise ValueError("a number without end")
    return number
