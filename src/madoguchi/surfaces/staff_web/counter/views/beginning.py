"""Beginning: the queue, the scanner, a visit without a code, a visit for somebody in the register."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import LifeEvent, MunicipalityPack
from madoguchi.engines.forms.api import SealedContentError
from madoguchi.engines.residents.api import Status
from madoguchi.journeys.counter_visit import api
from madoguchi.lib.sealing import EnvelopeError, EnvelopeIncomplete, KeyUnusable
from madoguchi.surfaces.shared_web.security import allows_camera
from madoguchi.surfaces.staff_web.approvals.codes import document_in
from madoguchi.surfaces.staff_web.counter.presentation.queue import queue_of
from madoguchi.surfaces.staff_web.counter.presentation.scanning import ScanView, posted_texts
from madoguchi.surfaces.staff_web.counter.views.common import (
    at_the_counter,
    refusals,
    to_visit,
    visit_url,
    wants_fragment,
)
from madoguchi.surfaces.staff_web.site import pack_or_404, page

_AGAIN = {
    api.VisitState.OPEN: "このコードはもう読み取られています。同じ受付を開きました。",
    api.VisitState.ACCEPTED: "このコードの申請は、もう受理されています。受理したときの案件を表示しています。",
}


@who_may_call("counter_visit.open")
@allows_camera
@require_safe
@refusals
def home(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Who is being served, and the ways to begin."""
    return _home(request, municipality_code, ScanView())


@who_may_call("counter_visit.open")
@allows_camera
@require_POST
@refusals
def scan(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Open a code. What was scanned so far travels with the page until it is whole; nothing is kept."""
    kept, scanned = posted_texts(request.POST)
    document = document_in(scanned)
    if document is not None:
        # A cover sheet of 電子決裁: read wherever the focus is, like any other code.
        return _follow(request, reverse("approvals:document", args=[municipality_code, document]))
    texts = [*kept, *([scanned] if scanned else [])]
    if not texts:
        view = ScanView(problem="読み取った文字がありません。コードを読み取るか、文字を貼り付けてください。")
        return _home(request, municipality_code, view, status=422)
    try:
        opened = run(api.OpenFromCode(), at_the_counter(request), api.Scan(texts))
    except EnvelopeIncomplete as incomplete:
        view = ScanView.waiting(texts, incomplete)
        return _home(request, municipality_code, view)
    except (EnvelopeError, SealedContentError, KeyUnusable, api.EventNotOfferedError) as problem:
        view = ScanView.refused(kept, scanned, str(problem))
        return _home(request, municipality_code, view, status=422)
    if opened.again:
        messages.info(request, _AGAIN[api.VisitState(opened.visit.state)])
    return _follow(request, visit_url(municipality_code, opened.uuid))


@who_may_call("counter_visit.open")
@require_POST
@refusals
def start_empty(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Begin without a code."""
    event = request.POST.get("event", "")
    try:
        visit = run(api.OpenEmpty(), at_the_counter(request), api.EmptyVisit(event))
    except api.EventNotOfferedError as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("counter:home", args=[municipality_code]))
    return to_visit(municipality_code, visit.uuid)


@who_may_call("counter_visit.open")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals
def begin(request: HttpRequest, municipality_code: str, resident: UUID) -> HttpResponse:
    """Begin with what the register knows of a resident's household."""
    pack = pack_or_404(municipality_code)
    context = at_the_counter(request)
    if request.method == "POST" and request.POST.get("event") in pack.events:
        given = api.FromRegister(request.POST["event"], resident, _whom(request.POST.get("about", "")))
        visit = run(api.OpenFromRegister(), context, given)
        return to_visit(municipality_code, visit.uuid)
    known = api.known_people(context, resident)
    people = known.household.members
    if known.resident not in people:
        people = (known.resident, *people)
    return page(
        request,
        "counter/begin.html",
        status=422 if request.method == "POST" else 200,
        resident=known.resident,
        household=known.household,
        people=people,
        events=tuple(event for event in pack.events.values() if event.about is None),
        about=[(event, _subject(pack, event)) for event in pack.events.values() if event.about is not None],
        candidates=[one for one in known.people if one.status in (Status.RESIDENT, Status.DECEASED)],
    )


def _follow(request: HttpRequest, address: str) -> HttpResponse:
    """The page that a code opens."""
    if wants_fragment(request):
        # The script follows by itself: a redirect inside fetch would open the page twice.
        return HttpResponse(status=204, headers={"X-Location": address})
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _subject(pack: MunicipalityPack, event: LifeEvent) -> str:
    """「亡くなった方のこと」: what the form calls the one whom the event is about."""
    group = pack.vocabulary[f"{event.about}.name"].group
    return pack.groups[group].label if group is not None and group in pack.groups else event.label


def _whom(posted: str) -> UUID | None:
    """Who of the household an event is about; None for nobody of it, and for what is no id."""
    try:
        return UUID(posted)
    except ValueError:
        return None


def _home(request: HttpRequest, municipality_code: str, view: ScanView, *, status: int = 200) -> HttpResponse:
    pack = pack_or_404(municipality_code)
    waiting, accepted = queue_of(api.queue(at_the_counter(request)), pack)
    return page(
        request,
        "counter/home.html",
        status=status,
        scan=view,
        waiting=waiting,
        accepted=accepted,
        events=tuple(pack.events.values()),
        messages=tuple(messages.get_messages(request)),
    )
