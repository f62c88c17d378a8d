"""A document moves along its route, whatever the route looks like and whoever is quick."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.approvals.domain.progress import Step, earlier_stages, open_steps, reopened
from madoguchi.engines.approvals.domain.states import Outcome

stages = st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=4)
DONE = [Outcome.APPROVED, Outcome.AGREED, Outcome.OBJECTED, Outcome.SKIPPED]


def route(shape: list[tuple[int, bool]]) -> list[Step]:
    return [
        Step(stage, order, parallel, Outcome.WAITING)
        for stage, (size, parallel) in enumerate(shape)
        for order in range(size)
    ]


def do(steps: list[Step], which: Step, outcome: Outcome) -> list[Step]:
    return [replace(step, outcome=outcome) if step == which else step for step in steps]


@given(stages, st.data())
def test_every_route_ends_and_nobody_is_asked_twice_or_too_early(
    shape: list[tuple[int, bool]], data: st.DataObject
) -> None:
    steps = route(shape)
    for _ in range(len(steps)):
        now = open_steps(steps)
        assert now, "somebody's turn until the end"
        assert len({step.stage for step in now}) == 1
        assert len(now) == 1 or now[0].parallel
        assert all(step.outcome.is_done for step in steps if step.stage < now[0].stage)
        steps = do(steps, data.draw(st.sampled_from(now)), data.draw(st.sampled_from(DONE)))
    assert open_steps(steps) == ()


@given(stages, st.data())
def test_what_is_sent_back_to_a_stage_comes_to_everybody_of_it_again(
    shape: list[tuple[int, bool]], data: st.DataObject
) -> None:
    steps = route(shape)
    for _ in range(data.draw(st.integers(0, len(steps) - 1))):
        steps = do(steps, open_steps(steps)[0], Outcome.APPROVED)
    for stage in earlier_stages(steps):
        again = set(reopened(steps, stage))
        back = [replace(step, outcome=Outcome.WAITING) if step in again else step for step in steps]
        assert {step.stage for step in open_steps(back)} == {stage}
        assert [step for step in back if step.stage < stage] == [step for step in steps if step.stage < stage]


def test_one_after_the_other_waits_for_the_first_and_together_does_not() -> None:
    consecutive = route([(2, False), (2, True)])
    assert [(step.stage, step.order) for step in open_steps(consecutive)] == [(0, 0)]
    done = [replace(step, outcome=Outcome.APPROVED) if step.stage == 0 else step for step in consecutive]
    assert [(step.stage, step.order) for step in open_steps(done)] == [(1, 0), (1, 1)]


def test_a_place_that_was_passed_over_stays_so() -> None:
    steps = [
        Step(0, 0, False, Outcome.SKIPPED),
        Step(0, 1, False, Outcome.APPROVED),
        *route([(1, False)])[:0],
    ]
    steps.append(Step(1, 0, False, Outcome.WAITING))
    assert reopened(steps, 0) == (steps[1],)
