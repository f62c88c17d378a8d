"""A signature and the certificate that belongs to it, as one small file beside what was signed."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Final, Self

from madoguchi.lib.jpki.errors import SignatureFileUnreadable

FORMAT: Final = "madoguchi signature 1"
LARGEST_FILE: Final = 40_000


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """Certificate (DER) and signature. The certificate names its owner, so neither shows in a `repr`."""

    certificate: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def as_text(self) -> str:
        """JSON with base64, ASCII."""
        content = {
            "format": FORMAT,
            "certificate": base64.b64encode(self.certificate).decode("ascii"),
            "signature": base64.b64encode(self.signature).decode("ascii"),
        }
        return json.dumps(content, indent=1) + "\n"

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """The file with this content. Raises SignatureFileUnreadable."""
        if len(raw) > LARGEST_FILE:
            raise SignatureFileUnreadable()
        try:
            content = json.loads(raw.decode("utf-8-sig"))
            if content["format"] != FORMAT:
                raise SignatureFileUnreadable()
            certificate, signature = (
                base64.b64decode(content[name], validate=True) for name in ("certificate", "signature")
            )
        except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
            raise SignatureFileUnreadable() from None
        return cls(certificate, signature)
