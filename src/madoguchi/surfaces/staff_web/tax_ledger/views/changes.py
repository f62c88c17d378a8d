"""異動情報一覧: every change, filtered, as a file and on paper; one change, and taking it back."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.actions import run
from madoguchi.engines.tax_ledger.api import (
    CannotTakeBackError,
    ChangeFilter,
    Event,
    Kind,
    ReasonMissingError,
    changes,
    number_of_changes,
    opened_change,
)
from madoguchi.journeys.tax_ledger.api import TakeBackChange, WithReason, change_list_csv, change_list_pdf
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.tax_ledger.presentation import (
    COLUMNS,
    about,
    differences,
    in_short,
)
from madoguchi.surfaces.staff_web.tax_ledger.views.common import (
    ledger_page,
    looking,
    number_in,
    reading,
    working,
)


def _asked(request: HttpRequest) -> ChangeFilter:
    """The filter of the address; what cannot be read is left out."""
    event, kind = request.GET.get("event", ""), request.GET.get("kind", "")
    return ChangeFilter(
        event if event in set(Event) else "",
        _day(request.GET.get("since", "")),
        _day(request.GET.get("until", "")),
        kind if kind in set(Kind) else "",
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The last day that there is has no next one, the first has none before it in another time zone.
    return day if date.min.year < day.year < date.max.year else None


def _query(wanted: ChangeFilter) -> str:
    told = {
        "event": wanted.event,
        "kind": wanted.kind,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
    }
    return urlencode({name: value for name, value in told.items() if value})


@reading
@require_safe
def changes_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The list, the newest first."""
    del municipality_code
    wanted, context = _asked(request), looking(request)
    found = changes(context, wanted, number_in(request.GET.get("before", "")))
    return ledger_page(
        request,
        "changes.html",
        lines=[(one, in_short(one)) for one in found.rows],
        next=found.next,
        total=number_of_changes(context, wanted),
        wanted=wanted,
        query=_query(wanted),
        events=list(Event),
        kinds=list(Kind),
    )


@reading
@require_safe
def changes_file(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The list as CSV."""
    del municipality_code
    return HttpResponse(
        change_list_csv(looking(request), _asked(request)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="changes.csv"', "Cache-Control": "no-store"},
    )


@reading
@require_safe
def changes_paper(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The list as PDF."""
    del municipality_code
    return pdf(change_list_pdf(looking(request), _asked(request)), "changes.pdf")


@reading
@require_safe
def change_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One change with the notice it comes from."""
    del municipality_code
    return _show(request, uuid)


@working
@require_POST
def take_back(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """A counter-entry (訂正)."""
    try:
        counter = run(
            TakeBackChange(), looking(request), WithReason(uuid, request.POST.get("reason", "")[:2_000])
        )
    except (ReasonMissingError, TextError) as problem:
        return _show(request, uuid, 422, str(problem), at_reason=True)
    except CannotTakeBackError as problem:
        return _show(request, uuid, 409, str(problem))
    messages.success(request, "訂正しました。通知は、職員の確認待ちに戻りました。")
    return HttpResponseRedirect(reverse("tax_ledger:change", args=[municipality_code, counter.uuid]))


def _show(
    request: HttpRequest, uuid: UUID, status: int = 200, problem: str = "", *, at_reason: bool = False
) -> HttpResponse:
    change = opened_change(looking(request), uuid)
    notice = change.notice
    return ledger_page(
        request,
        "change.html",
        status=status,
        change=change,
        notice=notice,
        about=about(notice),
        differences=differences(change),
        told=[
            (label, notice.content.get(name, ""))
            for name, label in COLUMNS.items()
            if notice.content.get(name)
        ],
        countered_by=getattr(change, "countered_by", None),
        problem=problem,
        at_reason=at_reason,
        reason=request.POST.get("reason", ""),
    )
