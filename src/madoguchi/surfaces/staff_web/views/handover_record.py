"""One hand-over: what is to be entered and how far it is, the code for a screen, the pictures of a robot."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.api import (
    EvidenceNotFoundError,
    FieldsLeftError,
    FinishEntry,
    Finishing,
    HandoverNotFoundError,
    HeldByOtherError,
    NoLongerWaitingError,
    NotEnterableError,
    NotEnteredByPeopleError,
    NotYourRecordError,
    Opened,
    ReasonMissingError,
    RefuseEntry,
    Refusing,
    ReleaseEntry,
    TakeEntry,
    Taking,
    TickField,
    Ticking,
    UnknownFieldError,
    evidence,
    open_record,
    screen_code,
    to_enter,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.staff_web.presentation.handovers import BADGES, RUN_BADGES, label_of, sheet_lines
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404, page, signed_in

_CONFLICTS = (HeldByOtherError, NoLongerWaitingError, NotYourRecordError, NotEnteredByPeopleError)
_INCOMPLETE = (FieldsLeftError, ReasonMissingError, UnknownFieldError, TextError)
_ANY_DESK = "cases.assign"
_LONGEST = 4_000


@who_may_call("handover.enter")
@require_safe
def to_enter_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What waits for people of the own desks to bring it over, the oldest first."""
    pack = pack_or_404(municipality_code)
    actor = signed_in(request).as_actor()
    desks = None if actor.may(_ANY_DESK) else actor.desks
    found = to_enter(context_of(request, "転記の一覧"), desks=desks)
    lines = [
        (record, label_of(record, pack), pack.desks.get(record.desk_role), record.holder_id == actor.id)
        for record in found
    ]
    return page(request, "handover/to_enter.html", lines=lines)


@who_may_call("handover.read")
@require_safe
def record_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One record; what is in it only for who may enter it."""
    return _show(request, municipality_code, uuid)


@who_may_call("handover.enter")
@require_POST
def tick(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One field is in the core system, or is not after all."""
    key = request.POST.get("entry", "")[:200]
    given = Ticking(uuid, key, request.POST.get("entered") == "1", pack_or_404(municipality_code))
    return _do(request, municipality_code, uuid, TickField(), given, "", "", f"#field-{key}")


@who_may_call("handover.enter")
@require_POST
def step(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Begin, let go, finish, or say that the core system does not take it."""
    pack = pack_or_404(municipality_code)
    match request.POST.get("step"):
        case "take":
            return _do(request, municipality_code, uuid, TakeEntry(), Taking(uuid), "", "")
        case "take_over":
            said = "入力を引き継ぎました。印の付いた欄から確かめてください。"
            return _do(request, municipality_code, uuid, TakeEntry(), Taking(uuid, True), said, "")
        case "release":
            said = "入力を中断しました。付けた印は残っています。"
            return _do(request, municipality_code, uuid, ReleaseEntry(), Taking(uuid), said, "")
        case "finish":
            finishing = Finishing(uuid, pack, request.POST.get("reference", "")[:_LONGEST])
            said = "基幹システムへの入力を終えました。"
            return _do(request, municipality_code, uuid, FinishEntry(), finishing, said, "finish")
        case "refuse":
            refusing = Refusing(uuid, request.POST.get("reason", "")[:_LONGEST])
            said = "「引き渡せません」にしました。直したら「いま引き渡す」を押してください。"
            return _do(request, municipality_code, uuid, RefuseEntry(), refusing, said, "refuse")
    raise Http404


@who_may_call("handover.enter")
@require_safe
def picture(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """What the core system's screen showed the robot."""
    del municipality_code
    try:
        found = evidence(context_of(request, "ロボット入力の確認"), uuid)
    except EvidenceNotFoundError:
        raise Http404 from None
    return HttpResponse(bytes(found.picture), content_type="image/png", headers={"Cache-Control": "no-store"})


def _do(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    action: TakeEntry | ReleaseEntry | TickField | FinishEntry | RefuseEntry,
    given: object,
    said: str,
    form: str,
    place: str = "",
) -> HttpResponse:
    try:
        run(action, context_of(request, "基幹システムへの入力"), given)
    except HandoverNotFoundError:
        raise Http404 from None
    except _CONFLICTS as problem:
        return _show(request, municipality_code, uuid, 409, problem=str(problem) or str(problem.__doc__))
    except _INCOMPLETE as problem:
        return _show(request, municipality_code, uuid, 422, problem=str(problem), problem_at=form)
    if said:
        messages.success(request, said)
    address = reverse("staff_web:handover-record", args=[municipality_code, uuid])
    return HttpResponseRedirect(address + place)


def _show(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    *,
    problem: str = "",
    problem_at: str = "",
) -> HttpResponse:
    pack = pack_or_404(municipality_code)
    try:
        opened = open_record(context_of(request, "引き渡しの確認"), uuid, pack)
    except HandoverNotFoundError:
        raise Http404 from None
    record = opened.record
    actor = signed_in(request).as_actor()
    groups = sheet_lines(opened)
    left = sum(line.by is None for group in groups for line in group.lines)
    code, code_problem = _code(opened)
    # A part of the page that is asked for by a script is put in its place only when all went well.
    shown_status = 200 if request.headers.get("HX-Request") else status
    return page(
        request,
        "handover/record.html",
        status=shown_status,
        record=record,
        badge=BADGES[record.state],
        label=label_of(record, pack),
        sheet=opened.sheet,
        groups=groups,
        left=left,
        total=sum(len(group.lines) for group in groups),
        code=code,
        code_problem=code_problem,
        runs=[(one, RUN_BADGES[one.result], pictures) for one, pictures in opened.runs],
        is_mine=record.holder_id == actor.id,
        may_enter=opened.sheet is not None,
        may_retry=actor.may("handover.retry"),
        desk=pack.desks.get(record.desk_role),
        problem=problem,
        problem_at=problem_at,
        reason=request.POST.get("reason", "") if problem_at == "refuse" else "",
        reference=request.POST.get("reference", "") if problem_at == "finish" else "",
    )


def _code(opened: Opened) -> tuple[object | None, str]:
    """The code for an input screen while it waits to be read; else why there is none."""
    record, sheet = opened.record, opened.sheet
    if sheet is None or record.way is not HandoverMethod.SCREEN_IMPORT or not record.waits_for_people:
        return None, ""
    try:
        return screen_code(record, sheet), ""
    except (NotEnterableError, KeyUnusable) as problem:
        return None, str(problem)
