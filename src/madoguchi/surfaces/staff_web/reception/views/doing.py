"""What the keys of a desk do. Every one of them is a form; the page comes again after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.reception.api import (
    AtDesk,
    BeginService,
    BringBack,
    CallAgain,
    CallNext,
    CallTicket,
    CancelTicket,
    CloseDesk,
    Closing,
    DeskNotFoundError,
    DidTheyComeError,
    FinishTicket,
    HallNotFoundError,
    HoldTicket,
    Leaving,
    MarkAbsent,
    NeverCame,
    Next,
    OfTicket,
    OpenDesk,
    Opening,
    ReceptionError,
    Ticket,
    Transfer,
    TransferTicket,
    UndoLast,
)
from madoguchi.surfaces.shared_web.sent import number_sent
from madoguchi.surfaces.staff_web.reception.views.choosing import PURPOSE
from madoguchi.surfaces.staff_web.reception.views.desk import show_desk
from madoguchi.surfaces.staff_web.site import context_of


class _IncompleteError(Exception):
    """画面から送られたものが足りません。画面を開き直してください。"""


@who_may_call("reception.call")
@require_POST
def do(request: HttpRequest, municipality_code: str, hall: str, desk: str) -> HttpResponse:
    """One verb; what stands in its way is said on the page, with how it stands now."""
    verb = _DOING.get(request.POST.get("verb", ""))
    try:
        if verb is None:
            raise _IncompleteError(_IncompleteError.__doc__)
        verb(context_of(request, PURPOSE), hall, desk, request.POST)
    except (HallNotFoundError, DeskNotFoundError):
        raise Http404 from None
    except DidTheyComeError:
        here = reverse("reception:desk", args=[municipality_code, hall, desk])
        return HttpResponseRedirect(f"{here}?ask=came")
    except ReceptionError as problem:
        return show_desk(request, municipality_code, hall, desk, 409, problem=str(problem))
    except _IncompleteError as problem:
        return show_desk(request, municipality_code, hall, desk, 422, problem=str(problem))
    return HttpResponseRedirect(reverse("reception:desk", args=[municipality_code, hall, desk]))


Doing = Callable[[Context, str, str, QueryDict], object]


def _with_ticket(action: Action[OfTicket, Ticket]) -> Doing:
    def doing(context: Context, hall: str, desk: str, given: QueryDict) -> object:
        said = OfTicket(hall, desk, _uuid(given, "uuid"), given.get("reason", "")[:20], _seen(given))
        return run(action, context, said)

    return doing


def _next(context: Context, hall: str, desk: str, given: QueryDict) -> object:
    current = _uuid(given, "current") if given.get("current") else None
    came = {"yes": True, "no": False}.get(given.get("came", ""))
    return run(CallNext(), context, Next(hall, desk, current, came))


def _transfer(context: Context, hall: str, desk: str, given: QueryDict) -> object:
    counters = tuple(one[:60] for one in given.getlist("to") if one)
    said = Transfer(
        hall, desk, _uuid(given, "uuid"), counters, given.get("reason", "")[:20] or "next", _seen(given)
    )
    return run(TransferTicket(), context, said)


def _open(context: Context, hall: str, desk: str, given: QueryDict) -> object:
    said = Opening(hall, desk, tuple(given.getlist("purpose")), take_over="take_over" in given)
    return run(OpenDesk(), context, said)


def _close(context: Context, hall: str, desk: str, given: QueryDict) -> object:
    current = _uuid(given, "current") if given.get("current") else None
    return run(CloseDesk(), context, Closing(hall, desk, given.get("reason", "")[:20] or "end", current))


def _undo(context: Context, hall: str, desk: str, given: QueryDict) -> object:
    event = _uuid(given, "event") if given.get("event") else None
    return run(UndoLast(), context, AtDesk(hall, desk, event))


def _left(context: Context, hall: str, desk: str, given: QueryDict) -> object:
    return run(CancelTicket(), context, Leaving(hall, _uuid(given, "uuid"), "gone", _seen(given), desk=desk))


_DOING: Mapping[str, Doing] = {
    "next": _next,
    "call": _with_ticket(CallTicket()),
    "again": _with_ticket(CallAgain()),
    "begin": _with_ticket(BeginService()),
    "hold": _with_ticket(HoldTicket()),
    "absent": _with_ticket(MarkAbsent()),
    "never": _with_ticket(NeverCame()),
    "back": _with_ticket(BringBack()),
    "finish": _with_ticket(FinishTicket()),
    "transfer": _transfer,
    "undo": _undo,
    "left": _left,
    "open": _open,
    "close": _close,
}


def _uuid(given: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(given.get(name, ""))
    except ValueError:
        raise _IncompleteError(_IncompleteError.__doc__) from None


def _seen(given: Mapping[str, Any]) -> int | None:
    return number_sent(given.get("seen", ""))
