"""What the board gets of a case: the survey with its notes, the opinion, the first stage; as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.core.packs import Assessment, load_packs_or_refuse
from madoguchi.engines.assessments.api import (
    DAY,
    OpinionStatus,
    SurveyStatus,
    SurveyView,
    answers_of,
    notes_of,
    survey_view,
)
from madoguchi.engines.cases.api import Case, case_story
from madoguchi.journeys.care_certification.beginning import NoAssessmentError, case_of_subject, person_of

NOTES, MINUTES, SCORES, SURVEYED = "特記事項", "要介護認定等基準時間（分）", "中間評価項目得点", "調査日"


@dataclass(frozen=True, slots=True)
class BoardPapers:
    """Papers for the board, JSON by item key where the vocabulary has the item. `missing` says what has to be
    done before they may go; `open_checks` how many findings nobody has confirmed.
    """

    reference: str
    procedure_key: str
    applied_on: date
    person: str = field(repr=False)
    items: Mapping[str, Any] = field(repr=False)
    survey: Mapping[str, Any] = field(repr=False)
    opinion: Mapping[str, Any] = field(repr=False)
    first_stage: Mapping[str, Any] = field(repr=False)
    missing: tuple[str, ...] = ()
    open_checks: int = 0


def board_papers(context: Context, survey_uuid: UUID) -> BoardPapers:
    """The papers of a survey's case. Raises SurveyNotFoundError, CaseNotFoundError, NoAssessmentError for a
    survey that belongs to no case, NotYourAssessmentError, NotAllowedError.
    """
    view = survey_view(context, survey_uuid)
    case_uuid = case_of_subject(view.survey.subject)
    if case_uuid is None:
        raise NoAssessmentError(NoAssessmentError.__doc__)
    case: Case = case_story(context, case_uuid).case
    return BoardPapers(
        reference=view.survey.subject,
        procedure_key=case.procedure_key,
        applied_on=case.opened_at.astimezone(clock.TOKYO).date(),
        person=case.person_name,
        items=case.data,
        survey=_survey(view),
        opinion=view.opinion.answers if view.opinion is not None else {},
        first_stage=_first_stage(view),
        missing=tuple(what_is_missing(view)),
        open_checks=view.open_checks,
    )


def what_is_missing(view: SurveyView) -> list[str]:
    """What has to be done before the board can be asked."""
    missing = []
    if view.survey.state is not SurveyStatus.COMPLETED:
        missing.append("認定調査を終える")
    if view.held:
        missing.append("食い違う答えを決める")
    if view.opinion is None or view.opinion.state is not OpinionStatus.RECEIVED:
        missing.append("主治医意見書を入力する")
    if view.first_stage is None:
        again = "いまの答えで、もう一度一次判定をする" if view.first_stages else "一次判定の結果を読み込む"
        missing.append(again)
    return missing


def _survey(view: SurveyView) -> dict[str, Any]:
    form, fields = view.assessment.survey, view.survey.fields
    answers, notes = answers_of(fields), notes_of(fields)
    said: dict[str, Any] = {SURVEYED: fields[DAY]} if DAY in fields else {}
    said |= {key: answers[key] for key in form.items if key in answers}
    # Notes stand by the number and name of their item, as on the paper form.
    written = {
        f"{one.number} {one.item.label}": notes[key] for key, one in form.items.items() if key in notes
    }
    return said | ({NOTES: written} if written else {})


def _first_stage(view: SurveyView) -> dict[str, Any]:
    latest = view.first_stage
    if latest is None:
        return {}
    scores = {
        f"第{section.number}群 {section.label}": latest.scores[section.key]
        for section in view.assessment.survey.sections
        if section.key in latest.scores
    }
    return {"result": latest.result, MINUTES: str(latest.minutes), SCORES: scores}


@dataclass(frozen=True, slots=True)
class RequestForm:
    """What the form of a request holds from the beginning; empty where neither case nor survey knows it."""

    kind: str = ""
    before: str = ""
    valid_until: date | None = None


def request_form(context: Context, view: SurveyView) -> RequestForm:
    """What is known of a survey's case before the board is asked: kind of application, what holds now.

    Nothing for a survey that belongs to no case. Raises CaseNotFoundError, NotAllowedError.
    """
    case_uuid = case_of_subject(view.survey.subject)
    if case_uuid is None:
        return RequestForm()
    case, wanted = case_story(context, case_uuid).case, view.assessment.to_board
    known = {**case.data, **person_of(case), **answers_of(view.survey.fields)}
    told = [one for key in wanted.before if (one := _result_in(key, known.get(key), view.assessment))]
    until = known.get(wanted.valid_until)
    try:
        day = date.fromisoformat(until) if isinstance(until, str) else None
    except ValueError:  # known in part: the clerk looks at the card
        day = None
    return RequestForm(wanted.applications.get(case.procedure_key, ""), told[0] if told else "", day)


def _result_in(key: str, said: object, assessment: Assessment) -> str:
    """The result that an answer means: the code alone may mean something else (受けていない is no 非該当)."""
    item = load_packs_or_refuse(settings.MADOGUCHI_PACKS).vocabulary.get(key)
    result = assessment.results.get(said) if isinstance(said, str) else None
    return result.key if item and result and item.choices.get(result.key) == result.label else ""
