"""What tablets send meets what is there: field by field, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.assessments.domain.fields import FieldRefusedError, checked
from madoguchi.engines.assessments.domain.merging import Change, Merged, merge
from madoguchi.engines.assessments.domain.states import Reason

FORM = load_packs_or_refuse(Path(__file__).parents[4] / "packs").assessments["care_certification"].survey
WALKING, TURNING, NOTE = "answer:survey.walking", "answer:survey.turning_over", "note:survey.walking"


def merged(changes: dict[str, Any], *, base: int = 1, closed: Reason | None = None, **there: Any) -> Merged:
    """Changes on top of fields that were last changed at version 5, as version 6."""
    fields = {"walking": WALKING, "turning": TURNING}
    now = {fields[name]: value for name, value in there.items()}
    return merge(
        FORM,
        now,
        dict.fromkeys(now, 5),
        [Change(path, value) for path, value in changes.items()],
        base=base,
        version=6,
        closed=closed,
    )


def test_a_field_that_nobody_touched_takes_the_value_of_the_tablet() -> None:
    result = merged({WALKING: "free", NOTE: "杖で歩く"})
    assert dict(result.fields) == {WALKING: "free", NOTE: "杖で歩く"}
    assert result.stamps == {WALKING: 6, NOTE: 6}
    assert result.held == ()


def test_a_field_changed_since_keeps_its_value_and_holds_the_other() -> None:
    result = merged({WALKING: "free", TURNING: "free"}, base=4, walking="unable")
    assert result.fields[WALKING] == "unable"
    assert result.fields[TURNING] == "free"
    (held,) = result.held
    assert (held.path, held.value, held.there, held.reason) == (
        WALKING,
        "free",
        "unable",
        Reason.CHANGED_ELSEWHERE,
    )


def test_the_same_value_from_two_tablets_is_no_difference() -> None:
    result = merged({WALKING: "unable"}, base=1, walking="unable")
    assert (result.same, result.applied, result.held) == (1, (), ())


def test_a_field_known_when_it_was_taken_along_may_be_changed() -> None:
    assert merged({WALKING: "free"}, base=5, walking="unable").fields[WALKING] == "free"


def test_an_answer_can_be_taken_away() -> None:
    assert WALKING not in merged({WALKING: None}, base=5, walking="unable").fields


@pytest.mark.parametrize("reason", [Reason.COMPLETED_BEFORE, Reason.GIVEN_TO_ANOTHER, Reason.TABLET_LOST])
def test_what_comes_too_late_changes_nothing_and_is_held(reason: Reason) -> None:
    result = merged({WALKING: "free", TURNING: "free"}, base=9, closed=reason, turning="free")
    assert result.applied == ()
    assert result.same == 1
    assert [(one.path, one.reason) for one in result.held] == [(WALKING, reason)]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (WALKING, "flying"),
        (WALKING, 3),
        (WALKING, ["free"]),
        ("answer:survey.telepathy", "able"),
        ("answer:survey.paralysis", ["none", "left_arm"]),
        ("answer:survey.paralysis", "left_arm"),
        ("note:survey.walking", "あ" * 2001),
        ("note:survey.walking", {"a": 1}),
        ("day", "2026-02-30"),
        ("day", "kyou"),
        ("version", "99"),
        ("", ""),
    ],
    ids=[
        "choice of no form",
        "number for a choice",
        "list for one choice",
        "item of no form",
        "nothing and something",
        "text for several choices",
        "endless note",
        "note that is no text",
        "day of no calendar",
        "day in words",
        "path of no field",
        "empty path",
    ],
)
def test_what_does_not_fit_the_form_is_held_as_it_came(path: str, value: Any) -> None:
    result = merged({path: value})
    assert result.applied == ()
    assert [(one.path, one.value, one.reason) for one in result.held] == [(path, value, Reason.DOES_NOT_FIT)]


def test_several_choices_are_kept_in_the_order_of_the_form() -> None:
    assert checked(FORM, "answer:survey.paralysis", ["right_leg", "left_arm"]) == ["left_arm", "right_leg"]
    assert checked(FORM, "answer:survey.paralysis", []) is None


def test_a_refusal_says_what_is_wrong_and_never_repeats_the_value() -> None:
    with pytest.raises(FieldRefusedError) as refused:
        checked(FORM, WALKING, "secret words")
    assert "secret" not in str(refused.value)


CHOICES = st.sampled_from(list(FORM.items["survey.walking"].item.choices))
CHANGES = st.dictionaries(
    st.sampled_from(
        [f"answer:{key}" for key in ("survey.walking", "survey.getting_up", "survey.standing_up")]
    ),
    CHOICES,
)


@given(first=CHANGES, second=CHANGES)
def test_two_tablets_lose_no_answer_whichever_comes_first(
    first: dict[str, str], second: dict[str, str]
) -> None:
    """Both took version 1 along. Every value that was sent is there or held."""

    def send(fields: Any, stamps: Any, changes: dict[str, str], version: int) -> Merged:
        sent = [Change(path, value) for path, value in changes.items()]
        return merge(FORM, fields, stamps, sent, base=1, version=version)

    one = send({}, {}, first, 2)
    two = send(one.fields, one.stamps, second, 3)
    assert one.held == ()
    for path, value in second.items():
        assert two.fields[path] == value or any(
            (held.path, held.value, held.there) == (path, value, first[path]) for held in two.held
        )
    for path, value in first.items():
        assert two.fields[path] == value


@given(changes=CHANGES)
def test_sending_again_changes_nothing(changes: dict[str, str]) -> None:
    sent = [Change(path, value) for path, value in changes.items()]
    once = merge(FORM, {}, {}, sent, base=1, version=2)
    again = merge(FORM, once.fields, once.stamps, sent, base=1, version=3)
    assert again.fields == once.fields
    assert (again.applied, again.held) == ((), ())
    assert again.same == len(changes)
