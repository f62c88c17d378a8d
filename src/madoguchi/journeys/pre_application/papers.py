"""What a resident can print at home: the 案内票 of the plan, and the sheet with the code."""

from __future__ import annotations

from madoguchi.core import clock
from madoguchi.core.vocabulary import person_label
from madoguchi.engines.documents.api import Circumstances, guide_slip_of, qr_sheet, render
from madoguchi.journeys.pre_application.application import Application
from madoguchi.journeys.pre_application.finishing import SealedAnswers


def guide_slip_pdf(application: Application) -> bytes:
    """The plan on one page, as PDF. Raises DocumentError."""
    pack = application.pack
    request = guide_slip_of(pack, application.plan, Circumstances(printed_on=clock.today()))
    return render(pack, request.key, request.data)


def code_sheet_pdf(application: Application, sealed: SealedAnswers) -> bytes:
    """The code with its end and what to do at the counter, as PDF. Raises DocumentError."""
    pack, facts = application.pack, application.facts
    applicant = facts.applicant()
    request = qr_sheet(
        pack,
        event=application.plan.event.label,
        applicant="" if applicant is None else person_label(facts, applicant, with_age=False),
        expires_at=sealed.expires_at,
        symbols=[symbol.svg() for symbol in sealed.symbols],
        circumstances=Circumstances(printed_on=clock.today()),
    )
    return render(pack, request.key, request.data)
