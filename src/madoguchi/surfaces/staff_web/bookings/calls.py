"""The telephone calls to make: who is told of a place that is held for them, and who is calling already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.journeys.appointments.office.api import (
    Booked,
    CallState,
    Contact,
    Waits,
    calls_of,
    open_contacts,
    place_in_calls,
    to_call,
    unreached,
)


@dataclass(frozen=True, slots=True)
class Call:
    """A place (`offer`, in its `version`) that is held until `until` for somebody of the waiting list.

    `waiting` is their place on the list; None in the copy, which does not know it.
    """

    offer: UUID
    version: int
    begins: datetime
    until: datetime
    waiting: UUID | None
    state: CallState
    contact: Contact = field(repr=False)


def calls_to_make(context: Context, waits: Sequence[Waits]) -> list[Call]:
    """Those of who waits and is to be called; their contacts are open already."""
    offers = [(one, one.view.offer) for one in waits]
    states = calls_of(context.municipality_code, [offer.uuid for _, offer in offers if offer])
    return [
        Call(
            offer.uuid,
            offer.version,
            offer.begins,
            offer.held_until or offer.begins,
            one.view.uuid,
            states[offer.uuid],
            one.contact,
        )
        for one, offer in offers
        if offer
    ]


def copied_calls(context: Context) -> list[Call]:
    """The same from the copy: a place is held for them while nobody can be asked."""
    return _of_rows(context, to_call(context.municipality_code))


def missed_calls(context: Context) -> list[Call]:
    """Whom nobody reached before the time for an answer was over, and nobody has dealt with."""
    return _of_rows(context, unreached(context.municipality_code))


def _of_rows(context: Context, rows: Sequence[Booked]) -> list[Call]:
    with tenancy.municipality(context.municipality_code):
        contacts = open_contacts(context, rows, "waiting")
    states = calls_of(context.municipality_code, [row.uuid for row in rows])
    return [
        Call(
            row.uuid,
            row.version,
            row.begins,
            row.held_until or row.begins,
            None,
            states[row.uuid],
            contacts[row.pk],
        )
        for row in rows
    ]


def in_order(calls: Iterable[Call], me: str) -> list[Call]:
    """As somebody would make them."""
    return sorted(calls, key=lambda one: place_in_calls(one.state, me, one.until))
