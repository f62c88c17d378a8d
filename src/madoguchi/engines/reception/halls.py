"""The halls, counters and desks as the packs declare them."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from madoguchi.core.packs import Hall, HallCounter, HallDesk, HallPurpose, load_packs_or_refuse
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
