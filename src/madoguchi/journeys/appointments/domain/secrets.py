"""The link to a reservation: a secret of 125 bits, of which only the digest is kept."""

from __future__ import annotations

import hashlib

from madoguchi.lib.sealing import generate_reply_secret
from madoguchi.lib.written_codes import ALPHABET, fold_written_code

_LENGTH = 25
CODE_PREFIX = "MDGB:"
"""Stands before the code of a reservation in the symbol that the machine at the entrance reads."""


def generate_link_secret() -> str:
    """A new secret: 25 letters and digits, five bits each."""
    return generate_reply_secret().replace("-", "")


def link_digest(secret: str, municipality_code: str) -> str:
    """What is stored instead of the secret: 64 hexadecimal digits; empty for what can be no secret.

    The secret may be typed in any width, case and grouping.

    >>> link_digest("short", "072028")
    ''
    """
    folded = fold_written_code(secret)
    typed = "".join(one for one in folded if one in ALPHABET)
    foreign = any(one.isalnum() and one not in ALPHABET for one in folded)
    if len(typed) != _LENGTH or foreign:
        return ""
    material = f"{municipality_code}:{typed}".encode("ascii")
    return hashlib.blake2b(material, digest_size=32, person=b"mdg-appt-link").hexdigest()
