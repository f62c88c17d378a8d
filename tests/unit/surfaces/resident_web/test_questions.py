"""A question as a page: what it shows, and what was meant by what was posted."""

from __future__ import annotations

from collections.abc import Mapping

from madoguchi.core.vocabulary import Item, ItemType
from madoguchi.engines.forms.api import FormField, FormGroup
from madoguchi.surfaces.resident_web.presentation.questions import QuestionView, meant, question_view

DOGS = Item(
    key="household.dogs",
    type=ItemType.INTEGER,
    label="飼っている犬",
    question="犬を何頭飼っていますか",
    minimum=0,
    options={"zero": "飼っていません"},
)
FIELD = FormField("household-dogs", DOGS, None, DOGS.label, 0, optional=False, answered_before=True)
GROUP = FormGroup("household-dogs", DOGS.question, None, (FIELD,))


def view(raw: Mapping[str, str] | None = None) -> QuestionView:
    return question_view(DOGS, GROUP, [], number=1, raw=raw)


def test_nought_can_be_said_in_words() -> None:
    assert (view().zero, view().has_none) == ("飼っていません", True)
    assert view().field is not None
    assert view().field.value == ""
    said, errors = meant(DOGS, GROUP, {"household-dogs": "", "household-dogs-zero": "yes"}, [])
    assert (said["household-dogs"], errors) == ("0", {})


def test_a_number_and_nought_at_once_are_asked_again() -> None:
    posted = {"household-dogs": "2", "household-dogs-zero": "yes"}
    _, errors = meant(DOGS, GROUP, posted, [])
    assert "どちらか一つにしてください" in errors["household-dogs"]
    assert view(posted).field is not None
    assert view(posted).field.value == "2"


def test_the_box_that_excludes_the_others_stands_apart_from_them() -> None:
    choices = {"dogs": "犬を飼っている", "none": "どれも当てはまらない"}
    for multiple, apart in ((True, "none"), (False, "")):
        item = Item(
            key="household.situations", type=ItemType.CODE, label="", choices=choices, multiple=multiple
        )
        field = FormField("situations", item, None, item.label, 0, optional=False, answered_before=False)
        shown = question_view(item, FormGroup("situations", "", None, (field,)), [], number=1)
        assert shown.apart == apart
