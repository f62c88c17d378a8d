"""A telephone, a caller and a calendar with few desks; keys of the municipality that is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import BookingCalendar, Packs
from madoguchi.engines.booking.api import Need
from madoguchi.journeys.appointments.office import api as office
from madoguchi.lib.sealing import KeyPair, generate_keypair, write_keypair
from madoguchi_testing import booking
from madoguchi_testing.booking import NOW, at

HERE, NEIGHBOUR = "072028", "072087"
CLERK = Actor("staff", "staff:1", HERE, "窓口 花子", frozenset({"booking.read", "booking.work"}))
KEYS: KeyPair = generate_keypair()
GENERAL = (Need("general", 30),)
KEN = office.Booker(name="例示 健", kana="れいじ けん", phone="090-0000-1234", email="ken@example.jp")


def use_calendars(monkeypatch: pytest.MonkeyPatch, *calendars: BookingCalendar) -> None:
    """Every municipality has these calendars, or two desks of one line."""
    made = booking.bookings(*(calendars or (two_desks(),)))
    monkeypatch.setattr(Packs, "bookings_of", lambda self, code: made)


def two_desks(desks: int = 2) -> BookingCalendar:
    """One line at which everything is done."""
    general = booking.line("general", desks, roles=("resident_register", "health_insurance"))
    return booking.desks(replace(general, label="総合窓口"), place="本庁舎 1階", hall="main")


def give_keys(settings: Any, folder: Path) -> None:
    """The key pair of the municipality."""
    settings.MADOGUCHI_KEYS_DIRECTORY = folder
    write_keypair(folder, HERE, KEYS)


def context(now: datetime = NOW, actor: Actor = CLERK) -> Context:
    """A clerk of here, on the noon before a working day."""
    return Context(HERE, actor, now, "窓口の予約")


def book(
    start: datetime | None = None, booker: office.Booker = KEN, key: UUID | None = None, now: datetime = NOW
) -> office.Booked:
    """A caller books half an hour."""
    given = office.CallerBooking(key or uuid4(), "counters", GENERAL, start or at("10:00"), booker)
    with clock.fixed(now):
        return run(office.BookForCaller(), context(now), given)
