"""PDFs, straight into the browser; never stored there, always in the audit log."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.journeys.counter_visit import api
from madoguchi.surfaces.staff_web.counter.views.common import at_the_counter, refusals


@who_may_call("documents.print")
@require_safe
@refusals
def all_papers(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """All papers of a visit as one: as they were kept, or as they would be made now."""
    del municipality_code
    context = at_the_counter(request)
    kept_papers = api.documents_of(context, visit)
    if kept_papers:
        return pdf(api.joined(bytes(one.pdf) for one in kept_papers), "papers.pdf")
    made = api.print_papers(context, visit)
    return pdf(api.joined(one.pdf for one in made), "papers.pdf")


@who_may_call("documents.print")
@require_safe
@refusals
def brought(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """Papers that somebody else has to sign at home (委任状), filled in."""
    del municipality_code
    made = api.papers_to_sign(at_the_counter(request), visit)
    if not made:
        raise Http404
    return pdf(api.joined(one.pdf for one in made), "to-sign.pdf")


@who_may_call("documents.print")
@require_safe
@refusals
def preview(request: HttpRequest, municipality_code: str, visit: UUID, number: int) -> HttpResponse:
    """One paper of an open visit (from 1), as it would be made now."""
    del municipality_code
    made = api.print_papers(at_the_counter(request), visit)
    if not 1 <= number <= len(made):
        raise Http404
    return pdf(made[number - 1].pdf, made[number - 1].file_name)


@who_may_call("documents.print")
@require_safe
@refusals
def kept(request: HttpRequest, municipality_code: str, paper: UUID) -> HttpResponse:
    """One paper of an accepted visit, as it was made."""
    del municipality_code
    found = api.document(at_the_counter(request), paper)
    return pdf(bytes(found.pdf), found.file_name)


def pdf(content: bytes, file_name: str) -> HttpResponse:
    """A PDF to be looked at; file names are made of keys and hold nothing personal."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{file_name}"',
            "Cache-Control": "no-store",
        },
    )
