"""Fictional people who booked the next days: some by telephone, some on the web. For the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.booking.api import (
    Channel,
    Need,
    NewReservation,
    Reserve,
    bookings_of,
    next_free,
    reservations_between,
)
from madoguchi.journeys.appointments.api import Booker, generate_link_secret, link_digest, seal_booker
from madoguchi.lib.sealing import read_public_key
from madoguchi_testing.zones import looking_into

_PEOPLE = (
    ("例示 健", "れいじ けん", ("move_in_notification",), Channel.WEB),
    ("試作 花", "しさく はな", ("move_within_notification",), Channel.PHONE),
    ("見本 次郎", "みほん じろう", ("move_out_notification",), Channel.WEB),
    ("架空 美咲", "かくう みさき", ("seal_registration",), Channel.PHONE),
    ("仮名 あや", "かめい あや", ("move_in_notification",), Channel.WEB),
    ("実演 太郎", "じつえん たろう", ("move_in_notification",), Channel.PHONE),
)
_AHEAD = timedelta(days=60)


def demo_bookings(municipality_code: str, public: Mapping[str, Any]) -> int:
    """Six bookings, each at the first free time after the one before, in the public zone (`public`: what
    differs in the settings of its database); the office copies them. 0 where there are some, or nothing
    can be booked.
    """
    calendar = next(iter(bookings_of(municipality_code).calendars.values()), None)
    if calendar is None or not calendar.lines:
        return 0
    needs = (Need(next(iter(calendar.lines)), 30),)
    with looking_into(public):
        now = clock.now()
        if reservations_between(municipality_code, now.date(), now.date() + _AHEAD):
            return 0
        after, booked = now, 0
        for name, kana, procedures, channel in _PEOPLE:
            # Asked anew each time: two free times that overlap are not both free once one is taken.
            if not (starts := next_free(municipality_code, calendar.key, needs, after, 1)):
                break
            (start,) = starts
            secret = generate_link_secret()
            booker = Booker(name=name, kana=kana, phone="090-0000-0000", secret=secret, procedures=procedures)
            new = NewReservation(
                calendar.key,
                start.at,
                needs,
                seal_booker(
                    booker,
                    municipality_code=municipality_code,
                    public_key=read_public_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), municipality_code),
                    until=now + timedelta(days=400),
                    now=now,
                ),
                channel=channel,
                token_digest=link_digest(secret, municipality_code),
                uuid=uuid4(),
            )
            run(Reserve(), Context(municipality_code, Actor.system("demo"), now, "デモの予約"), new)
            after, booked = start.at + timedelta(minutes=1), booked + 1
    return booked
