"""Bookings on the telephone whose answer was lost: found after all, or not; and who has to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context, run
from madoguchi.engines.booking.api import BookingError, Start
from madoguchi.journeys.appointments.office.api import (
    BookForCaller,
    CallerBooking,
    CloseQuestion,
    DeskAwayError,
    QuestionGoneError,
    ReopenQuestion,
    Unanswered,
    age_of,
    day_aloud,
    time_aloud,
    unanswered,
)
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.staff_web.bookings.views.common import uuid_of, working
from madoguchi.surfaces.staff_web.site import desk_page


@who_may_call("booking.work")
@require_http_methods(["GET", "HEAD", "POST"])
def unanswered_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What is known of each; asking again, and closing what the caller was told."""
    problem, status = "", 200
    alternatives: tuple[Start, ...] = ()
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_step(request, municipality_code))
        except BookingError as error:
            problem, alternatives, status = str(error), error.alternatives, 409
        except QuestionGoneError as error:
            problem, status = str(error), 409
        except DeskAwayError as error:
            problem, status = str(error), 503
        except KeyUnusable as error:
            problem, status = f"予約の鍵を使えません。{error}", 503
    closed = uuid_of(request.GET.get("closed", ""))
    return desk_page(
        request,
        "bookings/unanswered.html",
        status=status,
        found=unanswered(working(request)),
        problem=problem,
        alternatives=alternatives,
        closed=str(closed) if closed.int else "",
        day_aloud=day_aloud,
        time_aloud=time_aloud,
        age=age_of(municipality_code),
    )


def _step(request: HttpRequest, code: str) -> str:
    """What was pressed is done; where to go then. Raises what the actions raise."""
    context, here = working(request), reverse("bookings:unanswered", args=[code])
    which = uuid_of(request.POST.get("uuid", ""))
    match request.POST.get("step", ""):
        case "again":
            row = run(BookForCaller(), context, _asked_again(context, which))
            return f"{reverse('bookings:booking', args=[code, row.uuid])}?done=booked"
        case "close":
            run(CloseQuestion(), context, which)
            return f"{here}?closed={which}"
        case "reopen":
            run(ReopenQuestion(), context, which)
            messages.success(request, "一覧に戻しました。")
            return here
        case _:
            raise Http404


def _asked_again(context: Context, which: object) -> CallerBooking:
    """The same question under the same number: should the first one have got through, it is that booking."""
    one: Unanswered | None = next((one for one in unanswered(context) if one.row.uuid == which), None)
    if one is None or one.contact.problem:
        raise QuestionGoneError(one.contact.problem if one else QuestionGoneError.__doc__)
    row = one.row
    return CallerBooking(row.uuid, row.calendar, one.needs, row.begins, one.contact.booker, row.beyond_limit)
