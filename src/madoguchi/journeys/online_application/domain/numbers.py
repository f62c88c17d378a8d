"""申請番号: what the resident has before the office gives a 受付番号, short enough to write down."""

from __future__ import annotations

import hashlib
from typing import Final
from uuid import UUID

from madoguchi.lib.written_codes import ALPHABET, fold_written_code

_LENGTH: Final = 8


def application_number(application: UUID) -> str:
    """Eight letters and digits of an application, as `K7Q2-9XMF`: a name for it, and no secret."""
    digest = hashlib.blake2b(application.bytes, digest_size=5, person=b"mdg-app-number").digest()
    number = int.from_bytes(digest)
    text = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return f"{text[:4]}-{text[4:]}"


def folded_number(text: str) -> str:
    """A typed 申請番号 or 受付番号 as it is compared: any width and case, without hyphens and spaces."""
    return "".join(one for one in fold_written_code(text) if one in ALPHABET)
