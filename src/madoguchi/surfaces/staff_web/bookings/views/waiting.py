"""Who waits for a place, in their turn; who is to be called because one is free, and what they answered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import BookingCalendar
from madoguchi.engines.booking.api import BookingError
from madoguchi.journeys.appointments.office.api import (
    DeskAwayError,
    EndWait,
    LetGoCall,
    NoteNotIn,
    OfCall,
    OfferPlaces,
    PlacesOf,
    Seen,
    SettleCall,
    Settling,
    TakeCall,
    TakeForCaller,
    UndoEndWait,
    UndoNotIn,
    Waits,
    WhoWaits,
    age_of,
    bookable_calendars,
    bursts,
    number_unanswered,
    open_waiting,
    waiting_list,
)
from madoguchi.surfaces.staff_web.bookings.calls import calls_to_make, copied_calls, in_order, missed_calls
from madoguchi.surfaces.staff_web.bookings.views.common import PAGE, page_of, uuid_of, version_of, working
from madoguchi.surfaces.staff_web.bookings.waiting_words import days_aloud, offer_sentence
from madoguchi.surfaces.staff_web.site import desk_page, signed_in

Lists = list[tuple[BookingCalendar, list[Waits]]]


@who_may_call("booking.read")
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The lists of all calendars; offering goes by itself, and by the button at once."""
    problem, status = "", 200
    if request.method == "POST" and signed_in(request).as_actor().may("booking.work"):
        try:
            return HttpResponseRedirect(_step(request, municipality_code))
        except BookingError as error:
            problem, status = str(error), 409
        except DeskAwayError as error:
            problem, status = str(error), 503
    return _show(request, municipality_code, problem, status)


def _step(request: HttpRequest, code: str) -> str:
    """What was pressed is done; where to go then. Raises a BookingError and DeskAwayError."""
    context, here = working(request), reverse("bookings:waiting", args=[code])
    which = uuid_of(request.POST.get("uuid", ""))
    match request.POST.get("step", ""):
        case "take":
            row = run(TakeForCaller(), context, Seen(which, version_of(request)))
            return f"{reverse('bookings:booking', args=[code, row.uuid])}?done=booked"
        case "end":
            run(EndWait(), context, WhoWaits(which))
            return f"{here}?ended={which}"
        case "call" | "let-go" | "not-in" | "answered" as step:
            return _called(context, here, step, OfCall(which, version_of(request), "over" in request.POST))
        case "return" | "settle" | "unsettle" as step:
            return _settled(request, context, here, step, which)
        case "undo":
            run(UndoEndWait(), context, WhoWaits(which))
            messages.success(request, "空き待ちに戻しました。順番は、前のままです。")
            return here
        case _:
            offered = run(OfferPlaces(), context, PlacesOf(request.POST.get("calendar", "")[:64]))
            said = f"{offered}人に空きを案内しました。" if offered else "案内できる空きは、いまありません。"
            messages.success(request, said)
            return here


def _called(context: Context, here: str, step: str, which: OfCall) -> str:
    """A call-back is taken on, given back, not answered, or answered after all; where to go then."""
    match step:
        case "call":
            run(TakeCall(), context, which)
        case "let-go":
            run(LetGoCall(), context, which)
        case "answered":
            run(UndoNotIn(), context, which)
        case _:
            run(NoteNotIn(), context, which)
            return f"{here}?not-in={which.uuid}"
    return here


def _settled(request: HttpRequest, context: Context, here: str, step: str, offer: UUID) -> str:
    """Whoever nobody reached in time waits again, or was dealt with otherwise; where to go then."""
    if step == "return":
        run(UndoEndWait(), context, WhoWaits(offer))
        messages.success(request, "空き待ちに戻しました。順番は、前のままです。")
    run(SettleCall(), context, Settling(offer, settled=step != "unsettle"))
    return f"{here}?settled={offer}" if step == "settle" else here


def _show(request: HttpRequest, code: str, problem: str, status: int) -> HttpResponse:
    context, lists, unread = working(request), [], ""
    try:
        lists = _lists(context, code)
    except (BookingError, DeskAwayError) as error:
        unread = str(error)
    joined, ended = (uuid_of(request.GET.get(key, "")) for key in ("joined", "ended"))
    everybody = [one for _, people in lists for one in people]
    new = open_waiting(context, [one for one in everybody if one.view.uuid == joined])
    wanted = open_waiting(context, [one for one in everybody if one.to_call and one.view.uuid != joined])
    calls = in_order(copied_calls(context) if unread else calls_to_make(context, wanted), context.actor.id)
    not_in = uuid_of(request.GET.get("not-in", ""))
    shown = []
    for calendar, people in lists:
        page, pages = page_of(request.GET.get(calendar.key, ""), len(people))
        part = open_waiting(context, people[(page - 1) * PAGE : page * PAGE])
        shown.append((calendar, part, len(people), page, pages))
    return desk_page(
        request,
        "bookings/waiting.html",
        status=max(status, 503 if unread else 200),
        lists=[one for one in shown if one[2]],
        new=new[0] if new else None,
        days=days_aloud(new[0].view.from_day, new[0].view.until_day) if new else "",
        calls=calls,
        calling={one.waiting: one.state for one in calls},
        not_in=next((one for one in calls if one.offer == not_in and one.state.last), None),
        missed=missed_calls(context),
        settled=request.GET.get("settled", "") and str(uuid_of(request.GET["settled"])),
        own=context.actor.id,
        say=offer_sentence,
        joined=bool(joined.int),
        ended=str(ended) if ended.int else "",
        problem=problem,
        unread=unread,
        unanswered=number_unanswered(context),
        bursts=len(bursts(context)),
        age=age_of(code),
        may_work=signed_in(request).as_actor().may("booking.work"),
    )


def _lists(context: Context, code: str) -> Lists:
    return [
        (calendar, waiting_list(context, calendar.key))
        for calendar in bookable_calendars(code)
        if calendar.waiting_list
    ]
