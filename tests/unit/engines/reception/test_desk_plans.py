"""When the desks of a counter are open, from now on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.desk_plans import Pause, open_at, plan_from_now, stretches

NOON = Pause(720, 780, 0.5)
CLOSED = Pause(720, 780, 0.0)
pauses = st.lists(
    st.builds(
        lambda begins, length, share: Pause(begins, begins + length, share),
        st.integers(480, 1030),
        st.integers(1, 120),
        st.sampled_from([0.0, 1 / 3, 0.5, 1.0]),
    ),
    max_size=4,
)


def test_half_of_the_desks_go_to_lunch_and_come_back() -> None:
    plan = plan_from_now(660, 3, 0, [NOON])
    assert plan == [(660, 3), (720, 2), (780, 3)]
    assert list(stretches(plan, 0, 660)) == [(660, None)]
    assert list(stretches(plan, 2, 660)) == [(660, 720), (780, None)]


def test_where_the_hall_closes_over_noon_all_go_whatever_else_is_said() -> None:
    for known in ([CLOSED], [NOON, CLOSED], [CLOSED, Pause(690, 750, 0.5)]):
        assert open_at(plan_from_now(660, 4, 0, known), 730) == 0
    assert plan_from_now(800, 4, 0, [CLOSED]) == [(800, 4)]


def test_whoever_works_through_the_pause_works_and_who_is_away_comes_back() -> None:
    assert plan_from_now(730, 1, 2, [CLOSED]) == [(730, 1), (780, 3)]
    assert plan_from_now(730, 0, 2, [NOON]) == [(730, 0), (780, 2)]


@given(now=st.integers(480, 1100), there=st.integers(0, 6), away=st.integers(0, 3), known=pauses)
def test_nobody_is_counted_twice_and_all_are_there_in_the_end(
    now: int, there: int, away: int, known: list[Pause]
) -> None:
    plan = plan_from_now(now, there, away, known)
    assert plan[0] == (now, there)
    assert [at for at, _ in plan] == sorted({at for at, _ in plan})
    assert all(0 <= count <= there + away for _, count in plan)
    if len(plan) > 1:
        assert plan[-1][1] == there + away
    for position in range(there + away):
        ends = -1.0
        for opens, closes in stretches(plan, position, now):
            assert opens > ends
            ends = closes if closes is not None else 1e9
            assert opens < ends
