"""Calling back: one clerk takes it on and the others see it, and a call that nobody answered is written down.

It concerns the office alone, and works on while the public zone is away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Action, Context
from madoguchi.engines.booking.api import BookingError, OfferOverError, Status
from madoguchi.journeys.appointments.domain.call_backs import CallState, Try, tries_of
from madoguchi.journeys.appointments.domain.mailing import Telling
from madoguchi.journeys.appointments.office.models import Booked, CallBack, MailState

UNTOLD: Final = (MailState.NO_ADDRESS, MailState.UNREADABLE, MailState.OVER)
"""Of a mail that will not be sent any more."""
_SAME_PRESS: Final = timedelta(minutes=1)


class CalledByOtherError(BookingError):
    """ほかの職員が、いま電話しています。"""


class CallChangedError(BookingError):
    """この電話は、ほかの画面で記録が変わりました。いまの内容を確かめてください。"""


@dataclass(frozen=True, slots=True)
class OfCall:
    """The call-back for an offer (`uuid`), as the page showed it; `take_over`: also from a colleague."""

    uuid: UUID
    seen: int = 0
    take_over: bool = False


class _OnCall(Action[OfCall, CallBack]):
    permission: ClassVar[str | None] = "booking.work"
    subject_kind: ClassVar[str] = "booking"

    def subject(self, given: OfCall, result: CallBack) -> str:
        """The offer."""
        return f"booking:{given.uuid}"

    def details(self, given: OfCall, result: CallBack) -> Mapping[str, Any]:
        """How often nobody answered."""
        return {"not_in": len(result.tries)} | ({"taken_over": True} if given.take_over else {})


class TakeCall(_OnCall):
    """Take a call-back on oneself; whoever has it already keeps it. Raises CalledByOtherError where a
    colleague has it and it is not taken over, and OfferOverError.
    """

    name: ClassVar[str] = "appointments.take_call"

    def perform(self, context: Context, given: OfCall) -> CallBack:
        """Whoever comes second reads who was first."""
        row = _locked(context, given.uuid)
        if row.holder == context.actor.id:
            return row
        if row.holder and not given.take_over:
            raise _by_other(row)
        return _hold(context, row)


class LetGoCall(_OnCall):
    """Not call after all: a colleague may. Raises OfferOverError; what a colleague has stays theirs."""

    name: ClassVar[str] = "appointments.let_go_call"

    def perform(self, context: Context, given: OfCall) -> CallBack:
        """Twice is once."""
        row = _locked(context, given.uuid)
        return _free(row) if row.holder == context.actor.id else row


class NoteNotIn(_OnCall):
    """Nobody answered: written down with the time, and free for whoever tries next.

    Raises CalledByOtherError, CallChangedError where the page was an old one, and OfferOverError.
    """

    name: ClassVar[str] = "appointments.note_not_in"

    def perform(self, context: Context, given: OfCall) -> CallBack:
        """Pressed twice, it is noted once."""
        row = _locked(context, given.uuid)
        if row.holder not in ("", context.actor.id):
            raise _by_other(row)
        tries = tries_of(row.tries)
        if row.version != given.seen:
            if _is_own_and_new(context, tries):
                return row
            raise CallChangedError()
        made = Try(context.now, context.actor.id, context.actor.told_name)
        row.tries = [*row.tries, made.to_payload()]
        return _free(row)


class UndoNotIn(_OnCall):
    """Take the last note back; the call is one's own again. Raises as `NoteNotIn`."""

    name: ClassVar[str] = "appointments.undo_not_in"

    def perform(self, context: Context, given: OfCall) -> CallBack:
        """As long as nothing has happened since."""
        row = _locked(context, given.uuid)
        if row.holder not in ("", context.actor.id):
            raise _by_other(row)
        if row.version != given.seen or not row.tries:
            raise CallChangedError()
        row.tries = row.tries[:-1]
        return _hold(context, row)


@dataclass(frozen=True, slots=True)
class Settling:
    """An offer (`uuid`) whose time went by without an answer: dealt with, or not after all."""

    uuid: UUID
    settled: bool = True


