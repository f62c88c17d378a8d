"""Who acts for the person of a case, and what speaks against it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.journeys.mandates.domain.representing import (
    Office,
    Refusal,
    Representation,
    doubts,
    representation_in,
)

TODAY = date(2026, 6, 1)
APPLICATION = "care_certification_application"
OFFICE = Office("0770000001", "例示ケアプラン", "care_manager")


@pytest.fixture(scope="module")
def pack() -> MunicipalityPack:
    return load_packs_or_refuse(Path(__file__).parents[4] / "packs").for_municipality("072028", TODAY)


def acting(pack: MunicipalityPack, procedure: str = APPLICATION, **answers: Any) -> Representation | None:
    given = {key.replace("__", "."): value for key, value in answers.items()}
    facts = facts_from_json(given, pack.vocabulary, TODAY)
    return representation_in(facts, pack.procedures[procedure])


@pytest.mark.parametrize("who", ["self", "family"])
def test_the_person_and_the_household_act_for_themselves(pack: MunicipalityPack, who: str) -> None:
    assert acting(pack, contact__care_applicant=who) is None


@pytest.mark.parametrize(
    ("who", "kind", "papers"),
    [
        ("relative", None, ()),
        ("office", "support_center", ()),
        ("office", "care_manager", ()),
        ("office", "facility", ()),
        ("office", "other_office", ("power_of_attorney",)),
        ("guardian", None, ("guardianship_certificate",)),
        ("other", None, ("power_of_attorney",)),
    ],
    ids=["a daughter", "support centre", "care manager", "facility", "group home", "guardian", "a neighbour"],
)
def test_a_paper_is_asked_for_only_where_it_is_needed(
    pack: MunicipalityPack, who: str, kind: str | None, papers: tuple[str, ...]
) -> None:
    answers = {"contact__care_applicant": who} | ({"contact__care_office_kind": kind} if kind else {})
    found = acting(pack, **answers)
    assert found is not None
    assert found.papers == papers
    assert found.must_be_checked is bool(papers)


def test_whoever_comes_to_the_counter_for_another_household_shows_a_mandate(pack: MunicipalityPack) -> None:
    found = acting(pack, "move_in_notification", contact__visitor="proxy")
    assert found is not None
    assert found.papers == ("power_of_attorney",)
    assert not found.is_from_outside
    assert acting(pack, "move_in_notification", contact__visitor="member") is None


@pytest.mark.parametrize(
    ("given", "office", "said"),
    [
        (Representation("other", "例示 花子", until=date(2026, 5, 31)), None, "過ぎています"),
        (Representation("office", "例示 次郎", office_kind="care_manager"), OFFICE, ""),
        (
            Representation("office", "例示 次郎", office_kind="care_manager"),
            Office("0770000001", "例示ケアプラン", "care_manager", date(2026, 5, 31)),
            "閉じています",
        ),
        (Representation("office", "例示 次郎", office_kind="facility"), OFFICE, "種類が一覧と違います"),
        (Representation("office", "例示 次郎", office_number="0779999999"), None, "一覧にありません"),
    ],
    ids=["expired yesterday", "as it should be", "closed yesterday", "another kind", "not on the list"],
)
def test_what_speaks_against_it_is_said(given: Representation, office: Office | None, said: str) -> None:
    found = "".join(doubts(given, office, True, TODAY))
    assert (said in found) if said else found == ""


@pytest.mark.parametrize(
    "given",
    [
        Representation("other", "例示 花子", until=TODAY),
        Representation("office", "例示 次郎", office_number="0779999999"),
    ],
    ids=["the last day", "no list of offices"],
)
def test_the_last_day_counts_and_without_a_list_no_office_is_doubted(given: Representation) -> None:
    assert list(doubts(given, None, False, TODAY)) == []


def test_every_reason_for_a_refusal_has_its_words() -> None:
    assert len({one.label for one in Refusal}) == len(Refusal)
