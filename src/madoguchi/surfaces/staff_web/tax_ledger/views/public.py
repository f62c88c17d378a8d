"""公開用台帳: what taxpayers may see of all parcels and houses (地方税法第416条: without owners)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from madoguchi.engines.tax_ledger.api import Kind, public_assets
from madoguchi.engines.tax_ledger.reading import PAGE_SIZE
from madoguchi.journeys.tax_ledger.api import (
    public_columns,
    public_kinds,
    public_ledger_csv,
    public_ledger_pdf,
    public_row,
)
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.site import pack_or_404
from madoguchi.surfaces.staff_web.tax_ledger.views.common import ledger_page, looking, number_in, reading


@reading
@require_safe
def public_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The ledger as it may be shown, as far as the municipality makes one."""
    kinds = public_kinds(pack_or_404(municipality_code))
    asked = request.GET.get("kind", "")
    kind = Kind(asked) if asked in kinds else (kinds[0] if kinds else None)
    town = request.GET.get("town", "").strip()[:120]
    number = max(1, number_in(request.GET.get("page", "1")))
    rows, total = public_assets(looking(request), kind, town, number) if kind else ((), 0)
    return ledger_page(
        request,
        "public.html",
        kinds=kinds,
        kind=kind,
        town=town,
        columns=public_columns(kind) if kind else (),
        rows=[public_row(one) for one in rows],
        total=total,
        number=number,
        pages=max(1, -(-total // PAGE_SIZE)),
    )


@reading
@require_safe
def public_file(request: HttpRequest, municipality_code: str) -> HttpResponseBase:
    """The same as CSV."""
    asked = request.GET.get("kind", "")
    if asked not in public_kinds(pack_or_404(municipality_code)):
        raise Http404
    lines = public_ledger_csv(looking(request), Kind(asked), request.GET.get("town", "").strip()[:120])
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="ledger.csv"', "Cache-Control": "no-store"},
    )


@reading
@require_safe
def public_paper(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The same as PDF."""
    asked = request.GET.get("kind", "")
    if asked not in public_kinds(pack_or_404(municipality_code)):
        raise Http404
    town = request.GET.get("town", "").strip()[:120]
    return pdf(public_ledger_pdf(looking(request), Kind(asked), town), "ledger.pdf")
