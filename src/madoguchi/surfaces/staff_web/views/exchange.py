"""What other authorities have sent, and what was sent to them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import NotPermittedError, who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.cases.api import CaseNotFoundError
from madoguchi.engines.exchange.api import (
    Addressing,
    AddressMessage,
    AlreadySettledError,
    ContentRefusedError,
    DropMessage,
    FileRefusedError,
    MarkPosted,
    MessageNotFoundError,
    NotYourDeskError,
    Outcome,
    ProcessMessage,
    ReasonMissingError,
    ReceivedStatus,
    ReceiverUnknownError,
    RefuseMessage,
    SentNote,
    SentStateError,
    SentStatus,
    StillNeededError,
    received_file,
    received_message,
    received_messages,
    receivers_of,
    sent_message,
    sent_messages,
)
from madoguchi.journeys.between_authorities.api import (
    NoMoveInError,
    NotByPostError,
    OfCase,
    SendMoveInNotice,
    letter_pdf,
    own_cases,
)
from madoguchi.journeys.certification_board.api import told_parts
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.presentation.answers import answer_groups
from madoguchi.surfaces.staff_web.presentation.exchanges import (
    name_of,
    received_line,
    sent_line,
    tabs_of,
)
from madoguchi.surfaces.staff_web.site import context_of, desk_page, packs, signed_in
from madoguchi.surfaces.staff_web.views.certification import result_lines

_LOOKING, _WORKING = "団体間の送付の確認", "団体間の送付の処理"
_LONGEST_NOTE = 2_000
_NOT_POSSIBLE = (AlreadySettledError, SentStateError, StillNeededError)
_WRONG_INPUT = (ReasonMissingError, ReceiverUnknownError, TextError)


@who_may_call("exchange.read")
@require_safe
def received_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What came, the newest first."""
    del municipality_code
    shown, before = _asked(request, set(ReceivedStatus))
    status = ReceivedStatus(shown) if shown else None
    found = received_messages(context_of(request, _LOOKING), status, before)
    return desk_page(
        request,
        "exchange/list.html",
        box="received",
        lines=[received_line(one, packs()) for one in found.rows],
        tabs=tabs_of(ReceivedStatus, found.counts, shown),
        shown=shown,
        next=found.next,
    )


@who_may_call("exchange.read")
@require_safe
def sent_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What was sent, or waits to be, the newest first."""
    del municipality_code
    shown, before = _asked(request, set(SentStatus))
    status = SentStatus(shown) if shown else None
    found = sent_messages(context_of(request, _LOOKING), status, before)
    return desk_page(
        request,
        "exchange/list.html",
        box="sent",
        lines=[sent_line(one, packs()) for one in found.rows],
        tabs=tabs_of(SentStatus, found.counts, shown),
        shown=shown,
        next=found.next,
    )


@who_may_call("exchange.read")
@require_safe
def received_message_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One message that came."""
    return _show_received(request, municipality_code, uuid)


@who_may_call("exchange.read")
@require_safe
def sent_message_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One message that was sent."""
    return _show_sent(request, municipality_code, uuid)


@who_may_call("exchange.work")
@require_POST
def settle_received(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Done, or sent back. What was written stays in its field when it cannot be taken."""
    refuses = request.POST.get("outcome") == "refuse"
    note = request.POST.get("note", "")[:_LONGEST_NOTE]
    own = _case_of(request.POST.get("own", "")[:50])
    given = Outcome(uuid, note, f"case:{own}" if own else "")
    try:
        run(RefuseMessage() if refuses else ProcessMessage(), context_of(request, _WORKING), given)
    except MessageNotFoundError:
        raise Http404 from None
    except NotYourDeskError as problem:
        raise NotPermittedError(str(problem)) from None
    except _WRONG_INPUT as problem:
        at = "refuse" if refuses else "process"
        return _show_received(
            request, municipality_code, uuid, 422, problem=str(problem), problem_at=at, note=note
        )
    except _NOT_POSSIBLE as problem:
        return _show_received(request, municipality_code, uuid, 409, problem=str(problem))
    messages.success(request, "返しました。相手に理由が届きます。" if refuses else "処理済みにしました。")
    return _to("exchange-received", municipality_code, uuid)


