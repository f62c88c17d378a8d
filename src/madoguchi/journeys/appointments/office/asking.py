"""Actions that ask the public zone: first the question, then the transaction that keeps the answer.

Somebody is on the telephone and waits for eight seconds at most; no transaction waits with them.
What dies between question and transaction is known there and not here: the copy brings it within a minute.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from madoguchi.core.actions import Action, Context
from madoguchi.engines.booking.api import ReservationView, WaitingView
from madoguchi.journeys.appointments.office.desk import BookingDesk, booking_desk
from madoguchi.journeys.appointments.office.models import Booked
from madoguchi.journeys.appointments.office.replica import keep


@dataclass(frozen=True, slots=True)
class AboutBooking:
    """What is asked about a booking; `answer` is filled in by the action."""

    answer: ReservationView | None = field(default=None, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class AboutWait:
    """What is asked about a place on the waiting list; as `AboutBooking`."""

    answer: WaitingView | None = field(default=None, repr=False, kw_only=True)


OfBooking = TypeVar("OfBooking", bound=AboutBooking)
OfWait = TypeVar("OfWait", bound=AboutWait)


class AskAboutBooking(Action[OfBooking, Booked]):
    """Ask, then keep. Raises a BookingError and DeskAwayError."""

    permission = "booking.work"
    subject_kind = "booking"

    def ask(self, context: Context, desk: BookingDesk, given: OfBooking) -> ReservationView:
        """The question."""
        raise NotImplementedError

    def asked(self, context: Context, given: OfBooking) -> OfBooking:
        """With its answer."""
        return replace(given, answer=self.ask(context, booking_desk(context.municipality_code), given))

    def perform(self, context: Context, given: OfBooking) -> Booked:
        """Keep it."""
        if given.answer is None:
            raise ValueError("perform without what asked gives")
        return keep(context, given.answer)[0]


class AskAboutWait(Action[OfWait, WaitingView]):
    """Ask, then keep what was offered. Raises a BookingError and DeskAwayError."""

    permission = "booking.work"
    subject_kind = "waiting"

    def ask(self, context: Context, desk: BookingDesk, given: OfWait) -> WaitingView:
        """The question."""
        raise NotImplementedError

    def asked(self, context: Context, given: OfWait) -> OfWait:
        """With its answer."""
        return replace(given, answer=self.ask(context, booking_desk(context.municipality_code), given))

    def perform(self, context: Context, given: OfWait) -> WaitingView:
        """An offer that began or ended is known here at once."""
        if given.answer is None:
            raise ValueError("perform without what asked gives")
        if given.answer.offer is not None:
            keep(context, given.answer.offer)
        return given.answer

    def subject(self, given: OfWait, result: WaitingView) -> str:
        """The place on the list."""
        return f"waiting:{result.uuid}"
