"""The code for the counter: on the screen, as a picture, on paper; and leaving nothing behind."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.journeys.pre_application.api import (
    Application,
    NotReadyError,
    SealedAnswers,
    code_sheet_pdf,
    discard,
    seal_answers,
    sealed_answers,
)
from madoguchi.surfaces.resident_web import cookies
from madoguchi.surfaces.resident_web.presentation.brought import printable_papers
from madoguchi.surfaces.resident_web.presentation.code import code_view
from madoguchi.surfaces.resident_web.presentation.steps import Step
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.resident_web.views.plan import pdf
from madoguchi.surfaces.resident_web.way import Way, on_the_way

_PIXELS_A_MODULE = 8


@on_the_way("GET", "HEAD", "POST")
def code(way: Way) -> HttpResponse:
    """Make the code (POST), or show the one that was made."""
    if way.request.method == "POST":
        try:
            seal_answers(way.handle)
        except NotReadyError:
            return HttpResponseRedirect(way.url("review"))
        return HttpResponseRedirect(way.url("code"))
    application, sealed = _made(way)
    if sealed is None:
        return HttpResponseRedirect(way.url("review"))
    return way.page(
        "code.html",
        Step.CODE,
        code=code_view(application, sealed, way.url, _PIXELS_A_MODULE),
        pdf_url=way.url("code-pdf"),
        printable=printable_papers(application, way.url),
        plan_url=way.url("plan"),
        discard_url=way.url("discard"),
        back_url=way.url("review"),
    )


def _made(way: Way) -> tuple[Application, SealedAnswers | None]:
    application = way.open()
    return application, sealed_answers(application)


@on_the_way("GET", "HEAD")
def code_png(way: Way, number: int) -> HttpResponse:
    """One symbol as a picture; with `?download` to keep it."""
    _, sealed = _made(way)
    symbols = [] if sealed is None else sealed.symbols
    if not 1 <= number <= len(symbols):
        raise Http404
    response = HttpResponse(symbols[number - 1].png(_PIXELS_A_MODULE), content_type="image/png")
    if "download" in way.request.GET:
        response["Content-Disposition"] = f'attachment; filename="madoguchi-code-{number}.png"'
    return response


@on_the_way("GET", "HEAD")
def code_pdf(way: Way) -> HttpResponse:
    """The sheet with the code, to print."""
    application, sealed = _made(way)
    if sealed is None:
        return HttpResponseRedirect(way.url("review"))
    return pdf(code_sheet_pdf(application, sealed), "code.pdf")


@on_the_way("GET", "HEAD", "POST")
def discard_page(way: Way) -> HttpResponse:
    """Ask, then delete everything that was typed, here and in the browser."""
    if way.request.method != "POST":
        way.open()
        return way.page("discard.html", Step.CODE, back_url=way.url("plan"))
    discard(way.handle)
    code_of, event = way.pack.municipality.code, way.event.key
    response = HttpResponseRedirect(way.url("discarded"))
    cookies.forget(response, code_of, event)
    return response


@who_may_call(ANYONE)
@require_safe
def discarded(request: HttpRequest, municipality_code: str, event_key: str) -> HttpResponse:
    """Nothing is left."""
    del event_key
    return page(request, "discarded.html", pack_or_404(municipality_code).municipality)
