"""The form in which a document is hashed: the same content is the same bytes, whoever writes them.

JSON (RFC 8259) with sorted keys, without spaces, in UTF-8; numbers are whole. With the words of README.md
anybody can compute the value again with other tools.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

VERSION_FORM, DECISION_FORM = "madoguchi approval version 1", "madoguchi approval decision 1"


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed. `value` holds texts, whole numbers, booleans, null, lists and mappings."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def fingerprint(value: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def in_groups(value: str) -> str:
    """A hash as people compare it: groups of eight."""
    return " ".join(value[start : start + 8] for start in range(0, len(value), 8))
