"""The steps of a case."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.engines.cases.domain.states import (
    Light,
    Status,
    Step,
    StepNotPossibleError,
    light,
    next_status,
)

TODAY = date(2026, 3, 19)


@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        (Status.OPEN, Step.STARTED, Status.WORKING),
        (Status.OPEN, Step.FINISHED, Status.DONE),
        (Status.WORKING, Step.FINISHED, Status.DONE),
        (Status.WORKING, Step.RETURNED, Status.RETURNED),
        (Status.RETURNED, Step.STARTED, Status.WORKING),
        (Status.DONE, Step.NOTED, Status.DONE),
    ],
)
def test_a_case_goes_from_step_to_step(before: Status, step: Step, after: Status) -> None:
    assert next_status(before, step) is after


@pytest.mark.parametrize(
    ("status", "step", "says"),
    [
        (Status.WORKING, Step.STARTED, "ほかの職員が処理しています"),
        (Status.DONE, Step.STARTED, "すでに終わっています"),
        (Status.DONE, Step.FINISHED, "すでに終わっています"),
        (Status.DONE, Step.RETURNED, "すでに終わっています"),
        (Status.RETURNED, Step.FINISHED, "処理を始める"),
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
    assert light(due, Status.OPEN, TODAY) is shows


def test_a_finished_case_has_no_light() -> None:
    assert light(date(2026, 1, 1), Status.DONE, TODAY) is Light.NONE
