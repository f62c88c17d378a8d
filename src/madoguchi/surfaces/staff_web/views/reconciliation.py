"""Reconciliation: what we sent beside the core system's own list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.handover.api import (
    Agreement,
    Compared,
    CoreSystemList,
    HandOverMissing,
    HandoverNotFoundError,
    ListReadBeforeError,
    ListUnreadableError,
    NewList,
    NotMissingError,
    OfList,
    ReadList,
    RobotAtWorkError,
    SettleLate,
    SpanWrongError,
    agreements,
    compared,
    counts,
    newest_lists,
    targets_of,
)
from madoguchi.lib.japanese.dates import DateError, PartialDate, parse_date
from madoguchi.surfaces.shared_web.uploads import was_too_large
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404, page, signed_in

_MOST = 100
_PURPOSE = "引き渡しの突き合わせ"
_KINDS = {
    Agreement.AGREED: "success",
    Agreement.LATE: "warning",
    Agreement.WAITING: "key",
}


@who_may_call("handover.read")
@require_safe
def reconciliation_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The newest list of a core system, and in which place each record stands."""
    return _show(request, municipality_code)


@who_may_call("handover.retry")
@require_POST
def read(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Read a core system's list."""
    pack_or_404(municipality_code)
    file = request.FILES.get("file")
    target = request.POST.get("target", "")
    if target not in targets_of(municipality_code):
        raise Http404
    if was_too_large(request) or not isinstance(file, UploadedFile):
        said = "ファイルが大きすぎます。" if was_too_large(request) else "一覧のファイルを選んでください。"
        return _show(request, municipality_code, 422, problem=said)
    try:
        begins, ends = _span(request.POST.get("begins", ""), request.POST.get("ends", ""))
        run(ReadList(), context_of(request, _PURPOSE), NewList(target, begins, ends, bytes(file.read())))
    except (ListUnreadableError, ListReadBeforeError, SpanWrongError, DateError) as problem:
        return _show(request, municipality_code, 422, problem=str(problem))
    messages.success(request, "一覧を読み込みました。")
    return _back(municipality_code, target)


@who_may_call("handover.retry")
@require_POST
def settle(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Take as done what the core system has although it never answered."""
    settled = run(SettleLate(), context_of(request, _PURPOSE), uuid)
    messages.success(request, f"{settled}件を受領済みにしました。")
    return _back(municipality_code, request.POST.get("target", "")[:60])


@who_may_call("handover.retry")
@require_POST
def hand_over_missing(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Hand over again what the core system does not have; `uuid` is the list's."""
    try:
        record = UUID(request.POST.get("record", ""))
        run(HandOverMissing(), context_of(request, _PURPOSE), OfList(record, uuid))
    except (ValueError, HandoverNotFoundError):
        raise Http404 from None
    except (NotMissingError, RobotAtWorkError) as problem:
        return _show(request, municipality_code, 409, problem=str(problem))
    messages.success(request, "もう一度引き渡します。同じ引渡番号なので、二重にはなりません。")
    return _back(municipality_code, request.POST.get("target", "")[:60], Agreement.MISSING)


def _show(
    request: HttpRequest, municipality_code: str, status: int = 200, *, problem: str = ""
) -> HttpResponse:
    pack = pack_or_404(municipality_code)
    targets = targets_of(municipality_code)
    lists = newest_lists(municipality_code)
    asked = request.GET.get("target") or request.POST.get("target") or ""
    wanted = request.GET.get("show", "")
    target = asked if asked in targets else _target_with(wanted, lists)
    target = target or next(iter(targets), "")
    listed = lists.get(target)
    numbers = agreements(listed) if listed is not None else {}
    shown = Agreement(wanted) if wanted in set(Agreement) else _first(numbers)
    found = compared(listed, shown, most=_MOST) if listed is not None and shown is not None else ()
    today = clock.today()
    return page(
        request,
        "handover/reconciliation.html",
        status=status,
        targets=[(one, _target_label(one, pack), one in lists) for one in targets],
        target=target,
        listed=listed,
        tabs=[(one, numbers[one]) for one in numbers],
        shown=shown,
        lines=[(one, _label(one, pack)) for one in found],
        kind=_KINDS.get(shown, "error") if shown is not None else "",
        more=max(0, numbers.get(shown, 0) - len(found)) if shown is not None else 0,
        sent=sum(counts(municipality_code).values()),
        may_mend=signed_in(request).as_actor().may("handover.retry"),
        begins=request.POST.get("begins") or (today - timedelta(days=31)).isoformat(),
        ends=request.POST.get("ends") or (today - timedelta(days=1)).isoformat(),
        problem=problem,
    )


def _target_with(wanted: str, lists: Mapping[str, CoreSystemList]) -> str:
    """The first core system with a list in which something stands where it is asked for, else with a list."""
    if wanted in set(Agreement):
        for target, listed in lists.items():
            if agreements(listed)[Agreement(wanted)]:
                return target
    return next(iter(lists), "")


def _first(numbers: dict[Agreement, int] | object) -> Agreement | None:
    """Which place is looked at first: one that needs somebody, else the one where all agree."""
    if not isinstance(numbers, dict) or not numbers:
        return None
    trouble = [one for one in Agreement if one not in (Agreement.AGREED, Agreement.WAITING)]
    return next((one for one in trouble if numbers[one]), Agreement.AGREED)


def _span(begins: str, ends: str) -> tuple[datetime, datetime]:
    """The whole days of the list. Raises DateError, SpanWrongError."""
    first, last = parse_date(begins[:40]), parse_date(ends[:40])
    if isinstance(first, PartialDate) or isinstance(last, PartialDate):
        raise SpanWrongError(SpanWrongError.__doc__)
    midnight = time(0, tzinfo=clock.TOKYO)
    return datetime.combine(first, midnight), datetime.combine(last + timedelta(days=1), midnight)


def _target_label(target: str, pack: MunicipalityPack) -> str:
    """What people call the core system: the desk role of its name, else its first procedure's desk."""
    role = pack.desk_roles.get(target)
    if role is not None:
        return role.label
    procedures = [one for one in pack.procedures.values() if (one.handover or "").startswith(f"{target}.")]
    return "・".join(dict.fromkeys(one.label for one in procedures[:1])) or target


def _label(one: Compared, pack: MunicipalityPack) -> str:
    procedure = pack.procedures.get(one.procedure_key or "")
    return procedure.label if procedure is not None else (one.kind or "")


def _back(municipality_code: str, target: str, shown: Agreement | None = None) -> HttpResponse:
    query = urlencode({"target": target} | ({"show": shown.value} if shown is not None else {}))
    return HttpResponseRedirect(f"{reverse('staff_web:reconciliation', args=[municipality_code])}?{query}")
