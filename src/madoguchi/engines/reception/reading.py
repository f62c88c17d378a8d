"""Reading tickets."""

from __future__ import annotations

import re

from madoguchi.core import tenancy
from madoguchi.engines.reception.models import Ticket

_FOLLOW = re.compile(r"[a-z2-7]{16}", re.ASCII)


def ticket_by_follow(code: str, follow: str) -> Ticket | None:
    """The ticket whose secret it is, of whatever day; None where there is none."""
    secret = follow.lower()
    if not _FOLLOW.fullmatch(secret):
        return None
    with tenancy.reading(code):
        return Ticket.objects.filter(follow=secret).first()