@who_may_call("exchange.send")
@require_POST
def address(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Decide where a message goes."""
    code, name = request.POST.get("receiver", ""), request.POST.get("by_post", "")[:300]
    by_post = request.POST.get("way") == "post"
    given = Addressing(uuid, "" if by_post else code, name if by_post else "")
    try:
        run(AddressMessage(), context_of(request, _WORKING), given)
    except MessageNotFoundError:
        raise Http404 from None
    except NotYourDeskError as problem:
        raise NotPermittedError(str(problem)) from None
    except _WRONG_INPUT as problem:
        return _show_sent(
            request, municipality_code, uuid, 422, problem=str(problem), problem_at="address", written=name
        )
    except _NOT_POSSIBLE as problem:
        return _show_sent(request, municipality_code, uuid, 409, problem=str(problem))
    messages.success(request, "郵送にしました。手紙を印刷できます。" if by_post else "送りました。")
    return _to("exchange-sent", municipality_code, uuid)


@who_may_call("exchange.send")
@require_POST
def settle_sent(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The letter is in the post, or nothing is sent after all."""
    drops = request.POST.get("outcome") == "drop"
    note = request.POST.get("note", "")[:_LONGEST_NOTE]
    try:
        run(DropMessage() if drops else MarkPosted(), context_of(request, _WORKING), SentNote(uuid, note))
    except MessageNotFoundError:
        raise Http404 from None
    except NotYourDeskError as problem:
        raise NotPermittedError(str(problem)) from None
    except _WRONG_INPUT as problem:
        at = "drop" if drops else "post"
        return _show_sent(
            request, municipality_code, uuid, 422, problem=str(problem), problem_at=at, written=note
        )
    except _NOT_POSSIBLE as problem:
        return _show_sent(request, municipality_code, uuid, 409, problem=str(problem))
    messages.success(request, "送らないことにしました。" if drops else "郵送したことを記録しました。")
    return _to("exchange-sent", municipality_code, uuid)


@who_may_call("documents.print")
@require_safe
def letter(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The letter of a message that goes by post."""
    del municipality_code
    try:
        return pdf(letter_pdf(context_of(request, "通知の印刷"), uuid), "notice.pdf")
    except (MessageNotFoundError, NotByPostError):
        raise Http404 from None
    except NotYourDeskError as problem:
        raise NotPermittedError(str(problem)) from None


@who_may_call("exchange.read")
@require_safe
def file(request: HttpRequest, municipality_code: str, uuid: UUID, number: int) -> HttpResponse:
    """A file of a message that came, to be saved: another authority's file is not opened here."""
    try:
        found = received_file(context_of(request, _LOOKING), uuid, number)
    except MessageNotFoundError:
        raise Http404 from None
    except FileRefusedError as problem:
        return _show_received(request, municipality_code, uuid, 409, problem=str(problem))
    except NotYourDeskError as problem:
        raise NotPermittedError(str(problem)) from None
    return HttpResponse(
        found.content,
        content_type=found.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, found.name) or "attachment",
            "Cache-Control": "no-store",
        },
    )


@who_may_call("exchange.send")
@require_POST
def send_move_in_notice(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Send the 転入通知 of a case, or show the one that was sent."""
    case = HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, uuid]))
    try:
        sent = run(SendMoveInNotice(), context_of(request, "転入通知の送付"), OfCase(uuid))
    except CaseNotFoundError:
        raise Http404 from None
    except (NoMoveInError, NotYourDeskError, ContentRefusedError) as problem:
        messages.error(request, str(problem))
        return case
    return _to("exchange-sent", municipality_code, sent.uuid)


def _show_received(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    *,
    problem: str = "",
    problem_at: str = "",
    note: str = "",
) -> HttpResponse:
    context = context_of(request, _LOOKING)
    actor = signed_in(request).as_actor()
    try:
        opened = received_message(context, uuid)
    except MessageNotFoundError:
        raise Http404 from None
    except NotYourDeskError as refused:
        raise NotPermittedError(str(refused)) from None
    message, pack = opened.message, packs().for_municipality(municipality_code)
    sees_cases = actor.may("cases.read")
    return desk_page(
        request,
        "exchange/received.html",
        status=status,
        message=message,
        kind=opened.kind,
        line=received_line(message, packs()),
        groups=answer_groups(opened.items, pack.vocabulary),
        result=(result := result_lines(context, opened.kind.key, uuid)),
        parts=() if result else told_parts(opened.kind, opened.parts, packs()),
        may_print=actor.may("documents.print"),
        files=opened.files,
        proposals=own_cases(context, opened) if sees_cases and not message.state.is_settled else (),
        own_case=_case_of(message.own_reference) if sees_cases else None,
        may_work=actor.may("exchange.work"),
        problem=problem,
        problem_at=problem_at,
        note=note,
    )


def _show_sent(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    *,
    problem: str = "",
    problem_at: str = "",
    written: str = "",
) -> HttpResponse:
    context = context_of(request, _LOOKING)
    actor = signed_in(request).as_actor()
    try:
        opened = sent_message(context, uuid)
    except MessageNotFoundError:
        raise Http404 from None
    except NotYourDeskError as refused:
        raise NotPermittedError(str(refused)) from None
    message, pack = opened.message, packs().for_municipality(municipality_code)
    state = message.state
    return desk_page(
        request,
        "exchange/sent.html",
        status=status,
        message=message,
        kind=opened.kind,
        line=sent_line(message, packs()),
        groups=answer_groups(opened.items, pack.vocabulary),
        parts=told_parts(opened.kind, opened.parts, packs()),
        files=opened.files,
        case=_case_of(message.subject) if actor.may("cases.read") else None,
        candidates=[(code, name_of(code, packs())) for code in message.candidates],
        receivers=receivers_of(context, opened.kind),
        may_send=actor.may("exchange.send"),
        is_addressable=state in (SentStatus.TO_ADDRESS, SentStatus.TO_POST, SentStatus.REFUSED),
        is_for_post=state is SentStatus.TO_POST,
        may_print=actor.may("documents.print") and state in (SentStatus.TO_POST, SentStatus.POSTED),
        problem=problem,
        problem_at=problem_at,
        written=written,
    )


def _case_of(reference: str) -> UUID | None:
    """The case of a reference (`case:<uuid>`), None for any other."""
    kind, _, uuid = reference.partition(":")
    try:
        return UUID(uuid) if kind == "case" else None
    except ValueError:
        return None


def _to(name: str, municipality_code: str, uuid: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"staff_web:{name}", args=[municipality_code, uuid]))


def _asked(request: HttpRequest, known: set[ReceivedStatus] | set[SentStatus]) -> tuple[str, int]:
    """The status (empty: all) and the place where the page before ended; the unknown is left out."""
    show, before = request.GET.get("show", ""), request.GET.get("before", "")
    return (
        show if show in {one.value for one in known} else "",
        int(before[:15]) if before.isascii() and before.isdigit() else 0,
    )
