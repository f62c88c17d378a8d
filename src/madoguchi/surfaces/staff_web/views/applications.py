"""Applications from home: what has arrived, what waits for a person, one application beside the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Action, run
from madoguchi.engines.cases.api import NoteMissingError
from madoguchi.engines.residents.api import ResidentNotFoundError
from madoguchi.journeys.online_application.office.api import (
    Application,
    ApplicationState,
    Decision,
    Identification,
    IdentifyApplicant,
    NotFiledError,
    NotIdentifiedError,
    NotWaitingError,
    PortalArrivalNotFoundError,
    RefuseApplication,
    ReleaseApplication,
    Settlement,
    SettlementReasonMissingError,
    SettlePortalArrival,
    StillUnverifiedError,
    UnknownApplicationError,
    VerifyAgain,
    application_sheet,
    arrivals,
    search_applicant,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.presentation.answers import answer_groups
from madoguchi.surfaces.staff_web.presentation.applications import (
    STATE_BADGES,
    candidate_lines,
    hold_lines,
    must_be_identified,
    must_be_verified,
    portal_report_line,
    side_by_side,
    signature_lines,
)
from madoguchi.surfaces.staff_web.presentation.inboxes import line_of
from madoguchi.surfaces.staff_web.presentation.register import found_line
from madoguchi.surfaces.staff_web.site import context_of, page, signed_in

_LONGEST = 90
OUTSIDER = "outsider"


@dataclass(frozen=True, slots=True)
class _Verb:
    """What a form may ask for, and what is said afterwards."""

    action: type[Action[Decision, Application]]
    done: str


_VERBS: Mapping[str, _Verb] = {
    "release": _Verb(ReleaseApplication, "受け付けました。担当の課に届きました。"),
    "refuse": _Verb(RefuseApplication, "受け付けないことを、申請した人に知らせました。"),
    "verify": _Verb(VerifyAgain, "署名をもう一度確かめました。"),
}


@who_may_call("online_application.read")
@require_safe
def arrivals_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The applications by state; those that wait for a person come first."""
    del municipality_code
    return _arrivals(request)


