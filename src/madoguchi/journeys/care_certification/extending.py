"""The thirty days of a case, and the notice that it takes longer (延期通知書)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, run
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.assessments.api import (
    DecisionClock,
    ExtendDecision,
    ExtendedMeanwhileError,
    Extension,
    NewExtension,
    decision_clock,
    extensions_of,
)
from madoguchi.engines.cases.api import (
    AddNote,
    Case,
    CaseDue,
    CaseNotFoundError,
    CaseStep,
    NotYourDeskError,
    SetDue,
    Status,
    lock_source_of,
    may_work_on,
)
from madoguchi.journeys.care_certification.beginning import kind_of, opened_case, person_of, subject_of
from madoguchi.lib.japanese.dates import format_both


class DecidedAlreadyError(Exception):
    """決定したか、取下げ・却下で終わった申請は、延期できません。"""


class ExtensionNotFoundError(LookupError):
    """この延期の記録はありません。案件のページから選び直してください。"""


@dataclass(frozen=True, slots=True)
class CaseClock:
    """Until when a case has to be decided, and how often that was put off, the latest last."""

    days: DecisionClock
    extensions: tuple[Extension, ...]
    is_decided: bool

    @property
    def last(self) -> date:
        """The day that holds now."""
        return self.days.postponed_until or self.days.due


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """The day by which a decision is expected and why, as the notice says it; `seen`: the day that held."""

    until: date
    reason: str = field(repr=False)
    seen: date


@dataclass(frozen=True, slots=True)
class ExtensionPaper:
    """One extension with what its notice says of the person (facts as JSON)."""

    extension: Extension
    items: Mapping[str, Any] = field(repr=False)


def clock_of(context: Context, case: Case) -> CaseClock | None:
    """The clock of a case; None for procedures without an assessment, or whose board has no such days.

    Raises NotAllowedError, NotYourAssessmentError.
    """
    assessment = kind_of(case.procedure_key)
    if assessment is None:
        return None
    rules = load_packs_or_refuse(settings.MADOGUCHI_PACKS).boards.get(assessment.key)
    if rules is None:
        return None
    extensions = extensions_of(context, assessment.key, subject_of(case))
    days = decision_clock(
        case.opened_at.astimezone(clock.TOKYO).date(),
        clock.today(),
        within=rules.decide_within,
        postponed_until=extensions[-1].until if extensions else None,
    )
    return CaseClock(days, tuple(extensions), case.state is Status.DECIDED or case.state.is_finished)


def extend(context: Context, case_uuid: UUID, asked: ExtensionRequest) -> Extension:
    """Put the decision of a case off, and write it into its story. Pressed twice it is one.

    Raises CaseNotFoundError, NoAssessmentError, NotYourDeskError, DecidedAlreadyError, and what
    `ExtendDecision` raises.
    """
    with tenancy.municipality(context.municipality_code):
        lock_source_of(case_uuid)
        Case.objects.select_for_update().filter(uuid=case_uuid).first()
        case, assessment = opened_case(context, case_uuid)
        if not may_work_on(context.actor, case):
            raise NotYourDeskError(NotYourDeskError.__doc__)
        now = clock_of(context, case)
        if now is None:
            raise CaseNotFoundError(CaseNotFoundError.__doc__)
        again = any(one.before == asked.seen for one in now.extensions)
        if now.is_decided and not again:
            raise DecidedAlreadyError(DecidedAlreadyError.__doc__)
        if asked.seen != now.last and not again:
            raise ExtendedMeanwhileError(ExtendedMeanwhileError.__doc__)
        new = NewExtension(
            assessment.key, subject_of(case), now.days.applied_on, asked.seen, asked.until, asked.reason
        )
        extension = run(ExtendDecision(), context, new)
        if not again:
            said = (
                f"延期を知らせました。決定の見込み：{format_both(extension.until)}。理由：{extension.reason}"
            )
            run(AddNote(), context, CaseStep(case.uuid, said))
            run(SetDue(), context, CaseDue(case.uuid, extension.until))
    return extension


def set_due(context: Context, case_uuid: UUID) -> None:
    """Write the last day of a case into it, so that every list has it; nothing where none is counted.

    Raises CaseNotFoundError, and what `clock_of` raises.
    """
    with tenancy.municipality(context.municipality_code):
        case = Case.objects.filter(uuid=case_uuid).first()
        if case is None:
            raise CaseNotFoundError(CaseNotFoundError.__doc__)
        now = clock_of(context, case)
        if now is not None and case.due != now.last:
            run(SetDue(), context, CaseDue(case.uuid, now.last))


def extension_paper(context: Context, case_uuid: UUID, extension: UUID) -> ExtensionPaper:
    """What the notice of an extension says. Raises CaseNotFoundError, NoAssessmentError,
    NotYourAssessmentError, NotAllowedError, ExtensionNotFoundError.
    """
    case, assessment = opened_case(context, case_uuid)
    found = extensions_of(context, assessment.key, subject_of(case))
    one = next((one for one in found if one.uuid == extension), None)
    if one is None:
        raise ExtensionNotFoundError(ExtensionNotFoundError.__doc__)
    person = {**person_of(case), "person.name": case.person_name}
    with tenancy.municipality(context.municipality_code):
        record_reading(context, "assessments.extension_notice", subject_of(case))
    return ExtensionPaper(one, {**case.data, MEMBERS: [person]})
