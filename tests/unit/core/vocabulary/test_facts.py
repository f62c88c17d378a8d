"""Who asks, as far as the answers tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.core.vocabulary import DONT_KNOW, Facts

TODAY = date(2026, 3, 19)
HERSELF = {"contact.visitor": "member"}
MARKED, UNMARKED, NOT_SAID = (
    {"person.is_applicant": True},
    {"person.is_applicant": False},
    {"person.sex": "female"},
)


@pytest.mark.parametrize(
    ("case", "members", "applicant"),
    [
        (HERSELF, (NOT_SAID,), 0),
        (HERSELF, (UNMARKED,), 0),
        (HERSELF, (UNMARKED, MARKED), 1),
        (HERSELF, (UNMARKED, NOT_SAID), None),
        ({"contact.visitor": "proxy"}, (NOT_SAID,), None),
        ({"contact.visitor": DONT_KNOW}, (NOT_SAID,), None),
        ({}, (NOT_SAID,), None),
        ({}, (MARKED,), 0),
        ({"contact.care_applicant": "self"}, (NOT_SAID,), 0),
        ({"contact.care_applicant": "family"}, (MARKED, UNMARKED), 0),
        ({"contact.care_applicant": "office"}, (MARKED,), None),
        (HERSELF, (), None),
        (HERSELF, None, None),
    ],
    ids=[
        "alone and comes",
        "left alone by somebody who was to come",
        "the one who is marked",
        "nobody of two",
        "somebody else comes",
        "who comes is not known",
        "who comes was not asked",
        "alone and marked",
        "alone and applies",
        "a relative of the household",
        "a care office acts for her",
        "nobody there",
        "household not known",
    ],
)
def test_who_asks_is_whoever_is_marked_or_comes_alone(case: Any, members: Any, applicant: int | None) -> None:
    assert Facts(case, members, TODAY).applicant() == applicant
