"""A state of any size that a hall can have goes through the door of the public zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from madoguchi.engines.reception.domain.published_shapes import MOST_TICKETS, ShapeError, StateShape, checked
from madoguchi.engines.reception.state import Called, CounterState, HallState, PurposeState, TicketState


def a_line_of(number: int, minutes: int) -> dict[str, Any]:
    """One desk for them all."""
    last = number * minutes
    return HallState(
        hall="main",
        day=date(2026, 4, 7),
        at=datetime(2026, 4, 7, 1, 0, tzinfo=UTC),
        version=number,
        counters=(CounterState("general", "総合窓口", None, number, 1, last),),
        purposes=(PurposeState("moving", number, last, last // 2, last * 2),),
        called=(Called("A000", "general", "1番", datetime(2026, 4, 7, 0, 59, tzinfo=UTC), 1),),
        tickets={
            f"{one:032x}": TicketState(
                f"A{one}", "waiting", one, one * minutes, "general", "", one * minutes // 2, one * minutes * 2
            )
            for one in range(number)
        },
    ).to_payload()


@pytest.mark.parametrize("number", [0, 1, 2_000, MOST_TICKETS])
def test_thousands_who_wait_at_one_desk_are_all_told(number: int) -> None:
    state = a_line_of(number, 20)
    assert checked(StateShape, state) == state


def test_more_than_a_hall_can_have_are_refused() -> None:
    with pytest.raises(ShapeError, match="tickets"):
        checked(StateShape, a_line_of(MOST_TICKETS + 1, 20))
