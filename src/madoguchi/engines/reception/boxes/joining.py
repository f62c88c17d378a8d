"""What a box tells the centre: rows as plain values, each with a version, the newest of which counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from madoguchi.core import tenancy
from madoguchi.engines.reception.domain.states import AT_A_DESK
from madoguchi.engines.reception.errors import JoiningRefusedError
from madoguchi.engines.reception.models import (
    DeskSession,
    HallDay,
    JoinedRow,
    Rating,
    Stay,
    Ticket,
    TicketEvent,
)
from madoguchi.engines.reception.stays import rebuild

MOST_TICKETS: Final = 150
"""In one batch; with their events well under the megabyte that a request may have."""

TICKET, SESSION, RATING = "ticket", "session", "rating"
_MOST_NUMBERS = 2**31 - 1

OPEN_SESSION, CLOSED_SESSION = 1, 2
"""Versions of a desk's session: it changes once."""

_UNREADABLE: Final = (ValidationError, AttributeError, KeyError, OverflowError, TypeError, ValueError)

Row = TypeVar("Row", bound=models.Model)


class _BrokenRowError(ValueError):
    """A row whose field (named, without what it held) is not what it should be."""


_TOLD = ("told", "low", "high")
"""The minutes that were told to whoever took a ticket."""

_NOT_TOLD = {"id", "municipality_code", "ticket"}

_CHANGED_BY_EVENTS: Final = frozenset(
    {"status", "counter", "then", "desk", "calls", "overtaken", "reason"}
    | {"queued_at", "called_at", "began_at", "ended_at"}
)
"""What an event may have changed of its ticket; number, turn and secret are nobody's to change."""
_MOST_NAMES, _LONGEST_NAME = 20, 60
"""Of a list: the counters that follow, the purposes of a desk."""


def unjoined(code: str, hall: str, most: int = MOST_TICKETS) -> dict[str, Any]:
    """The next rows of a hall that the centre does not have in their present version, or an empty mapping;
    at most so many of each kind.

    Who is at a desk comes last, so that whoever was there before has left it when they come.
    """
    with tenancy.reading(code):
        tickets = list(
            Ticket.objects.filter(hall=hall)
            .annotate(joined=_joined(TICKET))
            .filter(models.Q(joined__isnull=True) | models.Q(joined__lt=models.F("version")))
            .annotate(at_a_desk=models.Q(status__in=[one.value for one in AT_A_DESK]))
            .order_by("at_a_desk", "id")[:most]
        )
        sessions = list(
            DeskSession.objects.filter(hall=hall)
            .annotate(joined=_joined(SESSION))
            .filter(models.Q(joined__isnull=True) | models.Q(joined=OPEN_SESSION, closed_at__isnull=False))
            .order_by(models.F("closed_at").asc(nulls_last=True), "id")[:most]
        )
        ratings = list(
            Rating.objects.filter(hall=hall)
            .annotate(joined=_joined(RATING))
            .filter(joined__isnull=True)
            .order_by("id")[:most]
        )
        return _batch(hall, tickets, sessions, ratings)


def whole_day(code: str, hall: str, day: date) -> dict[str, Any]:
    """Everything of one day in a hall, for a new home that goes on where the old one stopped."""
    with tenancy.reading(code):
        tickets = list(Ticket.objects.filter(hall=hall, day=day).order_by("id"))
        sessions = list(DeskSession.objects.filter(hall=hall, day=day).order_by("id"))
        return _batch(hall, tickets, sessions, [], [day])


def mark_joined(batch: Mapping[str, Any]) -> None:
    """The centre has these rows. Inside the transaction of the caller."""
    rows = [
        *((TICKET, one["uuid"], one["version"]) for one in batch.get("tickets", ())),
        *((SESSION, one["uuid"], _version_of(one)) for one in batch.get("sessions", ())),
        *((RATING, one["uuid"], 1) for one in batch.get("ratings", ())),
    ]
    JoinedRow.objects.bulk_create(
        [JoinedRow(kind=kind, row=row, version=version) for kind, row, version in rows],
        update_conflicts=True,
        unique_fields=["municipality_code", "kind", "row"],
        update_fields=["version"],
    )


