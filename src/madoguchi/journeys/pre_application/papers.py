"""What a resident can print at home: the guide slip of the plan, and the sheet with the code."""

from __future__ import annotations

from dataclasses import replace

from madoguchi.core import clock
from madoguchi.core.languages import speaking_japanese
from madoguchi.core.vocabulary import person_label
from madoguchi.engines.documents.api import (
    Circumstances,
    DocumentRequest,
    brought_papers,
    guide_slip_of,
    joined,
    qr_sheet,
    render,
)
from madoguchi.journeys.pre_application.application import Application, pack_of
from madoguchi.journeys.pre_application.finishing import SealedAnswers


def guide_slip_pdf(application: Application) -> bytes:
    """The 案内票: the plan as it is now, on one page. Raises the errors of the documents engine.

    Papers are for the counter, and Japanese whatever language the pages speak.
    """
    around = Circumstances(printed_on=clock.today())
    with speaking_japanese():
        application = _in_spoken_language(application)
        return _pdf(application, guide_slip_of(application.pack, application.plan, around))


def code_sheet_pdf(application: Application, sealed: SealedAnswers) -> bytes:
    """The code on paper, with its expiry and what happens at the counter. Raises the same."""
    with speaking_japanese():
        application = _in_spoken_language(application)
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


def can_print(application: Application) -> frozenset[str]:
    """The things to bring that can be printed at home, filled in: their keys, as far as they are needed."""
    return frozenset(
        line.item.key
        for entry in application.plan.needed
        for line in entry.bring
        if line.certain and line.item.document is not None
    )


def brought_paper_pdf(application: Application, thing: str) -> bytes:
    """A thing to bring as a paper to sign, a page for each person who signs; empty where it is not needed.

    Raises the errors of the documents engine.
    """
    with speaking_japanese():
        application = _in_spoken_language(application)
        wanted = application.pack.items_to_bring[thing].document if thing in can_print(application) else None
        around = Circumstances(printed_on=clock.today())
        requests = brought_papers(application.pack, application.plan, application.facts, around)
        papers = [_pdf(application, one) for one in requests if one.key == wanted]
        return joined(papers) if papers else b""


def _in_spoken_language(application: Application) -> Application:
    """The application with texts in the language spoken; itself where it has them already."""
    pack = pack_of(application.handle.municipality_code)
    return application if pack is application.pack else replace(application, pack=pack)


def _pdf(application: Application, request: DocumentRequest) -> bytes:
    return render(application.pack, request.key, request.data)
