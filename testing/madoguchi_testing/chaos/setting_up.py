"""What is there before the first kill: keys, certificates, a register, cards, drafts. For the office zone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.core import clock, tenancy
from madoguchi.core.jobs import app, stalled
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.courier.models import Arrival
from madoguchi.engines.courier.promises import deliver_soon, exchange_soon
from madoguchi.engines.residents.api import load_synthetic_register
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.chaos.people import Draft, Habit
from madoguchi_testing.online.drafts import WantedDraft, make_drafts
from madoguchi_testing.online.movers import EVENT, PROCEDURES, Mover, cards_of, make_known
from madoguchi_testing.online.office_side import authority_of_cards, link_certificates
from madoguchi_testing.zones import hand_over_to_public, looking_into

CODE = "072028"
BASE = f"/{CODE}/{EVENT}/"
PEOPLE = 40
"""Who apply in turn; each application of a person differs from the last."""
_HABITS = (Habit.PATIENT, Habit.PATIENT, Habit.TWICE, Habit.PATIENT, Habit.LEAVES)


def keys_and_certificates(public: Path) -> None:
    """Keys for sealing, certificates of the link and of cards, each where it belongs."""
    write_keypair(Path(settings.MADOGUCHI_KEYS_DIRECTORY), CODE, generate_keypair())
    link_certificates("127.0.0.1", [CODE])
    authority_of_cards()
    hand_over_to_public(Path(settings.VAR), public)


def drafts(public: Mapping[str, Any], number: int, by: random.Random) -> list[Draft]:
    """So many filled-in drafts of people whom the register knows, with their cards; `public` is how Django
    finds the database of the public zone.
    """
    place = load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities[CODE]
    movers = [Mover.made_up(one) for one in range(min(PEOPLE, number))]
    cards = cards_of(movers, place, authority_of_cards())
    load_synthetic_register(CODE, [mover.household() for mover in movers])
    make_known(CODE, movers, cards)
    wanted = [
        WantedDraft(
            CODE,
            EVENT,
            PROCEDURES,
            movers[one % len(movers)].answers(
                place, clock.today(), phone=f"090-{one // 10_000:04d}-{one % 10_000:04d}"
            ),
        )
        for one in range(number)
    ]
    with looking_into(public):
        cookies = make_drafts(wanted)
    return [
        Draft(cookie, cards[one % len(cards)], _HABITS[one % len(_HABITS)], by.random() < 0.4)
        for one, cookie in enumerate(cookies)
    ]


def as_if_time_had_passed(office: psycopg.Connection[Any]) -> None:
    """What waits for a minute, or for the end of a pause, is due now. `office` is the superuser."""
    connection.close()  # the last one did not survive
    office.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    office.execute(
        "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'"
        " WHERE id < (SELECT max(id) FROM procrastinate_workers)"
    )
    with tenancy.municipality(CODE):
        for uuid in Arrival.objects.filter(status="arrived").values_list("uuid", flat=True):
            deliver_soon(CODE, uuid, unless_waiting=True)
        exchange_soon(CODE)
    with suppress(AlreadyEnqueued):
        app.configure_task(stalled.wake_stalled.name).defer(timestamp=0)
    connection.close()