def join(hall: str, batch: Mapping[str, Any]) -> int:
    """Write the rows of a batch that are newer than what is here; how many tickets came or changed.

    Inside the transaction of the caller. Joining a batch twice changes nothing. Raises JoiningRefusedError
    for rows of another hall or shape, and for numbers that were given here to somebody else.
    """
    try:
        with transaction.atomic():
            return _join(hall, batch)
    except (DataError, IntegrityError):
        # Each row by itself is well-formed: two of them, or one and what is here, cannot both be.
        raise JoiningRefusedError(
            f"{JoiningRefusedError.__doc__}番号や席が、ほかの番号札と重なっています。受付端末の番号札はそのまま残っています。"
        ) from None


def _join(hall: str, batch: Mapping[str, Any]) -> int:
    try:
        days = [_read_day(one, hall) for one in _rows(batch, "days")]
        tickets = [
            (
                _read(Ticket, one, hall),
                [_read(TicketEvent, event, None) for event in _rows(one, "events")],
                _minutes_told(one),
            )
            for one in _rows(batch, "tickets")
        ]
        sessions = [_read(DeskSession, one, hall) for one in _rows(batch, "sessions")]
        ratings = [_read(Rating, one, hall) for one in _rows(batch, "ratings")]
    except _UNREADABLE as error:
        where = error.args[0] if isinstance(error, _BrokenRowError) else type(error).__name__
        raise JoiningRefusedError(
            f"{JoiningRefusedError.__doc__}データの形が違います（{where}）。両方の版を確かめてください。"
        ) from None
    for day in days:
        _join_day(day)
    for session in sessions:
        _join_session(session)
    Rating.objects.bulk_create(ratings, ignore_conflicts=True)
    return sum(_join_ticket(*one) for one in tickets)


def _join_day(day: HallDay) -> None:
    known = HallDay.objects.select_for_update().filter(hall=day.hall, day=day.day).first()
    if known is None:
        day.save(force_insert=True)
        return
    known.version = max(known.version + 1, day.version)
    known.last_sequence = max(known.last_sequence, day.last_sequence)
    known.last_at = max(known.last_at, day.last_at)
    known.letters |= {
        letter: max(number, known.letters.get(letter, 0)) for letter, number in day.letters.items()
    }
    known.save()


def _join_session(session: DeskSession) -> None:
    known = DeskSession.objects.filter(uuid=session.uuid).first()
    if known is not None:
        _check_same_hall(known.hall, session.hall)
        if known.closed_at is not None or session.closed_at is None:
            return
        session.pk = known.pk
    session.save()


def _join_ticket(ticket: Ticket, happened: Sequence[TicketEvent], told: Mapping[str, int | None]) -> int:
    known = Ticket.objects.filter(uuid=ticket.uuid).first()
    if known is not None:
        _check_same_hall(known.hall, ticket.hall)
    if known is not None and known.version >= ticket.version:
        return 0
    if known is not None:
        ticket.pk = known.pk
    elif Ticket.objects.filter(hall=ticket.hall, day=ticket.day, sequence=ticket.sequence).exists():
        raise JoiningRefusedError(
            f"{ticket.day}の{ticket.number}番は、ここでほかの方に出しています。受付端末の番号札はそのまま残っています。"
        )
    ticket.save()
    there = set(TicketEvent.objects.filter(ticket=ticket).values_list("version", flat=True))
    TicketEvent.objects.bulk_create([_of(ticket, event) for event in happened if event.version not in there])
    rebuild([ticket])
    Stay.objects.filter(ticket=ticket, part=0).update(**told)
    return 1


def _check_same_hall(known: str, told: str) -> None:
    """What another hall has is not for this box."""
    if known != told:
        raise JoiningRefusedError(
            f"{JoiningRefusedError.__doc__}ほかの待合のものが含まれています。受付端末の設定を確かめてください。"
        )


def _of(ticket: Ticket, event: TicketEvent) -> TicketEvent:
    event.ticket = ticket
    return event


