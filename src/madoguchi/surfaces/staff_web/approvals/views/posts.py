"""Who holds which post, and who is away."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.core import clock
from madoguchi.core.accounts.access import SIGNED_IN, NotPermittedError, who_may_call
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.approvals.api import (
    AbsenceReference,
    AddHolder,
    ApprovalError,
    CancelAbsence,
    EndHolder,
    EndOfHolding,
    FieldError,
    NewAbsence,
    NewHolder,
    NotFoundHereError,
    RegisterAbsence,
    people,
)
from madoguchi.surfaces.staff_web.approvals.presentation.documents import day, desk_label
from madoguchi.surfaces.staff_web.approvals.presentation.forms import whole_day
from madoguchi.surfaces.staff_web.navigation import desk_names
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, signed_in

_NAMES = ("position", "desk", "staff", "first_day", "last_day", "delegate")


@who_may_call("approvals.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def people_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Who holds which post; adding somebody."""
    if request.method != "POST":
        return _people(request, municipality_code)
    values, errors = _posted(request), {}
    try:
        first = _day(values, "first_day")
        last = _day(values, "last_day") if values["last_day"].strip() else None
        new = NewHolder(values["position"], values["desk"], values["staff"], first, last)
        run(AddHolder(), context_of(request, "職に就く人の登録"), new)
    except FieldError as wrong:
        errors[wrong.field] = str(wrong)
    except ApprovalError as wrong:
        errors["staff"] = str(wrong)
    else:
        messages.success(request, "登録しました。")
        return HttpResponseRedirect(reverse("approvals:people", args=[municipality_code]))
    return _people(request, municipality_code, values, errors, 422)


@who_may_call("approvals.manage")
@require_POST
def end(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Somebody leaves a post."""
    try:
        last = whole_day(request.POST.get("last_day", ""))
        run(EndHolder(), context_of(request, "職に就く期間"), EndOfHolding(uuid, last))
    except NotFoundHereError:
        raise Http404 from None
    except (ApprovalError, ValueError) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "終わりの日を記録しました。")
    return HttpResponseRedirect(reverse("approvals:people", args=[municipality_code]))


@who_may_call(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def absences_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """My absences; who manages posts registers others' too. For everybody who does one or the other."""
    _check(request)
    if request.method != "POST":
        return _absences(request, municipality_code)
    values, errors = _posted(request), {}
    me = signed_in(request).as_actor()
    try:
        new = NewAbsence(
            values["staff"] or me.id,
            _day(values, "first_day"),
            _day(values, "last_day"),
            values["delegate"],
            request.POST.get("reviewed") == "1",
        )
        run(RegisterAbsence(), context_of(request, "不在の登録"), new)
    except FieldError as wrong:
        errors[wrong.field] = str(wrong)
    except (ApprovalError, NotAllowedError) as wrong:
        errors["delegate"] = str(wrong)
    else:
        messages.success(request, "不在を登録しました。")
        return HttpResponseRedirect(reverse("approvals:absences", args=[municipality_code]))
    return _absences(request, municipality_code, values, errors, 422)


@who_may_call(SIGNED_IN)
@require_POST
def cancel(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Somebody is back, or does not go."""
    _check(request)
    try:
        run(CancelAbsence(), context_of(request, "不在の取消し"), AbsenceReference(uuid))
    except NotFoundHereError:
        raise Http404 from None
    except NotAllowedError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "不在を取り消しました。")
    return HttpResponseRedirect(reverse("approvals:absences", args=[municipality_code]))


def _people(
    request: HttpRequest,
    municipality_code: str,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    pack, found, today = (
        pack_or_404(municipality_code),
        people(context_of(request, "職の確認")),
        clock.today(),
    )
    positions = pack.approvals.positions
    order = list(positions)
    lines = [
        (
            holder,
            desk_label(pack, holder.desk_role) if holder.desk_role else "",
            positions[holder.position].label if holder.position in positions else holder.position,
            day(holder.first_day),
            day(holder.last_day),
            holder.last_day is not None and holder.last_day < today,
            holder.staff_id not in found.town.names,
            holder.pk in found.misplaced,
        )
        for holder in found.holders
    ]
    lines.sort(
        key=lambda one: (one[5], order.index(one[0].position) if one[0].position in order else 99, one[1])
    )
    return desk_page(
        request,
        "approvals/people.html",
        status=status,
        lines=lines,
        positions=tuple(positions.values()),
        desks=[(desk.role, desk_names(desk, pack)) for desk in pack.desks.values()],
        staff=found.staff,
        values=values or {"first_day": today.isoformat()},
        errors=errors or {},
        today=today.isoformat(),
    )


def _absences(
    request: HttpRequest,
    municipality_code: str,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    del municipality_code
    member = signed_in(request)
    found, me = people(context_of(request, "不在の確認")), member.as_actor().id
    return desk_page(
        request,
        "approvals/absences.html",
        status=status,
        lines=[(one, day(one.first_day), day(one.last_day)) for one in found.absences],
        staff=found.staff,
        me=me,
        may_manage=member.may("approvals.manage"),
        values=values or {"first_day": clock.today().isoformat(), "last_day": clock.today().isoformat()},
        errors=errors or {},
    )


def _check(request: HttpRequest) -> None:
    member = signed_in(request)
    if not member.may("approvals.approve") and not member.may("approvals.manage"):
        raise NotPermittedError(NotPermittedError.__doc__)


def _posted(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:80] for name in _NAMES}


def _day(values: dict[str, str], name: str) -> date:
    try:
        return whole_day(values[name])
    except ValueError as wrong:
        raise FieldError(name, str(wrong)) from None
