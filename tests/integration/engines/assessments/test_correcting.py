"""An official puts an answer right: the old one is kept, no tablet undoes it, the first stage comes again."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from tests.integration.engines.assessments.people import (
    CARE,
    HERE,
    Office,
    an_office,
    every_answer,
    ordered,
    sent,
    taken,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.assessments.api import (
    AnswerCorrection,
    ChangedMeanwhileError,
    CompleteSurvey,
    CorrectAnswer,
    ExportSurveys,
    FieldRefusedError,
    HeldAnswer,
    HeldDecision,
    ImportResults,
    JudgedAlreadyError,
    NothingCorrectedError,
    NotYourAssessmentError,
    ReasonMissingError,
    SendBackSurvey,
    SettleHeldAnswer,
    StageExport,
    StageImport,
    StageReport,
    Survey,
    SurveyReason,
    assessment_of,
    result_columns,
    survey_view,
)

WALKING, SITTING = "answer:survey.walking", "answer:survey.sitting"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def survey(office: Office) -> Survey:
    """Finished; a second tablet still has it."""
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, every_answer(), complete=True)
    return survey


def corrected(
    survey: Survey, by: Context, path: str = WALKING, value: Any = "unable", **other: Any
) -> Survey:
    given = {"reason": "調査員に電話で確かめた", "seen": 2} | other
    return run(CorrectAnswer(), by, AnswerCorrection(survey.uuid, path, value, **given))


def judged(survey: Survey, office: Office, result: str = "要介護2") -> StageReport:
    """What a result file says that was made now."""
    out = io.StringIO(newline="")
    row = [survey.uuid, result, "55", "60", "70", "80", "90", "100"]
    csv.writer(out).writerows([result_columns(assessment_of(CARE)), row])
    return run(ImportResults(), office.official, StageImport(CARE, out.getvalue().encode()))


def test_the_original_is_kept_and_shown_and_the_checks_run_again(office: Office, survey: Survey) -> None:
    assert survey_view(office.official, survey.uuid).checks == []
    corrected(survey, office.official, SITTING, "unable")
    view = survey_view(office.official, survey.uuid)
    (one,) = view.corrections
    assert (one.path, one.before, one.after) == (SITTING, "able", "unable")
    assert (one.reason, one.actor_name) == ("調査員に電話で確かめた", "職員 official")
    assert "06" in {check.finding.code for check in view.checks}
    assert view.events[-1].note == "1-5 座位保持：1 できる → 4 できない"
    with tenancy.municipality(HERE):
        entry = AuditEntry.objects.get(action="assessments.correct_answer")
    assert "unable" not in str(entry.details)


def test_what_is_not_right_is_not_written(office: Office, survey: Survey) -> None:
    for refused, given in (
        (ReasonMissingError, {"reason": " "}),
        (NothingCorrectedError, {"value": "free"}),
        (FieldRefusedError, {"value": "flies"}),
        (FieldRefusedError, {"value": None}),
        (FieldRefusedError, {"path": "answer:survey.unknown"}),
        (FieldRefusedError, {"path": "__proto__"}),
        (ChangedMeanwhileError, {"seen": 1}),
    ):
        with pytest.raises(refused):
            corrected(survey, office.official, **given)
    with pytest.raises(NotYourAssessmentError):
        corrected(survey, office.tax_officer)


def test_a_tablet_that_comes_later_does_not_undo_it_and_is_told(office: Office) -> None:
    survey, tablet, late = ordered(office), uuid4(), uuid4()
    taken(survey, office.surveyor, tablet)
    taken(survey, office.surveyor, late)
    sent(survey, office.surveyor, tablet, every_answer())
    corrected(survey, office.official)
    outcome = sent(survey, office.surveyor, late, {WALKING: "holding", SITTING: "unable"}, base=1)
    assert [(one["path"], one["reason"]) for one in outcome["held"]] == [
        (WALKING, "corrected_at_desk"),
        (SITTING, "changed_elsewhere"),
    ]
    assert "役所の担当が答えを直しています" in outcome["held"][0]["why"]
    with tenancy.municipality(HERE):
        assert Survey.objects.get().fields[WALKING] == "unable"


def test_after_the_first_stage_nothing_changes_until_the_survey_is_opened_again(
    office: Office, survey: Survey
) -> None:
    run(ExportSurveys(), office.official, StageExport(CARE))
    corrected(survey, office.official)
    (problem,) = judged(survey, office).problems
    assert "書き出したあとで答えが変わりました" in problem.message
    run(ExportSurveys(), office.official, StageExport(CARE))
    assert len(judged(survey, office).taken) == 1
    late = uuid4()
    with tenancy.municipality(HERE):
        Survey.objects.update(surveyor_id=office.surveyor.actor.id)
    sent(survey, office.surveyor, late, {SITTING: "unable"})
    with tenancy.municipality(HERE):
        held = HeldAnswer.objects.get()
    with pytest.raises(JudgedAlreadyError):
        run(SettleHeldAnswer(), office.official, HeldDecision(survey.uuid, held.uuid, take=True))
    with pytest.raises(JudgedAlreadyError):
        corrected(survey, office.official, value="holding", seen=9)
    run(SettleHeldAnswer(), office.official, HeldDecision(survey.uuid, held.uuid, take=False))
    run(SendBackSurvey(), office.official, SurveyReason(survey.uuid, "歩行をもう一度"))
    corrected(survey, office.official, value="holding", seen=9)
    run(CompleteSurvey(), office.official, survey.uuid)
    view = survey_view(office.official, survey.uuid)
    assert (len(view.first_stages), view.first_stage) == (1, None), "it was said of other answers"
    run(ExportSurveys(), office.official, StageExport(CARE))
    judged(survey, office)
    assert survey_view(office.official, survey.uuid).first_stage is not None
