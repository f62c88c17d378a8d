"""Members of staff with the roles of the packs, each signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.integration.journeys.appointments.callers import give_keys, two_desks, use_calendars
from tests.integration.surfaces.staff_web.samples import moved_by_hand

from madoguchi.core import clock
from madoguchi.core.accounts.models import StaffMember
from madoguchi_testing.booking import NOW

HERE, NEIGHBOUR = "072028", "072087"
PASSWORD = "a-password-for-tests"

SignedIn = Callable[..., Client]


@pytest.fixture
def by_hand() -> Iterator[None]:
    """Cases opened in the test are moved by buttons."""
    with moved_by_hand():
        yield


@pytest.fixture
def signed_in(db: None, sign_in_as: Callable[[StaffMember], Client]) -> SignedIn:
    """A client of a new member of staff with these roles and desks."""
    number = 0

    def with_roles(*roles: str, desks: tuple[str, ...] = (), code: str = HERE) -> Client:
        nonlocal number
        number += 1
        member = StaffMember.objects.create_staff(
            code,
            f"person-{number}",
            PASSWORD,
            display_name=f"窓口 {number}子",
            roles=list(roles),
            desks=list(desks),
        )
        return sign_in_as(member)

    return with_roles


@pytest.fixture
def clerk(signed_in: SignedIn) -> Client:
    """A clerk at the counter."""
    return signed_in("counter_clerk", desks=("resident_register",))


@pytest.fixture
def telephone_desk(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[None]:
    """One desk that can be booked, keys, the noon before a working day."""
    use_calendars(monkeypatch, two_desks(1))
    give_keys(settings, tmp_path)
    with clock.fixed(NOW):
        yield
