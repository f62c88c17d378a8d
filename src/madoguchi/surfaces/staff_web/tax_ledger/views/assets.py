"""Assets and owners: found, shown with their history, looked at."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core.actions import run
from madoguchi.engines.tax_ledger.api import (
    ReasonMissingError,
    facts_of,
    opened_asset,
    opened_owner,
    search,
    share_text,
    to_value,
)
from madoguchi.journeys.tax_ledger.api import ConfirmValue, NamedOwner, NameOwner, Seen
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.remembering import recall, remember
from madoguchi.surfaces.staff_web.tax_ledger.presentation import ASSET_BADGES, in_short
from madoguchi.surfaces.staff_web.tax_ledger.views.common import (
    ledger_page,
    looking,
    number_in,
    reading,
    working,
)


@reading
@require_http_methods(["GET", "HEAD", "POST"])
def find_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Search. The text comes by POST and is kept in the session: `?search=` holds only its number."""
    address = reverse("tax_ledger:find", args=[municipality_code])
    if request.method == "POST":
        text = request.POST.get("text", "").strip()[:200]
        return HttpResponseRedirect(f"{address}?search={remember(request, text)}" if text else address)
    _, text = recall(request)
    return ledger_page(
        request,
        "find.html",
        text=text,
        found=search(looking(request), text) if text else None,
        forgotten=bool(request.GET.get("search")) and not text,
        badges=ASSET_BADGES,
    )


@reading
@require_safe
def asset_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """An asset as it stands, its owners, and every change with its notice."""
    del municipality_code
    found = opened_asset(looking(request), uuid)
    return ledger_page(
        request,
        "asset.html",
        asset=found.asset,
        badge=ASSET_BADGES[found.asset.state],
        facts=facts_of(found.asset),
        holdings=[(one.owner, share_text(one.share)) for one in found.holdings],
        shares_known=all(one.share is not None for one in found.holdings),
        changes=[(one, in_short(one)) for one in found.changes],
    )


@working
@require_POST
def confirm_value(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The value was looked at."""
    run(ConfirmValue(), looking(request), Seen(uuid))
    messages.success(request, "評価を見たことを記録しました。")
    return HttpResponseRedirect(reverse("tax_ledger:asset", args=[municipality_code, uuid]))


@reading
@require_safe
def to_value_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Assets whose value has to be looked at."""
    del municipality_code
    found = to_value(looking(request), number_in(request.GET.get("before", "")))
    return ledger_page(request, "to_value.html", assets=found.rows, next=found.next)


@reading
@require_safe
def owner_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """A 宛名, what it owns, and 宛名 of the same name."""
    del municipality_code
    return _show_owner(request, uuid)


@working
@require_POST
def name_owner(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """How the name of somebody from outside is divided, as a person says."""
    told = {
        name: request.POST.get(name, "")[:400]
        for name in ("family_name", "given_name", "corporate_name", "name_kana")
    }
    try:
        run(NameOwner(), looking(request), NamedOwner(uuid, **told))
    except (ReasonMissingError, TextError) as problem:
        return _show_owner(request, uuid, 422, str(problem))
    messages.success(request, "宛名を確かめたことを記録しました。")
    return HttpResponseRedirect(reverse("tax_ledger:owner", args=[municipality_code, uuid]))


def _show_owner(request: HttpRequest, uuid: UUID, status: int = 200, problem: str = "") -> HttpResponse:
    found = opened_owner(looking(request), uuid)
    return ledger_page(
        request,
        "owner.html",
        status=status,
        owner=found.owner,
        holdings=[(one.asset, share_text(one.share)) for one in found.holdings],
        changes=[(one, in_short(one)) for one in found.changes],
        alike=found.alike,
        badges=ASSET_BADGES,
        problem=problem,
        posted=request.POST,
    )
