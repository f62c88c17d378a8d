"""What goes to the core system: how far it has come, and the button that hands over again."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.handover.api import (
    HandoverNotFoundError,
    RetryHandover,
    RetryInput,
    RobotAtWorkError,
    Status,
    counts,
    digest_of,
    newest_lists,
    records,
    unanswered,
)
from madoguchi.surfaces.staff_web.presentation.handovers import BADGES, label_of
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404, page, signed_in

_PAGE = 50
_UNANSWERED = "unanswered"
"""What the list can show beside one status: what nothing was heard of for a day."""


@who_may_call("handover.read")
@require_safe
def handover_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The records, the newest first, without what is in them."""
    pack = pack_or_404(municipality_code)
    shown, asked_page = _asked(request)
    numbers = counts(municipality_code)
    late = unanswered(municipality_code)
    totals = {"": sum(numbers.values()), _UNANSWERED: late} | {one.value: numbers[one] for one in Status}
    total = totals[shown]
    pages = max(1, -(-total // _PAGE))
    number = min(asked_page, pages)
    found = records(
        municipality_code,
        status=Status(shown) if shown in set(Status) else None,
        unanswered=shown == _UNANSWERED,
        most=_PAGE,
        skip=(number - 1) * _PAGE,
    )
    actor = signed_in(request).as_actor()
    return page(
        request,
        "handover.html",
        records=[(record, BADGES[record.state], label_of(record, pack)) for record in found],
        tabs=[
            ("", "すべて", totals[""]),
            *((one.value, one.label, numbers[one]) for one in Status),
            *([(_UNANSWERED, "1日返事なし", late)] if late or shown == _UNANSWERED else []),
        ],
        shown=shown,
        total=total,
        number=number,
        pages=pages,
        here=_query(shown, number),
        previous_page=_query(shown, number - 1) if number > 1 else "",
        next_page=_query(shown, number + 1) if number < pages else "",
        failed=numbers[Status.FAILED],
        may_retry=actor.may("handover.retry"),
        may_see_visit=actor.may("counter_visit.open"),
        may_enter=actor.may("handover.enter"),
    )


@who_may_call("handover.read")
@require_safe
def digest_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The numbers of the daily mail as they are now, each with the way to what it counts."""
    pack_or_404(municipality_code)
    digest = digest_of(municipality_code)
    return page(
        request,
        "handover/digest.html",
        digest=digest,
        disagreements=list(digest.disagreements.items()),
        has_lists=bool(newest_lists(municipality_code)),
        may_enter=signed_in(request).as_actor().may("handover.enter"),
    )


@who_may_call("handover.retry")
@require_POST
def retry(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Hand over again now; the core system stores each key once, so that a second time does no harm."""
    try:
        record = run(RetryHandover(), context_of(request, "引き渡しのやり直し"), RetryInput(uuid))
    except HandoverNotFoundError:
        raise Http404 from None
    except RobotAtWorkError as problem:
        messages.warning(request, str(problem))
        return _back(request, municipality_code)
    if record.state is Status.ACKNOWLEDGED:
        messages.info(request, "この引き渡しは、もう受領されています。何も変わっていません。")
    else:
        messages.success(request, "もう一度引き渡します。結果はこの一覧に出ます。")
    return _back(request, municipality_code)


def _back(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """To the part of the list where the button was pressed."""
    query = _query(*_asked(request))
    return HttpResponseRedirect(reverse("staff_web:handover", args=[municipality_code]) + query.rstrip("?"))


def _asked(request: HttpRequest) -> tuple[str, int]:
    """The part of the list (empty: all) and the page that the address asks for; the unknown is left out."""
    show, number = request.GET.get("show", ""), request.GET.get("page", "")
    return (
        show if show in {*Status, _UNANSWERED} else "",
        max(1, int(number[:6])) if number.isascii() and number.isdigit() else 1,
    )


def _query(shown: str, number: int) -> str:
    kept = ({"show": shown} if shown else {}) | ({"page": str(number)} if number > 1 else {})
    return f"?{urlencode(kept)}"