@who_may_call("online_application.identify")
@require_POST
def settle(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Write down that somebody has seen to what the マイナポータル gave and could not be received."""
    given = Settlement(request.POST.get("number", "")[:64], request.POST.get("note", ""))
    try:
        run(SettlePortalArrival(), context_of(request, "マイナポータルの申請の確認"), given)
    except PortalArrivalNotFoundError:
        raise Http404 from None
    except (SettlementReasonMissingError, TextError) as problem:
        return _arrivals(request, 422, problem=str(problem), problem_at=given.number)
    messages.success(request, "対応したことを記録しました。")
    return HttpResponseRedirect(reverse("staff_web:applications", args=[municipality_code]))


def _arrivals(
    request: HttpRequest, status: int = 200, *, problem: str = "", problem_at: str = ""
) -> HttpResponse:
    shown = request.GET.get("show", "")
    state = ApplicationState(shown) if shown in ApplicationState.values else ApplicationState.HELD
    found = arrivals(context_of(request, "オンライン申請の一覧"), state)
    return page(
        request,
        "applications.html",
        status=status,
        found=found,
        state=state,
        badge=STATE_BADGES[state],
        tabs=[(one.value, one.label, found.counts[one]) for one in ApplicationState],
        may_decide=signed_in(request).as_actor().may("online_application.identify"),
        problem=problem,
        problem_at=problem_at,
    )


@who_may_call("online_application.read")
@require_safe
def application_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One application."""
    del municipality_code
    return _show(request, uuid)


@who_may_call("online_application.identify")
@require_POST
def search(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """People of the register whom a clerk typed; shown at once, so that no name stands in an address."""
    del municipality_code
    text = " ".join(request.POST.get("text", "").split())[:_LONGEST]
    return _show(request, uuid, searched=text)


@who_may_call("online_application.identify")
@require_POST
def identify(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Say whose application it is."""
    given, note = request.POST.get("resident", ""), request.POST.get("note", "")
    try:
        chosen = None if given == OUTSIDER else UUID(given)
    except ValueError:
        return _show(request, uuid, 409, problem="だれの申請かを選んでください。", problem_at="identify")
    action = IdentifyApplicant()
    try:
        application = run(action, context_of(request, "申請者の確認"), Identification(uuid, chosen, note))
    except UnknownApplicationError:
        raise Http404 from None
    except (
        NotFiledError,
        NotWaitingError,
        StillUnverifiedError,
        ResidentNotFoundError,
        NoteMissingError,
        TextError,
    ) as problem:
        return _show(request, uuid, 409, problem=str(problem), problem_at="identify", note=note)
    if application.state == ApplicationState.HELD:
        messages.info(request, "だれの申請かを記録しました。ほかに確かめることがあります。")
    else:
        messages.success(request, "だれの申請かを記録し、受け付けました。案件が担当の課に届きました。")
    return HttpResponseRedirect(_address(municipality_code, uuid))


@who_may_call("online_application.identify")
@require_POST
def decide(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Let it go on, refuse it, or verify it again."""
    key, note = request.POST.get("decision", ""), request.POST.get("note", "")
    verb = _VERBS.get(key)
    if verb is None:
        return _show(request, uuid, 409, problem="どうするかを選んでください。", problem_at="decide")
    try:
        run(verb.action(), context_of(request, "オンライン申請の確認"), Decision(uuid, note))
    except UnknownApplicationError:
        raise Http404 from None
    except (
        NotFiledError,
        NotWaitingError,
        NotIdentifiedError,
        StillUnverifiedError,
        NoteMissingError,
        TextError,
    ) as problem:
        return _show(request, uuid, 409, problem=str(problem), problem_at="decide", note=note, chosen=key)
    messages.success(request, verb.done)
    return HttpResponseRedirect(_address(municipality_code, uuid))


def _address(municipality_code: str, uuid: UUID) -> str:
    return reverse("staff_web:application", args=[municipality_code, uuid])


def _show(
    request: HttpRequest, uuid: UUID, status: int = 200, *, searched: str = "", **more: Any
) -> HttpResponse:
    """The page, with what went wrong and what was written. Raises Http404."""
    context = context_of(request, "オンライン申請の確認")
    try:
        sheet = application_sheet(context, uuid)
    except UnknownApplicationError:
        raise Http404 from None
    actor = signed_in(request).as_actor()
    today = clock.today()
    waits = sheet.application.state == ApplicationState.HELD
    found = search_applicant(context, searched) if searched else None
    answers = sheet.filed.answers if sheet.filed is not None else {}
    return page(
        request,
        "application.html",
        status=status,
        sheet=sheet,
        application=sheet.application,
        badge=STATE_BADGES[ApplicationState(sheet.application.state)],
        rows=side_by_side(sheet),
        holds=hold_lines(sheet),
        signature=signature_lines(sheet),
        portal_report=portal_report_line(sheet) if sheet.application.is_from_portal else "",
        groups=answer_groups(answers, sheet.pack.vocabulary),
        cases=[line_of(case, today) for case in sheet.cases],
        event=sheet.pack.events.get(sheet.content.event),
        candidates=candidate_lines(sheet.candidates),
        searched=searched,
        found=found,
        found_lines=[found_line(record, today) for record in found.records] if found else (),
        may_decide=waits and actor.may("online_application.identify"),
        may_see_residents=actor.may("residents.search"),
        must_be_identified=must_be_identified(sheet),
        must_be_verified=must_be_verified(sheet),
        outsider=OUTSIDER,
        refused_files_days=settings.MADOGUCHI_REFUSED_FILES_DAYS,
        **({"problem": "", "problem_at": "", "note": "", "chosen": ""} | more),
    )