def _batch(
    hall: str,
    tickets: Sequence[Ticket],
    sessions: Sequence[DeskSession],
    ratings: Sequence[Rating],
    more_days: Iterable[date] = (),
) -> dict[str, Any]:
    if not tickets and not sessions and not ratings and not more_days:
        return {}
    days = {one.day for one in tickets} | set(more_days)
    events: dict[int, list[dict[str, Any]]] = {}
    for event in TicketEvent.objects.filter(ticket__in=[one.pk for one in tickets]).order_by("id"):
        events.setdefault(event.ticket_id, []).append(_plain(event))
    told = {
        one.ticket_id: {name: getattr(one, name) for name in _TOLD}
        for one in Stay.objects.filter(ticket__in=[one.pk for one in tickets], part=0)
    }
    return {
        "days": [_plain(one) for one in HallDay.objects.filter(hall=hall, day__in=days)],
        "tickets": [
            _plain(one) | {"events": events.get(one.pk, []), "minutes": told.get(one.pk, {})}
            for one in tickets
        ],
        "sessions": [_plain(one) for one in sessions],
        "ratings": [_plain(one) for one in ratings],
    }


def _plain(row: models.Model) -> dict[str, Any]:
    values = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in _NOT_TOLD
    }
    return {name: _as_plain(value) for name, value in values.items()}


def _as_plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(model: type[Row], given: Mapping[str, Any], hall: str | None) -> Row:
    fields = [field for field in model._meta.concrete_fields if field.name not in _NOT_TOLD]
    row = model(**{field.name: _named_value(model, field, given) for field in fields})
    if isinstance(row, TicketEvent):
        row.before = _read_before(row.before)
    if hall is not None and given["hall"] != hall:
        raise ValueError("another hall")
    return row


def _named_value(model: type[models.Model], field: models.Field[Any, Any], given: Mapping[str, Any]) -> Any:
    try:
        return _value(field, given[field.name])
    except _UNREADABLE:
        raise _BrokenRowError(f"{model._meta.verbose_name}の「{field.verbose_name}」") from None


def _read_before(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the ticket that an event changed, each as the ticket itself would have it: an undoing
    writes them back.
    """
    for name in given:
        if name not in _CHANGED_BY_EVENTS:
            raise _BrokenRowError("番号札のできごとの「その前」: 番号札から変わらない項目があります")
    return {
        name: _as_plain(_named_value(Ticket, Ticket._meta.get_field(name), given))  # type: ignore[arg-type]
        for name in given
    }


def _read_day(given: Mapping[str, Any], hall: str) -> HallDay:
    day = _read(HallDay, given, hall)
    if not all(type(number) is int and 0 <= number <= _MOST_NUMBERS for number in day.letters.values()):
        raise ValueError("letters")
    return day


def _value(field: models.Field[Any, Any], given: Any) -> Any:
    """A value that the field would take from a form, except that lists and texts may be empty."""
    if isinstance(field, models.JSONField):
        if not isinstance(given, type(field.get_default())):
            raise TypeError(field.name)
        if isinstance(given, list) and not _are_names(given):
            raise ValueError(field.name)
        return given
    value = field.to_python(given)
    if value is None and not field.null:
        raise ValueError(field.name)
    if field.choices and value not in {key for key, _ in field.flatchoices}:
        raise ValueError(field.name)
    if isinstance(value, datetime) and not (value.tzinfo and 1900 < value.year < 9000):
        # PostgreSQL would keep it, and nobody could read it any more.
        raise ValueError(field.name)
    field.run_validators(value)
    return value


def _are_names(given: Sequence[object]) -> bool:
    return len(given) <= _MOST_NAMES and all(
        isinstance(one, str) and len(one) <= _LONGEST_NAME for one in given
    )


def _rows(given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = given.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise TypeError(name)
    return rows


def _minutes_told(given: Mapping[str, Any]) -> dict[str, int | None]:
    minutes = given["minutes"]
    return {
        name: None if minutes.get(name) is None else min(abs(int(minutes[name])), 9_999) for name in _TOLD
    }


def _version_of(session: Mapping[str, Any]) -> int:
    return OPEN_SESSION if session["closed_at"] is None else CLOSED_SESSION


def _joined(kind: str) -> models.Subquery:
    return models.Subquery(
        JoinedRow.objects.filter(kind=kind, row=models.OuterRef("uuid")).values("version")[:1]
    )
