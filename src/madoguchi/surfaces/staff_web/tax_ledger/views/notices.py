"""Notices of the registry office: the list, and one with what is decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.actions import run
from madoguchi.engines.tax_ledger.api import (
    AlreadySettledError,
    Event,
    NotEnterableError,
    NoticeState,
    ReasonMissingError,
    notice_numbers,
    notices,
    opened_notice,
    share_text,
)
from madoguchi.journeys.tax_ledger.api import (
    NEW_OWNER,
    DecideNotice,
    Decision,
    DismissNotice,
    WithReason,
    choices_for,
    open_review,
)
from madoguchi.lib.japanese.numbers import read_share
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.tax_ledger.presentation import (
    COLUMNS,
    NOTICE_BADGES,
    about,
    compared,
    in_short,
)
from madoguchi.surfaces.staff_web.tax_ledger.views.common import (
    ledger_page,
    looking,
    number_in,
    reading,
    working,
)

_SHARE, _NEW_SHARE = "share-", "share-owner-"
_OTHER = "other"


@reading
@require_safe
def notices_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What came; what waits for a person first."""
    del municipality_code
    context = looking(request)
    numbers = notice_numbers(context)
    asked = request.GET.get("show")
    if asked is None and numbers[NoticeState.WAITING]:
        asked = NoticeState.WAITING.value
    state = NoticeState(asked) if asked in set(NoticeState) else None
    event = request.GET.get("event", "")
    event = event if event in set(Event) else ""
    found = notices(context, state, event, before=number_in(request.GET.get("before", "")))
    return ledger_page(
        request,
        "notices.html",
        lines=[(one, about(one), NOTICE_BADGES[one.state]) for one in found.rows],
        tabs=[
            ("", "すべて", sum(numbers.values())),
            *((one.value, one.label, numbers[one]) for one in NoticeState),
        ],
        shown=state.value if state else "",
        events=list(Event),
        event=event,
        next=found.next,
        still=numbers[NoticeState.RECEIVED],
    )


@reading
@require_safe
def notice_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One notice."""
    del municipality_code
    return _show(request, uuid)


@working
@require_POST
def decide(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Enter the notice as it is decided. What was written stays on the page when it cannot be entered."""
    posted = request.POST
    asset = posted.get("asset", "")
    number = posted.get("asset-number", "").strip()[:40] if asset == _OTHER else asset[:40]
    owners = []
    for place in range(len([key for key in posted if key.startswith("owner-") and key[6:].isdigit()])):
        chosen = posted.get(f"owner-{place + 1}", "")
        if chosen == _OTHER:
            chosen = posted.get(f"owner-{place + 1}-number", "").strip()
        owners.append(chosen[:40])
    try:
        if asset == "" or (asset == _OTHER and not number):
            raise NotEnterableError("どの資産のことか選んでください。")
        if any(not one for one in owners):
            raise NotEnterableError("所有者の宛名を選んでください。")
        decision = Decision(
            uuid,
            "" if asset == "new" else number,
            tuple(owners),
            posted.get("town", "").strip()[:120] if asset == "new" else "",
            posted.get("koaza", "").strip()[:120] if asset == "new" else "",
            _shares(request, owners),
        )
        run(DecideNotice(), looking(request), decision)
    except NotEnterableError as problem:
        return _show(request, uuid, 422, problem=str(problem), problem_at="decide")
    except AlreadySettledError as problem:
        return _show(request, uuid, 409, problem=str(problem))
    messages.success(request, "台帳に入れました。税システムにも引き渡します。")
    return _to_next(request, municipality_code, uuid)


def _shares(request: HttpRequest, owners: Sequence[str]) -> dict[str, Fraction | None] | None:
    """Who owns the asset afterwards, as the person wrote it; an empty field is no owner.

    None where nothing is written for the new owners: then the notice says it.
    """
    found: dict[str, Fraction | None] = {}
    staying: dict[str, Fraction | None] = {}
    added, told = 0, False
    for place, number in enumerate(owners, start=1):
        added += number == NEW_OWNER
        share = _share(request.POST.get(f"{_NEW_SHARE}{place}", ""))
        if share is not None:
            found[f"{NEW_OWNER}{added}" if number == NEW_OWNER else number] = share
            told = True
    for key in request.POST:
        number = key.removeprefix(_SHARE)
        if key.startswith(_SHARE) and not key.startswith(_NEW_SHARE) and number not in found:
            share = _share(request.POST.get(key, ""))
            if share is not None:
                staying[number[:40]] = share
    return staying | found if told else None


def _share(text: str) -> Fraction | None:
    """A share; None for nothing written. Raises NotEnterableError."""
    text = text.strip()
    if not text:
        return None
    share = read_share(text) or (Fraction(1) if text in ("1", "１", "全部") else None)
    if share is None:
        raise NotEnterableError(f"持分「{text[:20]}」が読めません。1/2 か 2分の1 のように書いてください。")
    return share


@working
@require_POST
def dismiss(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The notice is not entered."""
    reason = request.POST.get("reason", "")[:2_000]
    try:
        run(DismissNotice(), looking(request), WithReason(uuid, reason))
    except (ReasonMissingError, TextError) as problem:
        return _show(request, uuid, 422, problem=str(problem), problem_at="dismiss")
    except AlreadySettledError as problem:
        return _show(request, uuid, 409, problem=str(problem))
    messages.success(request, "入れないことにしました。")
    return _to_next(request, municipality_code, uuid)


def _to_next(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Back to the notice; from a list that is worked through, to the next one that waits."""
    if request.POST.get("then") == "next":
        waiting = notices(looking(request), NoticeState.WAITING).rows
        if waiting:
            return HttpResponseRedirect(
                reverse("tax_ledger:notice", args=[municipality_code, waiting[0].uuid]) + "?then=next"
            )
        return HttpResponseRedirect(reverse("tax_ledger:notices", args=[municipality_code]))
    return HttpResponseRedirect(reverse("tax_ledger:notice", args=[municipality_code, uuid]))


def _show(
    request: HttpRequest, uuid: UUID, status: int = 200, *, problem: str = "", problem_at: str = ""
) -> HttpResponse:
    context = looking(request)
    found = opened_notice(context, uuid)
    notice = found.notice
    waits = notice.state is NoticeState.WAITING
    return ledger_page(
        request,
        "notice.html",
        status=status,
        notice=notice,
        about=about(notice),
        badge=NOTICE_BADGES[notice.state],
        told=[
            (label, notice.content.get(name, ""))
            for name, label in COLUMNS.items()
            if notice.content.get(name)
        ],
        compared=compared(notice),
        changes=[(one, in_short(one)) for one in found.changes],
        waits=waits,
        choices=choices_for(context, notice) if waits else None,
        review=open_review(context, notice) if waits else None,
        may_review=context.actor.may("matching.review"),
        share_text=share_text,
        posted=request.POST,
        then=request.POST.get("then") or request.GET.get("then", ""),
        problem=problem,
        problem_at=problem_at,
    )
