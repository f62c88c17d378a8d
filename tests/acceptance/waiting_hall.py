"""A hall of today, whatever day and hour it is: tickets as rows, because none is given outside of hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception import api as reception
from madoguchi.engines.reception.recording import lock_hall

CODE, HALL = "072028", "main"


def a_ticket(sequence: int, letter: str = "A", purpose: str = "moving", **more: Any) -> reception.Ticket:
    """Somebody waits since `sequence` minutes past an hour ago."""
    now = clock.now() - timedelta(minutes=60 - sequence)
    given = {
        "hall": HALL,
        "day": clock.today(),
        "sequence": sequence,
        "letter": letter,
        "number": f"{letter}{sequence:03}",
        "purpose": purpose,
        "origin": "walk_in",
        "lane": "normal",
        "counter": "general",
        "turn_at": now,
        "turn_sequence": sequence,
        "taken_at": now,
        "queued_at": now,
        "follow": f"{'a' * 12}{chr(97 + sequence // 26)}{chr(97 + sequence % 26)}aa",
    } | more
    with tenancy.municipality(CODE):
        made = reception.Ticket.objects.create(**given)
        _changed()
    return made


def call(ticket: reception.Ticket, desk: str = "1", **more: Any) -> None:
    """A desk calls the ticket (again)."""
    changes = {"status": "called", "desk": desk, "called_at": clock.now(), "calls": ticket.calls + 1} | more
    change(ticket, **changes)


def change(ticket: reception.Ticket, **changes: Any) -> None:
    """Something becomes of the ticket."""
    for name, value in changes.items():
        setattr(ticket, name, value)
    with tenancy.municipality(CODE):
        ticket.save()
        _changed()


def publish() -> None:
    """The office tells the public zone how the hall is."""
    reception.keep_published(CODE, reception.hall_state(CODE, HALL).to_payload())


def device_link(kind: reception.DeviceKind) -> str:
    """The address at which a browser becomes a device of the hall."""
    manager = Actor(
        kind="staff",
        id="staff:1",
        municipality_code=CODE,
        display_name="係長",
        permissions=frozenset({"reception.manage"}),
    )
    made = run(
        reception.MakeDevice(), Context(CODE, manager), reception.NewDevice(HALL, kind, f"{kind.label} 1")
    )
    return f"/{CODE}/reception/devices/open/{made.secret}/"


def _changed() -> None:
    lock_hall(Context(CODE, Actor.system("test")), reception.hall_of(CODE, HALL))
