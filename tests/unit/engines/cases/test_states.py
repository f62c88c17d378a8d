"""The steps of a case."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.cases.domain.states import (
    Channel,
    Light,
    Status,
    Step,
    StepNotPossibleError,
    is_possible,
    light,
    next_status,
)

TODAY = date(2026, 3, 19)


@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        (Status.ACCEPTED, Step.STARTED, Status.EXAMINING),
        (Status.ACCEPTED, Step.FINISHED, Status.DONE),
        (Status.EXAMINING, Step.FINISHED, Status.DONE),
        (Status.EXAMINING, Step.CORRECTION_REQUESTED, Status.CORRECTION),
        (Status.CORRECTION, Step.STARTED, Status.EXAMINING),
        (Status.ARRIVED, Step.ACCEPTED, Status.ACCEPTED),
        (Status.ARRIVED, Step.CORRECTION_REQUESTED, Status.CORRECTION),
        (Status.CORRECTION, Step.CORRECTED, Status.ACCEPTED),
        (Status.CORRECTION, Step.REJECTED, Status.REJECTED),
        (Status.EXAMINING, Step.DECIDED, Status.DECIDED),
        (Status.DECIDED, Step.FINISHED, Status.DONE),
        (Status.EXAMINING, Step.WITHDRAWN, Status.WITHDRAWN),
        (Status.DONE, Step.NOTED, Status.DONE),
    ],
)
def test_a_case_goes_from_step_to_step(before: Status, step: Step, after: Status) -> None:
    assert next_status(before, step) is after


@pytest.mark.parametrize(
    ("status", "step", "says"),
    [
        (Status.EXAMINING, Step.STARTED, "ほかの職員が審査しています"),
        (Status.DONE, Step.STARTED, "すでに終わっています"),
        (Status.DONE, Step.FINISHED, "すでに終わっています"),
        (Status.DONE, Step.CORRECTION_REQUESTED, "すでに終わっています"),
        (Status.CORRECTION, Step.FINISHED, "審査を始める"),
        (Status.ARRIVED, Step.FINISHED, "受け付ける"),
        (Status.DECIDED, Step.WITHDRAWN, "決定は済んでいます"),
        (Status.REJECTED, Step.STARTED, "すでに終わっています"),
    ],
)
def test_a_step_that_is_not_possible_says_what_to_do_instead(status: Status, step: Step, says: str) -> None:
    with pytest.raises(StepNotPossibleError, match=says):
        next_status(status, step)


@pytest.mark.parametrize(
    ("due", "shows"),
    [
        (None, Light.NONE),
        (date(2026, 3, 18), Light.LATE),
        (date(2026, 3, 19), Light.TODAY),
        (date(2026, 3, 22), Light.SOON),
        (date(2026, 3, 23), Light.CALM),
    ],
)
def test_the_light_tells_how_near_the_due_date_is(due: date | None, shows: Light) -> None:
    assert light(due, Status.ACCEPTED, TODAY) is shows


def test_a_finished_case_has_no_light() -> None:
    assert light(date(2026, 1, 1), Status.DONE, TODAY) is Light.NONE


def test_no_two_states_share_a_word() -> None:
    assert len({status.label for status in Status}) == len(Status)
    assert len({step.label for step in Step}) == len(Step)


@given(st.lists(st.sampled_from(Step), max_size=30), st.sampled_from(Channel))
def test_what_is_over_stays_over_and_everything_else_can_end(steps: list[Step], channel: Channel) -> None:
    status = Status.ACCEPTED if channel is Channel.COUNTER else Status.ARRIVED
    for step in steps:
        was_over = status.is_finished
        if is_possible(status, step):
            after = next_status(status, step)
            assert after is status or not was_over
            status = after
    ways_out = [
        step for step in Step if is_possible(status, step) and next_status(status, step) is not status
    ]
    assert bool(ways_out) is not status.is_finished
