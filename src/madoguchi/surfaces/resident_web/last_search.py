"""What somebody searched for last: in the browser's cookie, encrypted, for a quarter of an hour.

What people type into a search box is personal (「夫が死んだ」). It must stand in no address, history or log,
and still reloading and going back must not ask whether to send a form again. So the form is posted, the words
go into this cookie, and the page of results is an ordinary page that is read with it. Rendering the results
as the answer to the POST would have been simpler; the back button would have shown 「フォームを再送信」.
Encrypted and not only signed: cookies lie readable on a computer that others use as well.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import time
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from madoguchi.engines.navigator.api import LONGEST_QUERY
from madoguchi.lib.sealing import DraftUnreadable, decrypt_draft, encrypt_draft
from madoguchi.surfaces.resident_web.addresses import address

NAME = "search"
KEPT = timedelta(minutes=15)


def keep(response: HttpResponseBase, municipality_code: str, words: str) -> None:
    """Give the words to the browser, for the page of results only."""
    content = json.dumps([int(time.time()), words[:LONGEST_QUERY]]).encode()
    sealed = encrypt_draft(_key(), content, bound_to=municipality_code.encode())
    response.set_cookie(
        NAME,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=KEPT,
        path=address("search", municipality_code),
        secure=settings.MADOGUCHI_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def read(request: HttpRequest, municipality_code: str) -> str:
    """The words; empty without a cookie, with an old one, and with one that is not ours."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(NAME, ""))
        opened = decrypt_draft(_key(), sealed, bound_to=municipality_code.encode())
        made, words = json.loads(opened)
    except (binascii.Error, DraftUnreadable, ValueError):
        return ""
    return str(words) if 0 <= time.time() - made <= KEPT.total_seconds() else ""


def _key() -> bytes:
    return hashlib.sha256(f"madoguchi.resident_web.last_search/{settings.SECRET_KEY}".encode()).digest()
