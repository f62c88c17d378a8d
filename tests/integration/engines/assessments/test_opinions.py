"""Doctors are asked, reminded, and what they wrote is compared with the survey; the first stage is a port."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from uuid import UUID, uuid4

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

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.engines.assessments.api import (
    AnswersRefusedError,
    ConfirmFinding,
    Doctor,
    DoctorEntry,
    DoctorNotFoundError,
    DoctorTwiceError,
    ExportSurveys,
    FindingConfirmed,
    FindingGoneError,
    ImportResults,
    NewOpinion,
    NothingToExportError,
    Opinion,
    OpinionAnswers,
    OpinionClosedError,
    OpinionNote,
    OpinionStatus,
    ReceiveOpinion,
    RemindDoctor,
    RequestOpinion,
    SaveDoctor,
    StageExport,
    StageImport,
    Survey,
    WithdrawOpinion,
    assessment_of,
    opinion_list,
    result_columns,
    survey_view,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 19)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return an_office()


def doctor(office: Office) -> Doctor:
    return run(SaveDoctor(), office.official, DoctorEntry("会津中央医院（架空）", "竹田 一郎"))


def asked(office: Office, subject: str = "case:tomizo") -> Opinion:
    return run(
        RequestOpinion(), office.official, NewOpinion(CARE, subject, doctor(office).uuid, "会津 十三蔵")
    )


def finished(office: Office, subject: str = "case:tomizo", **answers: Any) -> Survey:
    survey, tablet = ordered(office, subject), uuid4()
    taken(survey, office.surveyor, tablet)
    assert sent(survey, office.surveyor, tablet, every_answer(**answers), complete=True)["completed"]
    return survey


def test_an_opinion_is_due_and_reminded_of_as_the_pack_says(office: Office) -> None:
    opinion = asked(office)
    assert (opinion.requested_on, opinion.due, opinion.remind_on) == (
        TODAY,
        date(2026, 4, 2),
        date(2026, 4, 9),
    )
    assert not opinion.is_late(date(2026, 4, 8))
    assert opinion.is_late(date(2026, 4, 9))


def test_a_reminder_is_counted_once_a_day_and_puts_off_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opinion = asked(office)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 4, 10))
    assert [one.uuid for one in opinion_list(office.official, "late")[0]] == [opinion.uuid]
    for _ in range(2):
        reminded = run(RemindDoctor(), office.official, OpinionNote(opinion.uuid))
    assert (reminded.reminders, reminded.remind_on) == (1, date(2026, 4, 17))
    assert opinion_list(office.official, "late")[0] == []


def test_the_same_subject_is_asked_for_once(office: Office) -> None:
    first = asked(office)
    again = NewOpinion(CARE, "case:tomizo", first.doctor.uuid, "会津 十三蔵")
    assert run(RequestOpinion(), office.official, again) == first
    run(WithdrawOpinion(), office.official, OpinionNote(first.uuid, "転院した"))
    assert run(RequestOpinion(), office.official, again) != first


def test_what_came_is_entered_checked_and_can_be_corrected(office: Office) -> None:
    opinion = asked(office)
    with pytest.raises(AnswersRefusedError) as refused:
        run(
            ReceiveOpinion(),
            office.official,
            OpinionAnswers(opinion.uuid, {"opinion.bedridden": "d1"}, date(2026, 3, 1)),
        )
    assert set(refused.value.problems) == {"opinion.bedridden", "received_on"}
    answers = {"opinion.diagnosis": "脳梗塞後遺症\n（架空）", "opinion.short_term_memory": "problem"}
    entered = run(ReceiveOpinion(), office.official, OpinionAnswers(opinion.uuid, answers))
    assert entered.state is OpinionStatus.RECEIVED
    assert entered.answers["opinion.diagnosis"] == "脳梗塞後遺症 （架空）"
    with pytest.raises(OpinionClosedError):
        run(RemindDoctor(), office.official, OpinionNote(opinion.uuid))
    corrected = run(
        ReceiveOpinion(),
        office.official,
        OpinionAnswers(opinion.uuid, answers | {"opinion.short_term_memory": "good"}),
    )
    assert corrected.answers["opinion.short_term_memory"] == "good"


def test_a_doctor_stands_once_and_one_who_left_is_not_asked(office: Office) -> None:
    one = doctor(office)
    with pytest.raises(DoctorTwiceError):
        doctor(office)
    left = DoctorEntry(one.clinic, one.name, is_active=False, uuid=one.uuid)
    run(SaveDoctor(), office.official, left)
    with pytest.raises(DoctorNotFoundError):
        run(RequestOpinion(), office.official, NewOpinion(CARE, "case:x", one.uuid, "会津 十三蔵"))


def test_survey_and_opinion_are_compared_and_a_confirmation_lasts_until_an_answer_changes(
    office: Office,
) -> None:
    survey = finished(office, short_term_memory="able")
    opinion = asked(office)
    answers = {"opinion.short_term_memory": "problem"}
    run(ReceiveOpinion(), office.official, OpinionAnswers(opinion.uuid, answers))
    view = survey_view(office.official, survey.uuid)
    assert [one.finding.code for one in view.checks] == ["memory_able"]
    assert view.open_checks == 1
    confirmed = FindingConfirmed(survey.uuid, "survey_and_opinion", "memory_able", "調査員に電話で確かめた")
    run(ConfirmFinding(), office.official, confirmed)
    assert survey_view(office.official, survey.uuid).open_checks == 0
    run(
        ReceiveOpinion(),
        office.official,
        OpinionAnswers(opinion.uuid, {"opinion.short_term_memory": "good"}),
    )
    with pytest.raises(FindingGoneError):
        run(ConfirmFinding(), office.official, confirmed)


def result_file(uuid: UUID, *cells: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([result_columns(assessment_of(CARE)), [str(uuid), *cells]])
    return out.getvalue().encode()


SCORES = ("60", "70", "80", "90", "100")


def test_finished_surveys_go_out_once_and_results_come_in(office: Office) -> None:
    survey = finished(office)
    file = run(ExportSurveys(), office.official, StageExport(CARE))
    assert file.surveys == 1
    assert str(survey.uuid) in file.content.decode("utf-8-sig")
    with pytest.raises(NothingToExportError):
        run(ExportSurveys(), office.official, StageExport(CARE))
    assert run(ExportSurveys(), office.official, StageExport(CARE, again=True)).surveys == 1

    content = result_file(survey.uuid, "要介護2", "55.3", *SCORES)
    report = run(ImportResults(), office.official, StageImport(CARE, content))
    assert (len(report.taken), report.same, report.problems) == (1, 0, ())
    again = run(ImportResults(), office.official, StageImport(CARE, content))
    assert (len(again.taken), again.same) == (0, 1)
    later = run(
        ImportResults(),
        office.official,
        StageImport(CARE, result_file(survey.uuid, "要介護3", "71", *SCORES)),
    )
    assert len(later.taken) == 1
    assert [one.result for one in survey_view(office.official, survey.uuid).first_stages] == [
        "care_3",
        "care_2",
    ]


def test_results_of_surveys_that_never_went_out_are_refused(office: Office) -> None:
    survey, stranger = finished(office), uuid4()
    for uuid, says in ((survey.uuid, "まだ書き出していません"), (stranger, "調査はありません")):
        content = result_file(uuid, "要介護2", "55.3", *SCORES)
        report = run(ImportResults(), office.official, StageImport(CARE, content))
        assert report.taken == ()
        assert [problem.line for problem in report.problems] == [2]
        assert says in report.problems[0].message


def test_nothing_of_it_is_seen_next_door(office: Office) -> None:
    survey = finished(office)
    neighbour = an_office("072087")
    with tenancy.municipality("072087"):
        assert not Survey.objects.exists()
    run(ExportSurveys(), office.official, StageExport(CARE))
    content = result_file(survey.uuid, "要介護2", "55.3", *SCORES)
    report = run(ImportResults(), neighbour.official, StageImport(CARE, content))
    assert (report.taken, len(report.problems)) == ((), 1)
    with tenancy.municipality(HERE):
        assert Survey.objects.count() == 1
