"""A case of 要介護認定 gets its survey and its opinion; the opinion's file is kept with the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import Assessment
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX
from madoguchi.engines.assessments.api import (
    AttachOpinion,
    NewOpinion,
    NewSurvey,
    Opinion,
    OpinionFile,
    OrderSurvey,
    RequestOpinion,
    Survey,
    assessments,
    is_of_desk,
    of_subject,
    opinion_view,
)
from madoguchi.engines.cases.api import AddAttachment, Case, NewAttachment, case_story
from madoguchi.lib.japanese.dates import format_both

_CASE = "case:"


class NoAssessmentError(LookupError):
    """この手続きには、認定調査も主治医意見書もありません。"""


@dataclass(frozen=True, slots=True)
class CaseOverview:
    """A case with its survey and opinion, and the doctor whom the application names."""

    case: Case
    assessment: Assessment
    survey: Survey | None
    opinion: Opinion | None
    doctor: Mapping[str, str] = field(repr=False)


def kind_of(procedure_key: str) -> Assessment | None:
    """The assessment that cases of a procedure have, or None."""
    return next((one for one in assessments().values() if procedure_key in one.procedures), None)


def may_assess(actor: Actor, procedure_key: str) -> bool:
    """Whether the actor sees surveys and opinions, and cases of the procedure have them."""
    kind = kind_of(procedure_key)
    return kind is not None and actor.may("assessments.read") and is_of_desk(actor, kind)


def subject_of(case: Case) -> str:
    """How surveys, opinions and extensions name their case."""
    return f"{_CASE}{case.uuid}"


def case_of_subject(subject: str) -> UUID | None:
    """The case that a subject is; None for anything else."""
    return UUID(subject.removeprefix(_CASE)) if subject.startswith(_CASE) else None


def case_overview(context: Context, case_uuid: UUID) -> CaseOverview:
    """A case with what it has already.

    Raises CaseNotFoundError, NoAssessmentError, NotYourAssessmentError.
    """
    case, assessment = opened_case(context, case_uuid)
    survey, opinion = of_subject(context, assessment.key, subject_of(case))
    person = person_of(case)
    doctor = {
        "clinic": _text(person, "doctor_hospital"),
        "name": _text(person, "doctor_name"),
        "department": _text(person, "doctor_department"),
        "address": _text(person, "doctor_address"),
        "telephone": _text(person, "doctor_phone"),
    }
    return CaseOverview(case, assessment, survey, opinion, doctor)


def order_survey(context: Context, case_uuid: UUID) -> Survey:
    """The survey of a case, with what the application says of person and place. Raises what `case_overview`
    raises, and NotAllowedError.
    """
    case, assessment = opened_case(context, case_uuid)
    person = person_of(case)
    elsewhere = _text(person, "care_place_name") or _text(person, "survey_other_place")
    reached_by = [_text(person, "survey_contact"), _text(person, "survey_phone")]
    where = [elsewhere, _text(person, "care_place_address") or _household(case, "household.address")]
    return run(
        OrderSurvey(),
        context,
        NewSurvey(
            assessment=assessment.key,
            subject=subject_of(case),
            person_name=case.person_name,
            person_kana=case.person_kana,
            person_birth=_birth(person),
            place=" ".join(filter(None, where)),
            contact=" ".join(filter(None, [*reached_by, _household(case, "contact.phone")])),
            due=case.due,
        ),
    )


def request_opinion(context: Context, case_uuid: UUID, doctor: UUID, due: date | None = None) -> Opinion:
    """The opinion of a doctor about the person of a case. Raises what `case_overview` raises,
    DoctorNotFoundError, NotAllowedError.
    """
    case, assessment = opened_case(context, case_uuid)
    person = person_of(case)
    return run(
        RequestOpinion(),
        context,
        NewOpinion(
            assessment=assessment.key,
            subject=subject_of(case),
            doctor=doctor,
            person_name=case.person_name,
            person_kana=case.person_kana,
            person_birth=_birth(person),
            person_address=_household(case, "household.address"),
            due=due,
        ),
    )


def keep_opinion_file(context: Context, opinion_uuid: UUID, file_name: str, content: bytes) -> Opinion:
    """Keep the opinion that came as a file with its case, where its content is checked and scanned.

    Raises AttachmentRefusedError (each cause its own), OpinionNotFoundError, NoAssessmentError for an opinion
    that belongs to no case, NotYourAssessmentError, NotYourDeskError.
    """
    with tenancy.municipality(context.municipality_code):
        opinion, _, _ = opinion_view(context, opinion_uuid)
        case_uuid = case_of_subject(opinion.subject)
        if case_uuid is None:
            raise NoAssessmentError(NoAssessmentError.__doc__)
        kept = run(AddAttachment(), context, NewAttachment(case_uuid, file_name, content))
        return run(AttachOpinion(), context, OpinionFile(opinion.uuid, f"attachment:{kept.uuid}"))


def opened_case(context: Context, uuid: UUID) -> tuple[Case, Assessment]:
    """A case, and the assessment that it has. Raises CaseNotFoundError, NoAssessmentError."""
    case = case_story(context, uuid).case
    assessment = kind_of(case.procedure_key)
    if assessment is None:
        raise NoAssessmentError(NoAssessmentError.__doc__)
    return case, assessment


def person_of(case: Case) -> Mapping[str, Any]:
    """The answers of the person whom the case is about; keys with `person.`."""
    members = case.data.get(MEMBERS)
    for member in members if isinstance(members, list) else ():
        whole = {
            key if key.startswith(PERSON_PREFIX) else PERSON_PREFIX + key: value
            for key, value in member.items()
        }
        if len(members) == 1 or whole.get("person.name") == case.person_name:
            return whole
    return {}


def _text(person: Mapping[str, Any], key: str) -> str:
    value = person.get(PERSON_PREFIX + key)
    return value if isinstance(value, str) else ""


def _household(case: Case, key: str) -> str:
    value = case.data.get(key)
    return value if isinstance(value, str) else ""


def _birth(person: Mapping[str, Any]) -> str:
    value = _text(person, "birth_date")
    try:
        return format_both(date.fromisoformat(value))
    except ValueError:
        # Known in part, or not at all: as it stands.
        return value
