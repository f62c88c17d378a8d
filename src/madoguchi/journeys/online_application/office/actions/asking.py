"""A desk asks the applicant to put something right: which answers, which papers, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, run
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.cases.api import Case, CaseStep, Channel, RequestCorrection
from madoguchi.journeys.online_application.models import Application
from madoguchi.journeys.online_application.office.applications import locked_application
from madoguchi.journeys.online_application.office.telling import tell, told_once
from madoguchi.lib.japanese.text import clean_line

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
        known = set(answered_fields(case))
        if not set(given.fields) <= known:
            raise FieldUnknownError(FieldUnknownError.__doc__)
        application = locked_application(case.source_uuid)
        # The same words under each answer: what the desk wrote is one text about all of them.
        application.to_correct = [
            *_of_others(application.to_correct, case),
            *(
                {"case": str(case.uuid), "item": item, "person": person, "reason": case.note}
                for item, person in given.fields
            ),
        ]
        papers = [clean_line(one, LONGEST_PAPER) for one in given.papers[:MOST_PAPERS]]
        application.files_wanted = [
            *_of_others(application.files_wanted, case),
            *({"case": str(case.uuid), "name": name} for name in papers if name),
        ]
        application.save(update_fields=["to_correct", "files_wanted"])
        tell(context, application)
        return case

    def subject(self, given: Question, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: Question, result: Case) -> Mapping[str, Any]:
        """How much is in question."""
        return {"fields": len(given.fields), "papers": len(given.papers)}


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
