"""Whether a mail says no more than it must is known from what was sealed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.appointments.api import Booker
from madoguchi.journeys.appointments.office.api import is_discreet


@pytest.mark.parametrize(
    ("in_clear", "sealed", "discreet"),
    [
        ((), Booker(), False),
        (("move_in_notification",), Booker(procedures=("move_in_notification",)), False),
        (("move_in_notification",), Booker(discreet=True), True),
        ((), Booker(procedures=("protection_measure",)), True),
        (("protection_measure",), Booker(), True),
        (("gone_from_the_packs",), Booker(procedures=("gone_too",)), False),
    ],
)
def test_the_sealed_part_says_whether_somebody_must_not_be_found(
    in_clear: tuple[str, ...], sealed: Booker, discreet: bool
) -> None:
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality("072028")
    booked: Any = SimpleNamespace(procedures=in_clear)
    assert is_discreet(pack, booked, sealed) is discreet
