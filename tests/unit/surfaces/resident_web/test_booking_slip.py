"""What a resident's page shows is what the machine at the entrance reads."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from madoguchi.core.clock import TOKYO
from madoguchi.journeys.visiting.domain.codes import Shown, ShownCode, recognise, typed_booking
from madoguchi.surfaces.resident_web.presentation.booking import said_code, slip_view

NOW = datetime(2026, 3, 23, 9, 50, tzinfo=TOKYO)


@pytest.mark.parametrize("code", ["K7P3QX", "0AZ9WT", "222222"])
def test_symbol_and_letters_are_recognised_at_the_entrance(code: str) -> None:
    booked: Any = SimpleNamespace(code=code, begins=NOW)
    slip = slip_view(booked)
    assert recognise(slip.text, "072028", NOW) == ShownCode(Shown.BOOKING, code)
    assert typed_booking(slip.code) == code
    assert typed_booking(slip.code.lower()) == code
    assert slip.png().startswith(b"\x89PNG")
    assert "<svg" in slip.symbol


def test_a_code_is_written_in_two_halves() -> None:
    assert said_code("K7P3QX") == "K7P 3QX"
