"""What an office asks of the public zone, where the one truth about capacity is, and what it is answered.

The questions come over the link, from an office that showed its certificate, or, where both zones are one
installation, from next door. Each is read strictly; whoever asks twice is booked once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.db import IntegrityError
from psycopg.errors import UniqueViolation
from pydantic import ValidationError

from madoguchi.core.actions import Context, run
from madoguchi.engines.booking.api import (
    Arrival,
    BookingError,
    CancelReservation,
    Change,
    ChangedMeanwhileError,
    ChangeReservation,
    Channel,
    FreedPlaces,
    JoinWaitingList,
    LeaveWaitingList,
    MarkArrived,
    Need,
    NewReservation,
    NewWaiting,
    NumberTakenError,
    OfferFreedPlace,
    ReservationView,
    Reserve,
    RestoreReservation,
    ReturnToWaitingList,
    Status,
    TakeOffer,
    Which,
    WhichWaiting,
    free_days,
    free_starts,
    next_free,
    reservation,
    reservations_changed,
    waiting_in,
)
from madoguchi.journeys.appointments.link_shapes import (
    PAGE,
    ArrivedAsked,
    CalendarAsked,
    ChangeAsked,
    ChangesAsked,
    DaysAnswer,
    DaysAsked,
    DayShape,
    Needs,
    NextAsked,
    OneWaitingAnswer,
    PersonsKeyAnswer,
    PersonsKeyAsked,
    Refusal,
    ReservationAnswer,
    ReservationsAnswer,
    ReservationShape,
    ReserveAsked,
    Shape,
    StartsAnswer,
    StartsAsked,
    StartShape,
    WaitAsked,
    WaitingAnswer,
    WaitingAsked,
    WaitingShape,
    WhichAsked,
    WhichWaitingAsked,
)
from madoguchi.journeys.appointments.public.limiting import persons_key

Asked = TypeVar("Asked", bound=Shape)
_BY_CLERK: Final = Channel.PHONE


class UnknownQuestionError(LookupError):
    """この問い合わせはありません。両方の版を確かめてください。"""


class QuestionBrokenError(ValueError):
    """問い合わせの形が違います。両方の版を確かめてください。"""


def answer(context: Context, what: str, body: bytes) -> Shape:
    """The answer to a question of an office. Raises UnknownQuestionError, QuestionBrokenError and the
    engine's BookingError.
    """
    known = _ANSWERS.get(what)
    if known is None:
        raise UnknownQuestionError(UnknownQuestionError.__doc__)
    shape, answering = known
    try:
        asked = shape.model_validate_json(body)
    except (ValidationError, ValueError, RecursionError):
        # What was wrong stays unsaid: it would repeat what was sent.
        raise QuestionBrokenError(QuestionBrokenError.__doc__) from None
    try:
        return answering(context, asked)
    except IntegrityError as error:
        # A number of another municipality, or one that is just being written: nobody here could see it.
        if isinstance(error.__cause__, UniqueViolation):
            raise NumberTakenError from None
        raise


def refusal(error: BookingError) -> Refusal:
    """The error as it is said over the link."""
    alternatives = tuple(StartShape.of(start) for start in error.alternatives)
    return Refusal(error=str(error), kind=type(error).__name__, alternatives=alternatives)


def _days(context: Context, asked: DaysAsked) -> Shape:
    found = free_days(
        context.municipality_code,
        asked.calendar,
        _needs(asked.needs),
        asked.from_day,
        asked.days,
        channel=_BY_CLERK,
        without=asked.without,
    )
    return DaysAnswer(days=tuple(DayShape.of(day) for day in found))


def _starts(context: Context, asked: StartsAsked) -> Shape:
    found = free_starts(
        context.municipality_code,
        asked.calendar,
        _needs(asked.needs),
        asked.day,
        channel=_BY_CLERK,
        without=asked.without,
    )
    return StartsAnswer(starts=tuple(StartShape.of(start) for start in found))


def _next(context: Context, asked: NextAsked) -> Shape:
    found = next_free(
        context.municipality_code,
        asked.calendar,
        _needs(asked.needs),
        asked.after,
        asked.how_many,
        channel=_BY_CLERK,
        without=asked.without,
    )
    return StartsAnswer(starts=tuple(StartShape.of(start) for start in found))


def _reserve(context: Context, asked: ReserveAsked) -> Shape:
    new = NewReservation(
        calendar=asked.calendar,
        start=asked.start,
        needs=_needs(asked.needs),
        sealed=asked.sealed,
        person_mark=asked.person_mark,
        channel=asked.channel if asked.channel is not Channel.WEB else _BY_CLERK,
        token_digest=asked.token_digest,
        procedures=asked.procedures,
        sealed_count=asked.sealed_count,
        uuid=asked.uuid,
        beyond_limit=asked.beyond_limit,
    )
    return _one(run(Reserve(), context, new))


def _wait(context: Context, asked: WaitAsked) -> Shape:
    new = NewWaiting(
        calendar=asked.calendar,
        from_day=asked.from_day,
        until_day=asked.until_day,
        needs=_needs(asked.needs),
        sealed=asked.sealed,
        sealed_count=asked.sealed_count,
        person_mark=asked.person_mark,
        channel=_BY_CLERK,
        token_digest=asked.token_digest,
        uuid=asked.uuid,
        beyond_limit=asked.beyond_limit,
    )
    return OneWaitingAnswer(waiting=WaitingShape.of(run(JoinWaitingList(), context, new)))


def _leave(context: Context, asked: WhichWaitingAsked) -> Shape:
    which = WhichWaiting(asked.uuid, channel=_BY_CLERK)
    return OneWaitingAnswer(waiting=WaitingShape.of(run(LeaveWaitingList(), context, which)))


def _wait_again(context: Context, asked: WhichWaitingAsked) -> Shape:
    which = WhichWaiting(asked.uuid, channel=_BY_CLERK)
    return OneWaitingAnswer(waiting=WaitingShape.of(run(ReturnToWaitingList(), context, which)))


def _take(context: Context, asked: WhichAsked) -> Shape:
    which = Which(asked.uuid, asked.version, channel=_BY_CLERK)
    try:
        return _one(run(TakeOffer(), context, which))
    except ChangedMeanwhileError:
        now = reservation(context.municipality_code, asked.uuid)
        if now is not None and (now.version, now.status) == (asked.version + 1, Status.BOOKED):
            return _one(now)
        raise


def _persons_key(context: Context, asked: PersonsKeyAsked) -> Shape:
    return PersonsKeyAnswer(key=persons_key(context.municipality_code).hex())


def _change(context: Context, asked: ChangeAsked) -> Shape:
    change = Change(asked.uuid, asked.version, asked.start, channel=_BY_CLERK)
    try:
        return _one(run(ChangeReservation(), context, change))
    except ChangedMeanwhileError:
        now = reservation(context.municipality_code, asked.uuid)
        # The answer was lost on its way, and the question came again.
        if now is not None and (now.version, now.begins) == (asked.version + 1, asked.start):
            return _one(now)
        raise


def _cancel(context: Context, asked: WhichAsked) -> Shape:
    try:
        return _one(run(CancelReservation(), context, Which(asked.uuid, asked.version, channel=_BY_CLERK)))
    except ChangedMeanwhileError:
        now = reservation(context.municipality_code, asked.uuid)
        if now is not None and now.status is Status.CANCELLED:
            return _one(now)
        raise


def _restore(context: Context, asked: WhichAsked) -> Shape:
    try:
        return _one(run(RestoreReservation(), context, Which(asked.uuid, asked.version, channel=_BY_CLERK)))
    except ChangedMeanwhileError:
        now = reservation(context.municipality_code, asked.uuid)
        if now is not None and (now.version, now.status) == (asked.version + 1, Status.BOOKED):
            return _one(now)
        raise


def _arrived(context: Context, asked: ArrivedAsked) -> Shape:
    return _one(run(MarkArrived(), context, Arrival(asked.uuid, asked.arrived)))


def _changes(context: Context, asked: ChangesAsked) -> Shape:
    found = reservations_changed(
        context.municipality_code, asked.from_day, since=asked.since, after=asked.after, most=PAGE
    )
    shapes = tuple(ReservationShape.of(one) for one in found)
    return ReservationsAnswer(reservations=shapes, more=len(found) == PAGE)


def _waiting(context: Context, asked: WaitingAsked) -> Shape:
    # Thousands at once would be more than the office reads of one answer, and then it would read nobody.
    found = waiting_in(context.municipality_code, asked.calendar, PAGE, after=asked.after)
    return WaitingAnswer(waiting=tuple(WaitingShape.of(one) for one in found))


def _offer(context: Context, asked: CalendarAsked) -> Shape:
    offered = run(OfferFreedPlace(), context, FreedPlaces(asked.calendar))
    return ReservationsAnswer(reservations=tuple(ReservationShape.of(one) for one in offered))


def _one(view: ReservationView) -> ReservationAnswer:
    return ReservationAnswer(reservation=ReservationShape.of(view))


def _needs(shapes: Needs) -> tuple[Need, ...]:
    return tuple(one.read() for one in shapes)


_ANSWERS: Final[dict[str, tuple[type[Any], Callable[[Context, Any], Shape]]]] = {
    "days": (DaysAsked, _days),
    "starts": (StartsAsked, _starts),
    "next": (NextAsked, _next),
    "reserve": (ReserveAsked, _reserve),
    "change": (ChangeAsked, _change),
    "cancel": (WhichAsked, _cancel),
    "restore": (WhichAsked, _restore),
    "arrived": (ArrivedAsked, _arrived),
    "changes": (ChangesAsked, _changes),
    "waiting": (WaitingAsked, _waiting),
    "wait": (WaitAsked, _wait),
    "leave": (WhichWaitingAsked, _leave),
    "wait_again": (WhichWaitingAsked, _wait_again),
    "take": (WhichAsked, _take),
    "persons_key": (PersonsKeyAsked, _persons_key),
    "offer": (CalendarAsked, _offer),
}
