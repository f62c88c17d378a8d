"""Bookings that were asked for and whose answer was lost: looked for in the copy, and shown until somebody
has told the caller.

The question is asked again by nobody but a clerk: the caller may have been given another time meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.clock import midnight
from madoguchi.engines.booking.api import Need
from madoguchi.journeys.appointments.office.callers import beyond_limit
from madoguchi.journeys.appointments.office.models import Booked, Finding, Unsettled
from madoguchi.journeys.appointments.office.opening import Contact, open_sealed

LOST_AFTER: Final = timedelta(minutes=2)
"""Whatever was asked is answered or lost by then; the copy that is made later knows which."""
TO_TELL: Final = (Finding.BOOKED, Finding.NOT_BOOKED)


class QuestionGoneError(LookupError):
    """この件は、もう片付いています。一覧を開き直してください。"""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for a caller; as `CallerBooking`, who calls is sealed."""

    uuid: UUID
    calendar: str
    needs: tuple[Need, ...]
    begins: datetime
    sealed: bytes = field(repr=False)
    beyond_limit: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question with who called. `booked` is the booking, where it was found."""

    row: Unsettled
    contact: Contact = field(repr=False)
    booked: Booked | None = None

    @property
    def state(self) -> Finding:
        """What is known of it."""
        return Finding(self.row.state)

    @property
    def needs(self) -> tuple[Need, ...]:
        """As it was asked."""
        return tuple(map(Need.from_payload, self.row.needs))


class NoteQuestion(Action[Question, bool]):
    """Write down what is asked for a caller before it is asked; again where it is asked again. Returns
    whether it is asked for the first time.
    """

    name = "appointments.ask"
    permission = "booking.work"
    subject_kind = "booking"

    def perform(self, context: Context, given: Question) -> bool:
        """What was known before is looked for anew."""
        _, made = Unsettled.objects.update_or_create(
            municipality_code=context.municipality_code,
            uuid=given.uuid,
            defaults={
                "calendar": given.calendar,
                "needs": [one.to_payload() for one in given.needs],
                "begins": given.begins,
                "sealed": given.sealed,
                "beyond_limit": given.beyond_limit[:200],
                "asked_at": context.now,
                "state": Finding.ASKED.value,
            },
        )
        return made

    def details(self, given: Question, result: bool) -> Mapping[str, Any]:
        """When it would be, and why the limit should not hold."""
        asked = {"calendar": given.calendar, "begins": given.begins.isoformat()}
        return asked | beyond_limit(given.beyond_limit)


class SettleQuestions(Action[Sequence[UUID], int]):
    """Write down of these questions whether they were booked after all; how many were."""

    name = "appointments.settle"
    permission = None

    def perform(self, context: Context, given: Sequence[UUID]) -> int:
        """Each by the copy."""
        there = list(Booked.objects.filter(uuid__in=given).values_list("uuid", flat=True))
        looked_for = Unsettled.objects.filter(uuid__in=given).exclude(state=Finding.DONE)
        looked_for.exclude(uuid__in=there).update(state=Finding.NOT_BOOKED.value)
        return looked_for.filter(uuid__in=there).update(state=Finding.BOOKED.value)

    def details(self, given: Sequence[UUID], result: int) -> Mapping[str, Any]:
        """Which, and how many of them are booked."""
        return {"bookings": [str(one) for one in given], "booked": result}


class CloseQuestion(Action[UUID, Unsettled]):
    """The caller was told, or has another booking. Raises QuestionGoneError."""

    name = "appointments.close_question"
    permission = "booking.work"
    subject_kind = "booking"
    wanted = Finding.DONE

    def perform(self, context: Context, given: UUID) -> Unsettled:
        """Off the list."""
        row = Unsettled.objects.select_for_update().filter(uuid=given).first()
        if row is None:
            raise QuestionGoneError(QuestionGoneError.__doc__)
        there = Booked.objects.filter(uuid=given).exists()
        found = Finding.BOOKED if there else Finding.NOT_BOOKED
        row.state = (self.wanted if self.wanted is Finding.DONE else found).value
        row.save(update_fields=["state"])
        return row


class ReopenQuestion(CloseQuestion):
    """Back on the list, as it is known now. Raises QuestionGoneError."""

    name = "appointments.reopen_question"
    wanted = Finding.ASKED


def answered(municipality_code: str, uuid: UUID) -> None:
    """The answer is here, whatever it was: nothing is to be looked for."""
    with tenancy.municipality(municipality_code):
        Unsettled.objects.filter(uuid=uuid).delete()


def refused(municipality_code: str, uuid: UUID, *, first: bool) -> None:
    """The answer is no. Whoever hears it at once has the caller on the telephone; who was promised a call
    (`first` is false) stays until they were called.
    """
    if first:
        answered(municipality_code, uuid)
        return
    with tenancy.municipality(municipality_code):
        Unsettled.objects.filter(uuid=uuid).update(state=Finding.NOT_BOOKED.value)


def settle(context: Context) -> None:
    """After the copy was made: whether what was asked before it is there."""
    with tenancy.municipality(context.municipality_code):
        lost = Unsettled.objects.filter(asked_at__lte=context.now - LOST_AFTER)
        asked = list(lost.filter(state=Finding.ASKED).values_list("uuid", flat=True))
        missed = list(lost.filter(state=Finding.NOT_BOOKED).values_list("uuid", flat=True))
        # Later than anybody thought.
        asked += Booked.objects.filter(uuid__in=missed).values_list("uuid", flat=True)
    if asked:
        run(SettleQuestions(), context, asked)


def unanswered(context: Context) -> list[Unanswered]:
    """The questions that somebody has to look after, the oldest first, with who called; one entry in the
    audit log for all of them.
    """
    with tenancy.municipality(context.municipality_code):
        rows = list(Unsettled.objects.filter(begins__gt=context.now).exclude(state=Finding.DONE))
        found = {one.uuid: one for one in Booked.objects.filter(uuid__in=[row.uuid for row in rows])}
        contacts = open_sealed(context, [bytes(row.sealed) for row in rows], "unsettled")
    return [
        Unanswered(row, contact, found.get(row.uuid)) for row, contact in zip(rows, contacts, strict=True)
    ]


def number_unanswered(context: Context) -> int:
    """How many there are, without opening any."""
    with tenancy.municipality(context.municipality_code):
        return Unsettled.objects.filter(begins__gt=context.now).exclude(state=Finding.DONE).count()


def forget_questions(municipality_code: str, before: date) -> None:
    """Delete those about times before a day."""
    with tenancy.municipality(municipality_code):
        Unsettled.objects.filter(begins__lt=midnight(before)).delete()
