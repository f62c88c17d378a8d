"""The survey on paper: overview, items and notes in the order of the form, and what was put right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import FormSection, load_packs_or_refuse
from madoguchi.engines.assessments.api import ANSWER, DAY, NOTE, SurveyView, label_of, survey_view, value_text
from madoguchi.engines.documents.api import Circumstances, Letter, LetterSection, letter, render
from madoguchi.journeys.care_certification.letters import PRINT
from madoguchi.lib.japanese.dates import format_both

SHEET: Final = "care_survey_sheet"
NO_ANSWER, NOTHING_WRITTEN = "—", "記入はありません。"


def survey_sheet_pdf(context: Context, survey_uuid: UUID) -> bytes:
    """認定調査票 as PDF. Raises SurveyNotFoundError, NotYourAssessmentError, NotAllowedError."""
    if not context.actor.may(PRINT):
        raise NotAllowedError(NotAllowedError.__doc__)
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)
    view = survey_view(context, survey_uuid)
    survey, form = view.survey, view.assessment.survey
    person = [
        ("氏名", f"{survey.person_name}（{survey.person_kana}）".replace("（）", "")),
        ("生年月日", survey.person_birth),
        ("調査日", str(survey.fields.get(DAY, NO_ANSWER))),
        ("調査員", survey.surveyor_name),
        ("状態", survey.state.label),
        ("整理番号", str(survey.uuid)[:8]),
    ]
    content = Letter(
        recipient=[],
        sender=[pack.municipality.name],
        sections=[
            LetterSection("調査対象者", lines=person),
            *(
                LetterSection(
                    f"{one.number}　{one.label}", lines=list(_lines(view, one)) or [("", NOTHING_WRITTEN)]
                )
                for one in form.sections
            ),
            LetterSection("特記事項", lines=list(_notes(view)) or [("", NOTHING_WRITTEN)]),
            *([LetterSection("役所での訂正", lines=list(_corrections(view)))] if view.corrections else []),
        ],
        title=form.label,
    )
    request = letter(pack, SHEET, content, Circumstances(clock.today(), reference=str(survey.uuid)[:8]))
    with tenancy.municipality(context.municipality_code):
        record_reading(context, "assessments.sheet", f"survey:{survey.uuid}")
    return render(pack, request.key, request.data)


def _lines(view: SurveyView, section: FormSection) -> Iterator[tuple[str, str]]:
    """What was answered; of what nobody has to answer only what was."""
    form, fields = view.assessment.survey, view.survey.fields
    for one in section.items:
        path = ANSWER + one.item.key
        said = value_text(form, path, fields.get(path))
        if said or one.required:
            yield f"{one.number} {one.item.label}", said or NO_ANSWER


def _notes(view: SurveyView) -> Iterator[tuple[str, str]]:
    for one in view.assessment.survey:
        note = view.survey.fields.get(NOTE + one.item.key)
        if note:
            yield f"{one.number} {one.item.label}", note


def _corrections(view: SurveyView) -> Iterator[tuple[str, str]]:
    form = view.assessment.survey
    for one in view.corrections:
        was, became = (value_text(form, one.path, value) or "答えなし" for value in (one.before, one.after))
        on = format_both(one.at.astimezone(clock.TOKYO).date())
        yield label_of(form, one.path), f"{was} → {became}（{on}　{one.actor_name}　{one.reason}）"
