"""What visitors think of their visit: one answer for each ticket."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.reception.domain.ratings import Source, answer_from
from madoguchi.engines.reception.errors import AlreadyRatedError
from madoguchi.engines.reception.halls import hall_of
from madoguchi.engines.reception.models import Rating, Ticket
from madoguchi.engines.reception.state import follow_digest

_LANGUAGE: Final = re.compile(r"[A-Za-z0-9-]{1,20}")


@dataclass(frozen=True, slots=True)
class NewRating:
    """A face from "1" to "5" as it was sent, and a remark. `follow` is the secret of the ticket, empty on a
    device of the hall.
    """

    hall: str
    face: str
    remark: str = field(default="", repr=False)
    follow: str = field(default="", repr=False)
    source: Source = Source.PHONE
    language: str = "ja"


class RateVisit(Action[NewRating, Rating]):
    """Keep what a visitor thinks. Anybody may: what stands in front of it says who reaches it.

    Raises HallNotFoundError, RatingRefusedError, and AlreadyRatedError for a ticket that has answered.
    """

    name: ClassVar[str] = "reception.rate"
    permission: ClassVar[str | None] = None
    subject_kind: ClassVar[str] = "rating"

    def perform(self, context: Context, given: NewRating) -> Rating:
        """The constraint says whether it is the first answer of the ticket."""
        hall = hall_of(context.municipality_code, given.hall)
        answer = answer_from(given.face, given.remark)
        ticket = Ticket.objects.filter(hall=hall.key, follow=given.follow).first() if given.follow else None
        rating = Rating(
            hall=hall.key,
            day=context.day,
            at=context.now,
            face=answer.face,
            remark=answer.remark,
            source=given.source.value,
            language=given.language[:20],
            purpose=ticket.purpose if ticket else "",
            origin=ticket.origin if ticket else "",
            digest=follow_digest(given.follow) if given.follow else "",
        )
        try:
            with transaction.atomic():
                rating.save(force_insert=True)
        except IntegrityError:
            raise AlreadyRatedError from None
        return rating

    def details(self, given: NewRating, result: Rating) -> Mapping[str, Any]:
        """Where it was said; not what."""
        return {"hall": result.hall, "source": result.source}

    def events(self, context: Context, given: NewRating, result: Rating) -> Iterable[Event]:
        """Nobody has to act on it."""
        return ()


class JoinRatings(Action[Sequence[Mapping[str, Any]], list[str]]):
    """Keep answers that the public zone has handed on; returns the uuids that need not come again.

    An answer without a ticket of this office is passed over, and so is a second one.
    """

    name: ClassVar[str] = "reception.join_ratings"
    permission: ClassVar[str | None] = "reception.manage"

    def perform(self, context: Context, given: Sequence[Mapping[str, Any]]) -> list[str]:
        """What cannot be read is settled as well: it would not be readable the next time."""
        days = {day for one in given if (day := _day(one)) is not None}
        tickets = {
            follow_digest(follow): (hall, purpose, origin)
            for follow, hall, purpose, origin in Ticket.objects.filter(day__in=days).values_list(
                "follow", "hall", "purpose", "origin"
            )
        }
        rows = [row for one in given if (row := _row(one, tickets)) is not None]
        Rating.objects.bulk_create(rows, ignore_conflicts=True)
        return [str(one.get("uuid", "")) for one in given]

    def subject(self, given: Sequence[Mapping[str, Any]], result: list[str]) -> str:
        """All of them."""
        return "reception:ratings"

    def details(self, given: Sequence[Mapping[str, Any]], result: list[str]) -> Mapping[str, Any]:
        """How many came."""
        return {"ratings": len(result)}


def _day(given: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(given["day"]))
    except (KeyError, ValueError):
        return None


def _row(given: Mapping[str, Any], tickets: Mapping[str, tuple[str, str, str]]) -> Rating | None:
    day, ticket = _day(given), tickets.get(str(given.get("digest", "")))
    if day is None or ticket is None:
        return None
    try:
        uuid = UUID(str(given["uuid"]))
        answer = answer_from(str(given["face"]), str(given.get("remark", "")))
        at = datetime.fromisoformat(str(given["at"]))
    except (KeyError, ValueError):
        return None
    hall, purpose, origin = ticket
    language = str(given.get("language", "ja"))[:20]
    # What PostgreSQL would not take, or could not give back, would keep all later answers away.
    if at.tzinfo is None or not 1900 < at.year < 9000 or not _LANGUAGE.fullmatch(language):
        return None
    return Rating(
        uuid=uuid,
        hall=hall,
        day=day,
        at=at,
        face=answer.face,
        remark=answer.remark,
        source=Source.PHONE.value,
        language=language,
        purpose=purpose,
        origin=origin,
        digest=str(given["digest"]),
        handed_on=True,
    )
