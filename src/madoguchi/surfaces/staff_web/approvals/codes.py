"""The code on a cover sheet: an address in capitals, so that it is a small symbol, read by telephones and by
scanners that type.
"""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

_IN_TEXT = re.compile(r"/A/([0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12})/?$")


def code_of(request: HttpRequest, municipality_code: str, uuid: UUID) -> str:
    """What the symbol of a document says: the address of its page, as this site is called now."""
    path = reverse("approvals:by-code", args=[municipality_code, str(uuid).upper()])
    return request.build_absolute_uri(path).upper()


def document_in(text: str) -> UUID | None:
    """The document of a scanned code, whatever the keyboard made of it; None for any other text."""
    found = _IN_TEXT.search(unicodedata.normalize("NFKC", text).strip().upper())
    return UUID(found[1]) if found else None
