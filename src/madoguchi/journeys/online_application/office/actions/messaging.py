"""A desk writes a few words to the applicant, without asking for anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings

from madoguchi.core.actions import Action, Context, run
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.cases.api import AddNote, Case, CaseStep, Channel, NoteMissingError
from madoguchi.journeys.online_application.office.applications import locked_application
from madoguchi.journeys.online_application.office.telling import add_message, tell
from madoguchi.lib.japanese.text import clean_text

LONGEST_WORDS = 500


class NotOnlineError(Exception):
    """オンラインの申請ではないため、画面でのお知らせは届きません。電話か手紙で知らせてください。"""


class MessageApplicant(Action[CaseStep, Case]):
    """Tell the applicant something. It stands in the story of the case too, so that colleagues know of it."""

    name: ClassVar[str] = "online_application.message"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: CaseStep) -> Case:
        """Raises NotOnlineError, NoteMissingError, TextError, CaseNotFoundError, NotYourDeskError."""
        words = clean_text(given.note, LONGEST_WORDS)
        if not words:
            raise NoteMissingError(NoteMissingError.__doc__)
        case = run(AddNote(), context, CaseStep(given.uuid, f"申請した人へのお知らせ\n{words}"))
        if case.came_by is not Channel.ONLINE or case.source_uuid is None:
            raise NotOnlineError(NotOnlineError.__doc__)
        application = locked_application(case.source_uuid)
        add_message(application, context.now, f"「{_label(context, case)}」について\n{words}")
        application.save(update_fields=["messages"])
        tell(context, application)
        return case

    def subject(self, given: CaseStep, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: CaseStep, result: Case) -> Mapping[str, Any]:
        """Of which application; never what was written."""
        return {"application": str(result.source_uuid)}


def _label(context: Context, case: Case) -> str:
    """What residents call the procedure."""
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)
    procedure = pack.procedures.get(case.procedure_key)
    return case.procedure_label if procedure is None else procedure.resident_label
