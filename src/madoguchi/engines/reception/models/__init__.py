"""Tickets of a day, desks, figures and devices; a hall on a box, and what the public zone knows. No name."""

from madoguchi.engines.reception.models.boxes import BoxRound, HallHome, JoinedRow
from madoguchi.engines.reception.models.devices import Device
from madoguchi.engines.reception.models.figures import Rating, Stay
from madoguchi.engines.reception.models.published import PublishedHall
from madoguchi.engines.reception.models.tickets import DeskSession, HallDay, Ticket, TicketEvent

__all__ = [
    "BoxRound",
    "DeskSession",
    "Device",
    "HallDay",
    "HallHome",
    "JoinedRow",
    "PublishedHall",
    "Rating",
    "Stay",
    "Ticket",
    "TicketEvent",
]
