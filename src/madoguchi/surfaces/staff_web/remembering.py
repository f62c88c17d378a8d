"""What was typed into a search box, kept for the session, so that no name ever stands in an address.

A search is posted, kept here under a number, and shown by a redirect to `?search=<number>`: reload, back
button and two tabs work. The session is a row of the database; the texts lie in it encrypted, and go with it.
"""

from __future__ import annotations

import base64
import hashlib
import json

from django.conf import settings
from django.http import HttpRequest

from madoguchi.lib.sealing import DraftUnreadable, decrypt_draft, encrypt_draft

KEPT = 20
LONGEST = 200
_SESSION_KEY = "searches"


def remember(request: HttpRequest, text: str) -> int:
    """Keep a text; gives the number under which `recall` finds it. The oldest of more than twenty goes."""
    number, texts = _read(request)
    text = text.replace("\0", "")[:LONGEST]
    if texts.get(number) == text:
        return number
    texts[number + 1] = text
    for old in sorted(texts)[:-KEPT]:
        del texts[old]
    _write(request, texts)
    return number + 1


def recall(request: HttpRequest) -> tuple[int, str]:
    """Number and text of `?search=…`; 0 and an empty text where there is none (any more)."""
    asked = request.GET.get("search", "")
    if not (asked.isascii() and asked.isdigit()):
        return 0, ""
    text = _read(request)[1].get(int(asked[:9]), "")
    return (int(asked[:9]), text) if text else (0, "")


def _read(request: HttpRequest) -> tuple[int, dict[int, str]]:
    kept = request.session.get(_SESSION_KEY)
    if not isinstance(kept, str):
        return 0, {}
    try:
        opened = json.loads(decrypt_draft(_key(), base64.b64decode(kept)))
    except (DraftUnreadable, ValueError):  # the secret key was changed
        return 0, {}
    texts = {int(number): text for number, text in opened.items()}
    return max(texts, default=0), texts


def _write(request: HttpRequest, texts: dict[int, str]) -> None:
    sealed = encrypt_draft(_key(), json.dumps(texts).encode())
    request.session[_SESSION_KEY] = base64.b64encode(sealed).decode()


def _key() -> bytes:
    return hashlib.sha256(f"madoguchi.staff_web.remembering/{settings.SECRET_KEY}".encode()).digest()
