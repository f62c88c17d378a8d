"""The screen on which callers are booked, as tests press it."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE

PHONE = f"/{HERE}/bookings/"


def seen(answer: Any) -> str:
    """What a page says; never an error page."""
    assert answer.status_code in (200, 404, 409, 422, 503), answer.status_code
    return unescape(answer.content.decode())


def pressed(client: Client, do: str, **fields: Any) -> Any:
    """A button of the screen, with what else stands in its form."""
    return client.post(
        PHONE, {"key": str(uuid4()), "procedure": ["move_in_notification"], **fields, "do": do}
    )
