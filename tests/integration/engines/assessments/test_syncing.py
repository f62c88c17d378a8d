"""Tablets that sync twice, late, after each other, from elsewhere: each safe, each explained."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.integration.engines.assessments.people import (
    HERE,
    Office,
    an_office,
    every_answer,
    ordered,
    sent,
    taken,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import Event, NotAllowedError, run
from madoguchi.core.actions import events as event_module
from madoguchi.engines.assessments.api import (
    AssignSurvey,
    CompleteSurvey,
    HeldAnswerNotFoundError,
    HeldDecision,
    KeyUsedError,
    LostTablet,
    MarkTabletLost,
    NotFinishedError,
    NotFittingError,
    NotYourAssessmentError,
    SendBackSurvey,
    SettleHeldAnswer,
    Survey,
    SurveyAssignment,
    SurveyNotFoundError,
    SurveyReason,
    SurveyStatus,
    TabletLostError,
    TooManyChangesError,
    WithdrawSurvey,
    my_surveys,
    survey_view,
)
from madoguchi.engines.assessments.models import HeldAnswer, SurveySync

WALKING, NOTE = "answer:survey.walking", "note:survey.walking"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """The events of the engine, in their order."""
    told: list[Event] = []
    names = ("survey_completed", "answers_held", "survey_withdrawn")
    subscribers = {f"assessments.{name}": [lambda _, event: told.append(event)] for name in names}
    monkeypatch.setattr(event_module, "_subscribers", subscribers)
    return told


def now(survey: Survey) -> Survey:
    with tenancy.municipality(HERE):
        return Survey.objects.get(uuid=survey.uuid)


def test_a_finished_survey_arrives_whole_and_is_told_to_the_others(
    office: Office, heard: list[Event]
) -> None:
    survey, tablet = ordered(office, "case:of-tomizo"), uuid4()
    assert taken(survey, office.surveyor, tablet) == [survey]
    outcome = sent(survey, office.surveyor, tablet, every_answer() | {NOTE: "杖で歩く"}, complete=True)
    assert (outcome["state"], outcome["completed"], outcome["held"]) == ("taken", True, [])
    assert now(survey).state is SurveyStatus.COMPLETED
    assert [(event.name, event.data) for event in heard] == [
        ("assessments.survey_completed", {"subject": "case:of-tomizo"})
    ]
    view = survey_view(office.official, survey.uuid)
    assert view.copies == []
    assert [event.step for event in view.events] == ["ordered", "assigned", "taken", "sent", "completed"]


def test_the_same_sending_again_gets_the_same_answer_and_changes_nothing(office: Office) -> None:
    survey, tablet, key = ordered(office), uuid4(), uuid4()
    taken(survey, office.surveyor, tablet)
    first = sent(survey, office.surveyor, tablet, {WALKING: "free"}, key=key)
    again = sent(survey, office.surveyor, tablet, {WALKING: "free"}, key=key)
    assert (first["again"], again["again"]) == (False, True)
    assert {**first, "again": True} == again
    with tenancy.municipality(HERE):
        assert SurveySync.objects.count() == 1


def test_a_key_never_stands_for_something_else(office: Office) -> None:
    survey, tablet, key = ordered(office), uuid4(), uuid4()
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, {WALKING: "free"}, key=key)
    with pytest.raises(KeyUsedError):
        sent(survey, office.surveyor, tablet, {WALKING: "unable"}, key=key)


def test_two_tablets_conflict_field_by_field_and_a_person_decides(office: Office, heard: list[Event]) -> None:
    survey, here, there = ordered(office), uuid4(), uuid4()
    taken(survey, office.surveyor, here)
    taken(survey, office.surveyor, there)
    sent(survey, office.surveyor, here, every_answer(walking="free"), complete=False)
    outcome = sent(
        survey, office.surveyor, there, every_answer(walking="unable") | {NOTE: "車いす"}, complete=True
    )
    assert outcome["state"] == "held"
    assert [(one["label"], one["reason"]) for one in outcome["held"]] == [("1-7 歩行", "changed_elsewhere")]
    assert not outcome["completed"], "a survey with an open conflict is not finished"
    assert now(survey).fields[WALKING] == "free"
    assert now(survey).fields[NOTE] == "車いす", "what nobody else touched is taken"
    assert [event.name for event in heard] == ["assessments.answers_held"]

    (held,) = survey_view(office.official, survey.uuid).held
    with pytest.raises(NotFinishedError):
        run(CompleteSurvey(), office.official, survey.uuid)
    run(SettleHeldAnswer(), office.official, HeldDecision(survey.uuid, held.uuid, take=True))
    assert now(survey).fields[WALKING] == "unable"
    with pytest.raises(HeldAnswerNotFoundError):
        run(SettleHeldAnswer(), office.official, HeldDecision(survey.uuid, held.uuid, take=False))
    run(CompleteSurvey(), office.official, survey.uuid)
    assert now(survey).state is SurveyStatus.COMPLETED


def test_what_comes_after_the_end_is_held_and_changes_nothing(office: Office) -> None:
    survey, tablet, late = ordered(office), uuid4(), uuid4()
    taken(survey, office.surveyor, late)
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, every_answer(), complete=True)
    outcome = sent(survey, office.surveyor, late, {WALKING: "unable", "answer:survey.sitting": "able"})
    assert [one["reason"] for one in outcome["held"]] == ["completed_before"]
    assert outcome["same"] == 1
    assert now(survey).fields[WALKING] == "free"
    assert now(survey).state is SurveyStatus.COMPLETED


def test_after_a_change_of_surveyor_the_former_ones_answers_are_held(office: Office) -> None:
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    run(AssignSurvey(), office.official, SurveyAssignment(survey.uuid, office.other_surveyor.actor.id))
    outcome = sent(survey, office.surveyor, tablet, {WALKING: "unable"}, complete=True)
    assert [one["reason"] for one in outcome["held"]] == ["given_to_another"]
    assert now(survey).fields == {}
    assert my_surveys(office.surveyor) == []


def test_a_survey_called_off_meanwhile_keeps_nothing_and_says_why(office: Office) -> None:
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    run(WithdrawSurvey(), office.official, SurveyReason(survey.uuid, "申請が取り下げられた"))
    outcome = sent(survey, office.surveyor, tablet, every_answer(), complete=True)
    assert (outcome["state"], outcome["reason"]) == ("withdrawn", "申請が取り下げられた")
    assert now(survey).fields == {}
    with tenancy.municipality(HERE):
        assert not HeldAnswer.objects.exists()


def test_what_a_lost_tablet_sends_is_held(office: Office) -> None:
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    assert run(MarkTabletLost(), office.official, LostTablet(survey.uuid, tablet)) == 1
    outcome = sent(survey, office.surveyor, tablet, {WALKING: "unable"})
    assert [one["reason"] for one in outcome["held"]] == ["tablet_lost"]
    assert now(survey).fields == {}


def test_a_form_that_is_older_than_the_servers_is_told_and_loses_nothing(office: Office) -> None:
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    changes = {WALKING: "free", "answer:survey.toothbrushing": "able"}
    outcome = sent(survey, office.surveyor, tablet, changes, form="000000000000")
    assert outcome["form_changed"]
    assert outcome["applied"] == 1
    assert [one["reason"] for one in outcome["held"]] == ["does_not_fit"]
    (held,) = survey_view(office.official, survey.uuid).held
    with pytest.raises(NotFittingError):
        run(SettleHeldAnswer(), office.official, HeldDecision(survey.uuid, held.uuid, take=True))
    run(SettleHeldAnswer(), office.official, HeldDecision(survey.uuid, held.uuid, take=False))


def test_a_lost_tablet_gets_nothing_more_and_cannot_come_back_by_taking_along_again(office: Office) -> None:
    survey, other, tablet = ordered(office), ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    run(MarkTabletLost(), office.official, LostTablet(survey.uuid, tablet))
    with pytest.raises(TabletLostError):
        taken(other, office.surveyor, tablet)
    outcome = sent(other, office.surveyor, tablet, {WALKING: "free"})
    assert [one["reason"] for one in outcome["held"]] == ["tablet_lost"]


def test_what_does_not_fit_is_kept_once_and_never_larger_than_a_form(office: Office) -> None:
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    for _ in range(3):
        sent(survey, office.surveyor, tablet, {"answer:__proto__": {"a": [1]}})
    with tenancy.municipality(HERE):
        assert HeldAnswer.objects.count() == 1
    for changes in ({"x" * 101: 1}, {"answer:survey.walking": ["x" * 100] * 100}):
        with pytest.raises(TooManyChangesError):
            sent(survey, office.surveyor, tablet, changes)


def test_a_survey_with_holes_is_not_finished_and_says_which(office: Office) -> None:
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    outcome = sent(survey, office.surveyor, tablet, {WALKING: "free"}, complete=True)
    assert not outcome["completed"]
    assert len(outcome["missing"]) == 62
    assert outcome["missing"][0] == "概1-1 実施場所"
    assert outcome["missing"][-1] == "調査日"


def test_a_finished_survey_can_go_back_and_is_taken_along_again(office: Office) -> None:
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, every_answer(), complete=True)
    run(SendBackSurvey(), office.official, SurveyReason(survey.uuid, "歩行を確かめてください"))
    (again,) = taken(survey, office.surveyor, tablet)
    assert again.instructions == "歩行を確かめてください"
    outcome = sent(survey, office.surveyor, tablet, {WALKING: "holding"}, base=again.version, complete=True)
    assert outcome["completed"]
    assert now(survey).fields[WALKING] == "holding"


def test_a_surveyor_sees_and_takes_only_what_is_their_own(office: Office) -> None:
    mine, theirs = ordered(office), ordered(office, to=office.other_surveyor)
    assert my_surveys(office.surveyor) == [mine]
    assert taken(theirs, office.surveyor, uuid4()) == []
    with pytest.raises(SurveyNotFoundError):
        sent(theirs, office.surveyor, uuid4(), {WALKING: "free"})
    with pytest.raises(NotAllowedError):
        survey_view(office.surveyor, mine.uuid)


def test_another_desk_sees_nothing(office: Office) -> None:
    survey = ordered(office)
    with pytest.raises(NotYourAssessmentError):
        survey_view(office.tax_officer, survey.uuid)


def test_a_flood_of_changes_is_refused(office: Office) -> None:
    survey = ordered(office)
    with pytest.raises(TooManyChangesError):
        sent(survey, office.surveyor, uuid4(), {f"note:x{number}": "x" for number in range(401)})
