"""What a resident can print at home: the guide slip of the plan, and the sheet with the code."""

from __future__ import annotations

from madoguchi.core import clock
from madoguchi.core.vocabulary import person_label
from madoguchi.engines.documents.api import Circumstances, DocumentRequest, guide_slip_of, qr_sheet, render
from madoguchi.journeys.pre_application.application import Application
from madoguchi.journeys.pre_application.finishing import SealedAnswers


def guide_slip_pdf(application: Application) -> bytes:
    """The 案内票: the plan as it is now, on one page. Raises the errors of the documents engine."""
    around = Circumstances(printed_on=clock.today())
    return _pdf(application, guide_slip_of(application.pack, application.plan, around))


def code_sheet_pdf(application: Application, sealed: SealedAnswers) -> bytes:
    """The code on paper, with its expiry and what happens at the counter. Raises the same."""
    applicant = application.facts.applicant()
    sheet = qr_sheet(
        application.pack,
        event=application.plan.event.label,
        applicant="" if applicant is None else person_label(application.facts, applicant),
        expires_at=sealed.expires_at,
        symbols=[symbol.svg() for symbol in sealed.symbols],
        circumstances=Circumstances(printed_on=clock.today()),
    )
    return _pdf(application, sheet)


def _pdf(application: Application, request: DocumentRequest) -> bytes:
    return render(application.pack, request.key, request.data)
