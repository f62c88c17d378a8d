"""One booking: who comes, when, what was written to them; another time, cancelling, taking that back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.clock import day_of
from madoguchi.engines.booking.api import BookingError, Status
from madoguchi.journeys.appointments.office.api import (
    Booked,
    BookedNotFoundError,
    CancelForCaller,
    CheckedIn,
    CheckIn,
    DeskAwayError,
    MailState,
    MarkMissed,
    Seen,
    UndoCancel,
    age_of,
    bookable_calendars,
    booked,
    code_aloud,
    day_aloud,
    length_aloud,
    open_contacts,
    time_aloud,
    what_is_booked,
)
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.staff_web.bookings.views.common import BADGES, MAIL_BADGES, version_of, working
from madoguchi.surfaces.staff_web.site import desk_page, pack_or_404, signed_in

_DONE = {
    "booked": "予約しました。",
    "booked_before": "前に押したときの時間で、もう取れていました。ほかの時間がよければ「日時を変える」を。",
    "changed": "日時を変更しました。",
    "cancelled": "予約を取り消しました。",
    "again": "取り消しをもとに戻しました。予約番号は前と同じです。",
    "again_new_code": "もとに戻しました。前の番号はほかの予約で使われているため、番号が変わりました。",
}


@who_may_call("booking.read")
@require_safe
def booking_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The booking with what to say about it."""
    return _show(request, municipality_code, uuid)


@who_may_call("booking.work")
@require_POST
def step(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Cancel, take that back, note who came."""
    context, chosen = working(request), request.POST.get("step", "")
    version = version_of(request)
    done = ""
    try:
        match chosen:
            case "cancel":
                run(CancelForCaller(), context, Seen(uuid, version))
                done = "cancelled"
            case "undo":
                before = booked(municipality_code, uuid).code
                after = run(UndoCancel(), context, Seen(uuid, version)).code
                done = "again" if after == before else "again_new_code"
            case "arrived":
                run(CheckIn(), context, CheckedIn(uuid))
                messages.success(request, "来庁を記録しました。")
            case "missed" | "came_after_all":
                run(MarkMissed(), context, CheckedIn(uuid, arrived=chosen != "missed"))
                messages.success(request, "記録しました。")
            case _:
                raise Http404
    except BookedNotFoundError:
        raise Http404 from None
    except (BookingError, KeyUnusable) as error:
        return _show(request, municipality_code, uuid, 409, str(error), error)
    except DeskAwayError as error:
        return _show(request, municipality_code, uuid, 503, str(error))
    address = reverse("bookings:booking", args=[municipality_code, uuid])
    return HttpResponseRedirect(f"{address}?done={done}" if done else address)


def _show(
    request: HttpRequest,
    code: str,
    uuid: UUID,
    status: int = 200,
    problem: str = "",
    error: Exception | None = None,
) -> HttpResponse:
    try:
        row = booked(code, uuid)
    except BookedNotFoundError:
        raise Http404 from None
    context, pack = working(request), pack_or_404(code)
    with tenancy.municipality(code):
        contact = open_contacts(context, [row], "contact")[row.pk]
    actor, now = signed_in(request).as_actor(), clock.now()
    at, done_there = what_is_booked(pack, row, contact.booker)
    may_work = actor.may("booking.work")
    to_come, day = row.begins > now, day_of(row.begins)
    unwritten = not contact.problem and not contact.booker.email
    return desk_page(
        request,
        "bookings/booking.html",
        status=status,
        row=row,
        booker=contact.booker,
        contact_problem=contact.problem,
        at=at,
        done_there=done_there,
        badge=BADGES[row.state],
        # Mails are promised before anybody looks into the envelope: without an address none of them leaves.
        unwritten=unwritten,
        mails=[
            (one, MAIL_BADGES[MailState(one.state)])
            for one in row.mails.all()
            if not (unwritten and one.state == MailState.WAITING)
        ],
        sentence=f"{day_aloud(row.begins)}、{time_aloud(row.begins)}、{at.split('→')[0]}、{length_aloud(row.minutes)}",
        code_aloud=code_aloud(row.code),
        day=day,
        done=_DONE.get(request.GET.get("done", ""), ""),
        may_change=may_work and to_come and row.state is Status.BOOKED,
        # What was only offered has not been cancelled: it went to the next who waits.
        may_undo=may_work and to_come and row.state is Status.CANCELLED and row.held_until is None,
        may_answer=may_work and to_come and row.state is Status.HELD,
        # Who is only noted as there is called by nobody: where there is a hall, they get a number.
        entrance=_entrance(code, row) if actor.may("reception.call") and day == clock.today() else "",
        number_key=uuid4(),
        may_arrive=may_work and row.state is Status.BOOKED and day <= clock.today(),
        may_miss=may_work and not to_come and row.state in (Status.BOOKED, Status.ARRIVED),
        may_come_after_all=may_work and row.state is Status.MISSED,
        problem=problem,
        alternatives=error.alternatives if isinstance(error, BookingError) else (),
        age=age_of(code),
    )


def _entrance(code: str, row: Booked) -> str:
    """The hall in which who has booked gets a number; empty where none is called for it."""
    if row.state not in (Status.BOOKED, Status.ARRIVED):
        return ""
    hall = next((one.hall for one in bookable_calendars(code) if one.key == row.calendar), "")
    return hall if hall in pack_or_404(code).halls else ""
