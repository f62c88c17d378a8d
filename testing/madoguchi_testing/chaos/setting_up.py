"""What is there before the first kill: keys, certificates, a register, cards, drafts. For the office zone."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.jobs import app, stalled
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.courier.models import Arrival
from madoguchi.engines.courier.promises import deliver_soon, exchange_soon
from madoguchi.engines.residents.api import load_synthetic_register
from madoguchi.lib.sealing import generate_keypair, read_private_key, verify_key_of, write_keypair
from madoguchi_testing.chaos.packs import EVENT, METHODS, PROCEDURES
from madoguchi_testing.chaos.people import Draft, Habit
from madoguchi_testing.online.drafts import WantedDraft, make_drafts
from madoguchi_testing.online.movers import Mover, cards_of, make_known
from madoguchi_testing.online.office_side import authority_of_cards, link_certificates
from madoguchi_testing.people.clerk_at_site import Login
from madoguchi_testing.zones import hand_over_to_public, looking_into

PEOPLE = 40
"""Of each municipality who apply in turn; each application of a person differs from the last."""
DESK = "resident_register"
_HABITS = (Habit.PATIENT, Habit.PATIENT, Habit.TWICE, Habit.PATIENT, Habit.LEAVES)


def keys_and_certificates(public: Path) -> None:
    """Keys for sealing, certificates of the link and of cards, each where it belongs."""
    for code in METHODS:
        write_keypair(Path(settings.MADOGUCHI_KEYS_DIRECTORY), code, generate_keypair())
    link_certificates("127.0.0.1", list(METHODS))
    authority_of_cards()
    hand_over_to_public(Path(settings.VAR), public)


def verify_keys() -> dict[str, bytes]:
    """By municipality: with which key its core system checks the codes that it reads in."""
    folder = Path(settings.MADOGUCHI_KEYS_DIRECTORY)
    return {code: verify_key_of(read_private_key(folder, code)) for code in METHODS}


def logins() -> list[Login]:
    """A member of staff for each municipality, who may do what a desk does."""
    made = [Login(code, "clerk", secrets.token_urlsafe(12), DESK) for code in METHODS]
    for one in made:
        StaffMember.objects.create_staff(
            one.municipality_code, one.username, one.password, roles=["manager"], desks=[one.desk]
        )
    return made


def drafts(public: Mapping[str, Any], number: int, by: random.Random) -> list[Draft]:
    """So many filled-in drafts, of each municipality in turn, of people whom its register knows, with their
    cards; `public` is how Django finds the database of the public zone.
    """
    places = [load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities[code] for code in METHODS]
    movers = [Mover.made_up(one) for one in range(min(PEOPLE, -(-number // len(places))))]
    cards = {}
    for place in places:
        cards[place.code] = cards_of(movers, place, authority_of_cards())
        load_synthetic_register(place.code, [mover.household() for mover in movers])
        make_known(place.code, movers, cards[place.code])
    wanted, owners = [], []
    for one in range(number):
        place, who = places[one % len(places)], one // len(places) % len(movers)
        phone = f"090-{one // 10_000:04d}-{one % 10_000:04d}"
        answers = movers[who].answers(place, clock.today(), phone=phone)
        wanted.append(WantedDraft(place.code, EVENT, PROCEDURES, answers))
        owners.append(cards[place.code][who])
    with looking_into(public):
        cookies = make_drafts(wanted)
    return [
        Draft(draft.municipality_code, cookie, card, _HABITS[one % len(_HABITS)], by.random() < 0.4)
        for one, (draft, cookie, card) in enumerate(zip(wanted, cookies, owners, strict=True))
    ]


def as_if_time_had_passed(office: psycopg.Connection[Any]) -> None:
    """What waits for a minute, or for the end of a pause, is due now. `office` is the superuser.

    Raises what Django and psycopg raise when the database is away.
    """
    connection.close()  # the last one did not survive
    office.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    office.execute(
        "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'"
        " WHERE id < (SELECT max(id) FROM procrastinate_workers)"
    )
    for code in METHODS:
        with tenancy.municipality(code):
            for uuid in Arrival.objects.filter(status="arrived").values_list("uuid", flat=True):
                deliver_soon(code, uuid, unless_waiting=True)
            exchange_soon(code)
    with suppress(AlreadyEnqueued):
        app.configure_task(stalled.wake_stalled.name).defer(timestamp=0)
    connection.close()
