"""A hall in which fictional people wait, as tests want it."""

from __future__ import annotations

from datetime import datetime, timedelta

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.clock import TOKYO
from madoguchi.engines.reception import api

CODE, HALL = "072028", "main"
TUESDAY = datetime(2026, 4, 7, 9, 0, tzinfo=TOKYO)
"""A working day, in opening hours."""


def clerk(number: int = 1, *permissions: str) -> Actor:
    """Somebody who calls, at the desks of the resident register."""
    return Actor(
        kind="staff",
        id=f"staff:{number}",
        municipality_code=CODE,
        display_name=f"窓口 {number}",
        permissions=frozenset(permissions or ("reception.call",)),
        desks=("resident_register",),
    )


KIOSK = Actor.resident("device:1")


def at(minutes: float = 0, actor: Actor | None = None) -> Context:
    """So many minutes after nine, somebody does something."""
    return Context(CODE, actor or clerk(), now=TUESDAY + timedelta(minutes=minutes))


def take(purpose: str = "moving", minutes: float = 0, **more: object) -> api.Ticket:
    """Somebody takes a ticket."""
    return run(api.TakeTicket(), at(minutes, KIOSK), api.NewTicket(HALL, purpose, **more))  # type: ignore[arg-type]


def open_desk(desk: str = "1", minutes: float = 0, *purposes: str, number: int = 1) -> api.DeskSession:
    """A clerk opens a desk."""
    return run(api.OpenDesk(), at(minutes, clerk(number)), api.Opening(HALL, desk, purposes))


def call(desk: str = "1", minutes: float = 0, current: api.Ticket | None = None) -> api.Ticket:
    """A clerk calls the next one."""
    return run(
        api.CallNext(), at(minutes), api.Next(HALL, desk, current.uuid if current else None, came=True)
    )


def of(ticket: api.Ticket, desk: str = "1", reason: str = "", seen: int | None = None) -> api.OfTicket:
    """A ticket at a desk."""
    return api.OfTicket(HALL, desk, ticket.uuid, reason, seen)


def again(ticket: api.Ticket) -> api.Ticket:
    """The ticket as it is now."""
    from madoguchi.core import tenancy

    with tenancy.municipality(CODE):
        return api.Ticket.objects.get(uuid=ticket.uuid)
