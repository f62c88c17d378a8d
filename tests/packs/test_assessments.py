"""The survey has its 74 items, counted from the data; checks find what they are for and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from madoguchi.core.packs import Assessment, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts, ItemType, Sensitivity

PACKS = load_packs_or_refuse(Path(__file__).parents[2] / "packs")
CARE = PACKS.assessments["care_certification"]
TODAY = date(2026, 3, 25)


def found(assessment: Assessment, **answers: Any) -> set[str]:
    """The codes of the checks that hold; `survey__walking="free"`."""
    facts = Facts(
        {key.replace("__", "."): value for key, value in answers.items()}, members=None, today=TODAY
    )
    return {
        check.code
        for group in assessment.check_groups
        for check in group.checks
        if check.when.evaluate(facts) is True
    }


def test_the_survey_has_74_items_as_the_ministry_counts_them() -> None:
    sections = {section.number: section for section in CARE.survey.sections}
    questions = [len(sections[number].items) for number in "12345"]
    assert questions == [13, 12, 9, 15, 6]
    assert sum(questions) == 55
    counted = {number: sum(one.counts for one in sections[number].items) for number in "123456"}
    assert counted == {"1": 20, "2": 12, "3": 9, "4": 15, "5": 6, "6": 12}
    assert CARE.survey.count == 74


def test_both_ranks_of_independence_stand_outside_of_the_74() -> None:
    outside = [one for one in CARE.survey.sections if not one.counted and one.to_first_stage]
    assert [one.item.key for section in outside for one in section.items] == [
        "survey.bedridden",
        "survey.dementia",
    ]


def test_the_overview_is_part_of_the_form_and_neither_counted_nor_told_to_the_first_stage() -> None:
    overview = [
        one for section in CARE.survey.sections if not section.to_first_stage for one in section.items
    ]
    assert {one.item.key for one in overview if one.required} == {
        "overview.place",
        "overview.before",
        "overview.family",
        "overview.facility",
    }
    assert {"overview.home_help", "overview.facility_name"} <= {one.item.key for one in overview}
    assert not {one.item.key for one in overview} & {one.item.key for one in CARE.survey.first_stage_items}
    hidden = PACKS.boards["care_certification"].hidden
    assert {"overview.facility_name", "overview.facility_address", "overview.facility_phone"} <= hidden


def test_the_first_and_last_items_have_the_numbers_of_the_form() -> None:
    numbers = {one.number: one.item.label for one in CARE.survey}
    assert numbers["1-1"] == "麻痺等の有無"
    assert numbers["3-4"].startswith("短期記憶")
    assert numbers["5-6"] == "簡単な調理"
    assert numbers["6"] == "過去14日間に受けた特別な医療"
    assert numbers["7-2"] == "認知症高齢者の日常生活自立度"


def test_everything_in_both_forms_is_sensitive() -> None:
    items = [*CARE.survey, *CARE.opinion.form]
    assert {one.item.sensitivity for one in items} == {Sensitivity.SENSITIVE}
    assert {one.item.type for one in CARE.survey.first_stage_items} == {ItemType.CODE}


def test_the_57_warning_codes_of_the_ministry_are_there_and_each_can_hold() -> None:
    group = next(one for one in CARE.check_groups if one.key == "rare_combinations")
    assert [check.code for check in group.checks] == [f"{number:02}" for number in range(1, 58)]
    for check in group.checks:
        assert len(check.when.depends_on) >= 2


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({"survey__sitting": "unable", "survey__walking": "free"}, {"06"}),
        ({"survey__sitting": "supported", "survey__walking": "free"}, set()),
        ({"survey__bedridden": "c1", "survey__walking": "holding"}, {"bed_and_walking"}),
        ({"survey__short_term_memory": "able", "opinion__short_term_memory": "problem"}, {"memory_able"}),
        ({"survey__short_term_memory": "able"}, set()),
        ({"survey__bedridden": "j2", "opinion__bedridden": "b1"}, {"bedridden"}),
        ({"survey__bedridden": "b1", "opinion__bedridden": "j1"}, {"bedridden"}),
        ({"survey__bedridden": "j2", "opinion__bedridden": "a2"}, set()),
        ({"survey__dementia": "iia", "opinion__dementia": "iv"}, {"dementia"}),
        ({"survey__dementia": "iia", "opinion__dementia": "iiib"}, set()),
        ({"survey__paralysis": ("none",), "opinion__paralysis": ("left_leg",)}, {"paralysis_opinion"}),
        ({"survey__treatments": ("oxygen",), "opinion__treatments": ("none",)}, {"treatment_oxygen"}),
    ],
    ids=[
        "warning 06: walks but cannot sit",
        "sits with support",
        "bedridden but walks",
        "memory: survey able, doctor sees a problem",
        "no opinion yet",
        "two ranks apart",
        "two ranks apart the other way",
        "one rank apart",
        "dementia two ranks apart",
        "dementia one rank apart",
        "paralysis only in the opinion",
        "treatment only in the survey",
    ],
)
def test_a_check_holds_when_it_certainly_holds(answers: dict[str, Any], codes: set[str]) -> None:
    assert found(CARE, **answers) == codes


def test_results_follow_each_other_as_the_ministry_ordinance_says() -> None:
    bounds = {key: (one.begins, one.ends) for key, one in CARE.results.items()}
    assert bounds["support_1"] == (25, 32)
    assert bounds["support_2"] == bounds["care_1"] == (32, 50)
    assert bounds["care_5"] == (110, None)


def test_the_version_of_a_form_changes_with_its_choices() -> None:
    assert CARE.survey.version != CARE.opinion.form.version
    assert len(CARE.survey.version) == 12
