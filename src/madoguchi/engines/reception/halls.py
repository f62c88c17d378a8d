"""The halls, counters and desks as the packs declare them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from django.conf import settings

from madoguchi.core.packs import Hall, HallCounter, HallDesk, HallPurpose, load_packs_or_refuse
from madoguchi.engines.reception.domain.desk_plans import Pause
from madoguchi.engines.reception.errors import (
    CounterNotFoundError,
    DeskNotFoundError,
    HallNotFoundError,
    PurposeNotFoundError,
)


def halls_of(code: str) -> Mapping[str, Hall]:
    """The halls of a municipality by key, in Japanese; empty where it has none."""
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).halls.get(code, {})


def hall_of(code: str, key: str) -> Hall:
    """One hall. Raises HallNotFoundError."""
    found = halls_of(code).get(key)
    if found is None:
        raise HallNotFoundError
    return found


def desk_of(hall: Hall, key: str) -> tuple[HallCounter, HallDesk]:
    """A desk and the counter at which it stands. Raises DeskNotFoundError."""
    found = next(((counter, desk) for counter, desk in hall.desks if desk.key == key), None)
    if found is None:
        raise DeskNotFoundError
    return found


def desk_label(hall: Hall, desk: str) -> str:
    """What stands over a desk; empty for none, and for one that is gone."""
    return next((one.label for _, one in hall.desks if one.key == desk), "")


def counter_of(hall: Hall, key: str) -> HallCounter:
    """A counter. Raises CounterNotFoundError."""
    found = hall.counters.get(key)
    if found is None:
        raise CounterNotFoundError
    return found


def purpose_of(hall: Hall, key: str) -> HallPurpose:
    """What somebody comes for. Raises PurposeNotFoundError."""
    found = hall.purposes.get(key)
    if found is None:
        raise PurposeNotFoundError
    return found


def pauses_on(hall: Hall, counter: str, day: date) -> list[Pause]:
    """When desks of a counter pause on a day: where the hours of the hall have a gap, and where the lines of
    its bookings say that fewer desks are there (`lunch`).

    A line may have fewer desks than the counter, so that what counts is the share of them that stays.
    """
    spans = hall.hours.spans_on(day)
    found = {(before.last, after.first): 0.0 for before, after in pairwise(spans)}
    bookings = load_packs_or_refuse(settings.MADOGUCHI_PACKS).bookings_of(hall.municipality_code)
    for calendar in bookings.at_hall(hall.key):
        for line in calendar.lines.values():
            if line.counter != counter or not line.hours.spans_on(day):
                continue
            for cover in line.covers:
                at = (cover.span.first, cover.span.last)
                found.setdefault(at, cover.desks / line.desks)
    return [Pause(begins, ends, share) for (begins, ends), share in found.items()]