class SettleCall(Action[Settling, Booked]):
    """Whoever nobody reached in time has been dealt with, and stands no more in the list; or stands there
    again. Raises OfferOverError for what nobody knows.
    """

    name: ClassVar[str] = "appointments.settle_call"
    permission: ClassVar[str | None] = "booking.work"
    subject_kind: ClassVar[str] = "booking"

    def perform(self, context: Context, given: Settling) -> Booked:
        """Twice is once."""
        booked = Booked.objects.select_for_update().filter(uuid=given.uuid).first()
        if booked is None:
            raise OfferOverError(_OVER)
        settled_at = context.now if given.settled else None
        CallBack.objects.update_or_create(booked=booked, defaults={"settled_at": settled_at})
        return booked

    def details(self, given: Settling, result: Booked) -> Mapping[str, Any]:
        """Which way."""
        return {"settled": given.settled}


def unreached(municipality_code: str) -> list[Booked]:
    """The offers whose time went by without an answer, that no mail told anybody of and that nobody has dealt
    with; those of places that are still to come, the one that ended first at the front.
    """
    with tenancy.municipality(municipality_code):
        return list(
            Booked.objects.filter(
                status=Status.LAPSED.value,
                begins__gt=clock.now(),
                mails__kind=Telling.OFFER.value,
                mails__state__in=[one.value for one in UNTOLD],
                call_back__settled_at=None,
            )
            .distinct()
            .order_by("held_until", "id")
        )


def calls_of(municipality_code: str, offers: Iterable[UUID]) -> dict[UUID, CallState]:
    """How the call-backs for offers stand; what nobody has begun is a new CallState."""
    wanted = list(offers)
    with tenancy.municipality(municipality_code):
        rows = {
            one.booked.uuid: one
            for one in CallBack.objects.select_related("booked").filter(booked__uuid__in=wanted)
        }
    return {uuid: _state(rows[uuid]) if uuid in rows else CallState() for uuid in wanted}


def _state(row: CallBack) -> CallState:
    return CallState(row.holder, row.holder_name, row.held_at, tries_of(row.tries), row.version)


def hold_for(context: Context, offer: UUID) -> None:
    """Who has somebody on the telephone while a place becomes free has the call already. To be called inside
    `tenancy.municipality(...)`.
    """
    # Sent a second time, the place may be booked or gone by now.
    with suppress(OfferOverError):
        row = _locked(context, offer)
        if not row.holder:
            _hold(context, row)


def _locked(context: Context, offer: UUID) -> CallBack:
    # The row of the offer is the lock: two clerks may begin at the same moment.
    booked = Booked.objects.select_for_update().filter(uuid=offer).first()
    if (
        booked is None
        or booked.status != Status.HELD
        or booked.held_until is None
        or booked.held_until <= context.now
    ):
        raise OfferOverError(_OVER)
    return CallBack.objects.get_or_create(booked=booked)[0]


_OVER: Final = "この空きは、もう予約されたか、お返事の期限が過ぎました。電話はしないでください。"


def _hold(context: Context, row: CallBack) -> CallBack:
    row.holder, row.holder_name, row.held_at = context.actor.id, context.actor.told_name, context.now
    return _kept(row)


def _free(row: CallBack) -> CallBack:
    row.holder, row.holder_name, row.held_at = "", "", None
    return _kept(row)


def _kept(row: CallBack) -> CallBack:
    row.version += 1
    row.save()
    return row


def _by_other(row: CallBack) -> CalledByOtherError:
    who = f"{row.holder_name}さん" if row.holder_name else "ほかの職員"
    since = f"{row.held_at.astimezone(clock.TOKYO):%-H:%M}から" if row.held_at else ""
    return CalledByOtherError(
        f"{who}が{since}電話しています。かわるときは「交代して電話する」を押してください。"
    )


def _is_own_and_new(context: Context, tries: tuple[Try, ...]) -> bool:
    return bool(tries) and tries[-1].by == context.actor.id and context.now - tries[-1].at < _SAME_PRESS
