"""A desk asks the applicant to put something right: which answers, which papers, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, run
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.cases.api import (
    Case,
    CaseNotFoundError,
    CaseStep,
    Channel,
    RequestCorrection,
    Step,
    StepNotPossibleError,
    is_possible,
)
from madoguchi.journeys.online_application.models import Application
from madoguchi.journeys.online_application.office.applications import locked_application
from madoguchi.journeys.online_application.office.telling import tell, told_once
from madoguchi.lib.japanese.text import clean_line, clean_text

MOST_PAPERS = 10
LONGEST_PAPER = 100


class FieldUnknownError(LookupError):
    """選んだ項目は、この申請にありません。画面を読み込み直して選び直してください。"""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be put right in a case that came online: the note for the applicant, the answers in question
    (item and place among the people, None for the household), and papers to send.
    """

    step: CaseStep
    fields: Sequence[tuple[str, int | None]] = ()
    papers: Sequence[str] = field(default=(), repr=False)


class AskForCorrection(Action[Question, Case]):
    """Ask for a correction; for cases of the counter this is `RequestCorrection`.

    The new question takes the place of the former one about the same case.
    """

    name: ClassVar[str] = "online_application.ask"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: Question) -> Case:
        """Raises FieldUnknownError, TextError, and what RequestCorrection raises."""
        with told_once():
            case = run(RequestCorrection(), context, given.step)
        if case.came_by is not Channel.ONLINE or case.source_uuid is None:
            return case
        application = _name(case, case.source_uuid, given, case.note)
        tell(context, application)
        return case

    def subject(self, given: Question, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: Question, result: Case) -> Mapping[str, Any]:
        """How much is in question."""
        return {"fields": len(given.fields), "papers": len(given.papers)}


class NameWhatToCorrect(Action[Question, Case]):
    """Say which answers and papers are in question, before the step of a flow that asks for the correction.

    In one transaction with that step, which tells the applicant. Of cases of the counter nothing is kept.
    """

    name: ClassVar[str] = "online_application.name_corrections"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: Question) -> Case:
        """Raises CaseNotFoundError, StepNotPossibleError, FieldUnknownError, TextError."""
        case = Case.objects.filter(uuid=given.step.uuid).first()
        if case is None:
            raise CaseNotFoundError(CaseNotFoundError.__doc__)
        source = case.source_uuid
        if source is None or not Application.objects.filter(uuid=source).exists():
            return case
        if not is_possible(case.state, Step.CORRECTION_REQUESTED):
            raise StepNotPossibleError(case.state)
        _name(case, source, given, clean_text(given.step.note))
        return case

    def subject(self, given: Question, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: Question, result: Case) -> Mapping[str, Any]:
        """How much is in question."""
        return {"fields": len(given.fields), "papers": len(given.papers)}


def _name(case: Case, source: UUID, given: Question, reason: str) -> Application:
    """Keep what is in question with the application, instead of what was before."""
    if not set(given.fields) <= set(answered_fields(case)):
        raise FieldUnknownError(FieldUnknownError.__doc__)
    application = locked_application(source)
    # The same words under each answer: what the desk wrote is one text about all of them.
    application.to_correct = [
        *_of_others(application.to_correct, case),
        *(
            {"case": str(case.uuid), "item": item, "person": person, "reason": reason}
            for item, person in given.fields
        ),
    ]
    papers = [clean_line(one, LONGEST_PAPER) for one in given.papers[:MOST_PAPERS]]
    application.files_wanted = [
        *_of_others(application.files_wanted, case),
        *({"case": str(case.uuid), "name": name} for name in papers if name),
    ]
    application.save(update_fields=["to_correct", "files_wanted"])
    return application


def answered_fields(case: Case) -> Iterable[tuple[str, int | None]]:
    """The answers of a case that can be asked for again: item, and place among all people of the form."""
    for key, value in case.data.items():
        if key != MEMBERS:
            yield key, None
            continue
        for place, member in enumerate(value):
            # A case of one person holds that person alone.
            person = case.person_index if case.person_index is not None else place
            yield from ((item, person) for item in member)


def _of_others(rows: list[dict[str, Any]], case: Case) -> list[dict[str, Any]]:
    return [one for one in rows if one["case"] != str(case.uuid)]


def asked_about(application: Application, case: Case) -> list[dict[str, Any]]:
    """What is in question about a case now."""
    return [one for one in application.to_correct if one["case"] == str(case.uuid)]
