"""The booking desk: where free times are asked for and booked, wherever the capacity is.

`LinkDesk` asks the public zone over the link, `LocalDesk` the same installation; both ask the same questions
(`link_shapes/`) and raise the same errors.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.conf import settings
from pydantic import ValidationError

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.engines.booking import api as booking
from madoguchi.engines.booking.api import (
    BookingError,
    DayFree,
    Need,
    NeedsRefusedError,
    NewReservation,
    NewWaiting,
    ReservationView,
    Start,
    WaitingView,
)
from madoguchi.engines.courier.api import LinkAnsweredError, LinkError, open_link
from madoguchi.journeys.appointments.link_shapes import (
    PAGE,
    ArrivedAsked,
    CalendarAsked,
    ChangeAsked,
    ChangesAsked,
    DaysAnswer,
    DaysAsked,
    NextAsked,
    OneWaitingAnswer,
    PersonsKeyAnswer,
    PersonsKeyAsked,
    Refusal,
    ReservationAnswer,
    ReservationsAnswer,
    ReserveAsked,
    Shape,
    StartsAnswer,
    StartsAsked,
    WaitAsked,
    WaitingAnswer,
    WaitingAsked,
    WhichAsked,
    WhichWaitingAsked,
    encoded,
    need_shapes,
)
from madoguchi.journeys.appointments.public.for_office import answer, refusal

_MOST_PAGES: Final = 25
PATIENCE: Final = 8.0
"""Seconds: somebody is on the telephone."""

Answered = TypeVar("Answered", bound=Shape)
_ERRORS: Final = {
    error.__name__: error
    for error in vars(booking).values()
    if isinstance(error, type) and issubclass(error, BookingError)
}


class DeskAwayError(Exception):
    """予約の空きを調べられません。公開側（予約の台帳）につながりません。"""

    def __init__(self, why: str = "") -> None:
        super().__init__(f"{self.__doc__}{why}" if why else str(self.__doc__))


class BookingDesk(ABC):
    """What can be asked. Everything raises a BookingError for what cannot be, DeskAwayError where nobody
    answers. Whoever asks again with the same number is booked once.
    """

    def __init__(self, municipality_code: str) -> None:
        self.municipality_code = municipality_code

    def free_days(
        self, calendar: str, needs: Sequence[Need], from_day: date, days: int, *, without: UUID | None = None
    ) -> list[DayFree]:
        """So many days from a day on. `without` in all three: as if this booking were not there."""
        asked = _asked(
            DaysAsked,
            calendar=calendar,
            needs=need_shapes(needs),
            from_day=from_day,
            days=days,
            without=without,
        )
        return [one.read() for one in self._ask("days", asked, DaysAnswer).days]

    def free_starts(
        self, calendar: str, needs: Sequence[Need], day: date, *, without: UUID | None = None
    ) -> list[Start]:
        """The free times of a day."""
        asked = _asked(StartsAsked, calendar=calendar, needs=need_shapes(needs), day=day, without=without)
        return [one.read() for one in self._ask("starts", asked, StartsAnswer).starts]

    def next_free(
        self,
        calendar: str,
        needs: Sequence[Need],
        after: datetime,
        how_many: int,
        *,
        without: UUID | None = None,
    ) -> list[Start]:
        """The first free times from a moment on."""
        asked = _asked(
            NextAsked,
            calendar=calendar,
            needs=need_shapes(needs),
            after=after,
            how_many=how_many,
            without=without,
        )
        return [one.read() for one in self._ask("next", asked, StartsAnswer).starts]

    def reserve(self, new: NewReservation) -> ReservationView:
        """Book it."""
        asked = _asked(
            ReserveAsked,
            uuid=new.uuid,
            calendar=new.calendar,
            needs=need_shapes(new.needs),
            start=new.start,
            sealed=encoded(new.sealed),
            person_mark=new.person_mark,
            token_digest=new.token_digest,
            procedures=new.procedures,
            sealed_count=new.sealed_count,
            channel=new.channel,
            beyond_limit=new.beyond_limit,
        )
        return self._ask("reserve", asked, ReservationAnswer).reservation.read()

    def change(self, uuid: UUID, version: int, start: datetime) -> ReservationView:
        """Another time for the version that was seen."""
        asked = _asked(ChangeAsked, uuid=uuid, version=version, start=start)
        return self._ask("change", asked, ReservationAnswer).reservation.read()

    def cancel(self, uuid: UUID, version: int) -> ReservationView:
        """No more."""
        return self._ask(
            "cancel", _asked(WhichAsked, uuid=uuid, version=version), ReservationAnswer
        ).reservation.read()

    def restore(self, uuid: UUID, version: int) -> ReservationView:
        """Booked again as it was before it was cancelled."""
        return self._ask(
            "restore", _asked(WhichAsked, uuid=uuid, version=version), ReservationAnswer
        ).reservation.read()

    def arrived(self, uuid: UUID, arrived: bool) -> ReservationView:
        """Who booked is there, or did not come."""
        return self._ask(
            "arrived", _asked(ArrivedAsked, uuid=uuid, arrived=arrived), ReservationAnswer
        ).reservation.read()

    def changes(
        self, from_day: date, since: datetime | None, after: UUID | None
    ) -> tuple[list[ReservationView], bool]:
        """A page of what changed, and whether there is more."""
        found = self._ask(
            "changes", _asked(ChangesAsked, from_day=from_day, since=since, after=after), ReservationsAnswer
        )
        return [one.read() for one in found.reservations], found.more

    def waiting(self, calendar: str) -> list[WaitingView]:
        """Who waits for a place, in their turn; of very long lists those whose turn comes first."""
        found: list[WaitingView] = []
        for _ in range(_MOST_PAGES):
            asked = _asked(WaitingAsked, calendar=calendar, after=found[-1].uuid if found else None)
            page = self._ask("waiting", asked, WaitingAnswer).waiting
            found += [one.read() for one in page]
            if len(page) < PAGE:
                break
        return found

    def wait(self, new: NewWaiting) -> WaitingView:
        """Wait for a place; what is free is offered at once."""
        asked = _asked(
            WaitAsked,
            uuid=new.uuid,
            calendar=new.calendar,
            needs=need_shapes(new.needs),
            from_day=new.from_day,
            until_day=new.until_day,
            sealed=encoded(new.sealed),
            sealed_count=new.sealed_count,
            person_mark=new.person_mark,
            token_digest=new.token_digest,
            beyond_limit=new.beyond_limit,
        )
        return self._ask("wait", asked, OneWaitingAnswer).waiting.read()

    def leave(self, uuid: UUID) -> WaitingView:
        """Wait no more; an offer goes to the next."""
        return self._ask("leave", _asked(WhichWaitingAsked, uuid=uuid), OneWaitingAnswer).waiting.read()

    def wait_again(self, uuid: UUID) -> WaitingView:
        """Take `leave` back, with the turn that it had."""
        return self._ask("wait_again", _asked(WhichWaitingAsked, uuid=uuid), OneWaitingAnswer).waiting.read()

    def take(self, uuid: UUID, version: int) -> ReservationView:
        """Take what was offered, for who waits."""
        asked = _asked(WhichAsked, uuid=uuid, version=version)
        return self._ask("take", asked, ReservationAnswer).reservation.read()

    def persons_key(self) -> bytes:
        """The key of the marks by which the public zone tells persons apart."""
        return bytes.fromhex(self._ask("persons_key", _asked(PersonsKeyAsked), PersonsKeyAnswer).key)

    def offer(self, calendar: str) -> list[ReservationView]:
        """Offer what is free to those who wait."""
        asked = _asked(CalendarAsked, calendar=calendar)
        return [one.read() for one in self._ask("offer", asked, ReservationsAnswer).reservations]

    def _ask(self, what: str, asked: Shape, answered: type[Answered]) -> Answered:
        told = self.say(what, asked.model_dump_json().encode("utf-8"))
        try:
            return answered.model_validate_json(told)
        except ValidationError:
            raise DeskAwayError("公開側の答えを読めません。両方の版を確かめてください。") from None

    @abstractmethod
    def say(self, what: str, question: bytes) -> bytes:
        """A question and its answer, both JSON."""


class LinkDesk(BookingDesk):
    """Over the link."""

    def say(self, what: str, question: bytes) -> bytes:
        """One connection for one question: a person asks a few in a minute."""
        try:
            with open_link(timeout=PATIENCE) as link:
                told = link.ask(self.municipality_code, f"bookings/{what}", question)
        except LinkAnsweredError as refused:
            raise error_of(refused.told) from None
        except LinkError as problem:
            raise DeskAwayError(str(problem)) from None
        return json.dumps(told).encode("utf-8")


class LocalDesk(BookingDesk):
    """In the same database: both zones are one installation."""

    def say(self, what: str, question: bytes) -> bytes:
        """As over the link, without the way there."""
        context = Context(self.municipality_code, Actor.system("office"), purpose="庁内からの予約")
        try:
            return answer(context, what, question).model_dump_json().encode("utf-8")
        except BookingError as error:
            raise error_of(refusal(error).model_dump(mode="json")) from None


def booking_desk(municipality_code: str) -> BookingDesk:
    """The desk that the settings name. Raises DeskAwayError where they name none."""
    if settings.MADOGUCHI_LINK_URL:
        return LinkDesk(municipality_code)
    if settings.MADOGUCHI_BOOKINGS_HERE:
        return LocalDesk(municipality_code)
    raise DeskAwayError("公開側への接続（MADOGUCHI_LINK_URL）が決まっていません。情報担当に伝えてください。")


def _asked(shape: type[Shape], **values: Any) -> Shape:
    """A question as it can be asked. Raises NeedsRefusedError for what no page offers."""
    try:
        return shape(**values)
    except ValidationError:
        raise NeedsRefusedError() from None


def error_of(told: Mapping[str, Any]) -> Exception:
    """The engine's error that was said over the link."""
    try:
        read = Refusal.model_validate_json(json.dumps(dict(told)))
    except ValidationError:
        return DeskAwayError("公開側の答えを読めません。両方の版を確かめてください。")
    kind = _ERRORS.get(read.kind, BookingError)
    return kind(read.error, alternatives=[one.read() for one in read.alternatives])
