"""How many decisions are electronic: by desk and month, as a page, as CSV, on paper."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.approvals.api import fiscal_year, shares
from madoguchi.journeys.approving.api import shares_pdf
from madoguchi.surfaces.staff_web.approvals.presentation.figures import csv_rows, figures_of
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404

MEASURE = "measuring.read"


@who_may_call(MEASURE)
@require_safe
def shares_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The page: one sentence first, then desks and months."""
    pack = pack_or_404(municipality_code)
    year, first, last = _asked(request)
    found = shares(context_of(request, "電子決裁率"), first, last)
    this_year = fiscal_year(clock.today())
    return desk_page(
        request,
        "approvals/shares.html",
        figures=figures_of(found, pack),
        year=year,
        years=[this_year - back for back in range(3)],
    )


@who_may_call(MEASURE)
@require_safe
def shares_csv(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The same by desk and month as CSV, in UTF-8 with the mark that spreadsheets want."""
    pack = pack_or_404(municipality_code)
    year, first, last = _asked(request)
    found = shares(context_of(request, "電子決裁率"), first, last)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(csv_rows(found, pack))
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="approvals-{year}.csv"',
            "Cache-Control": "no-store",
        },
    )


@who_may_call(MEASURE)
@require_safe
def shares_pdf_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The same on paper."""
    del municipality_code
    year, first, last = _asked(request)
    return pdf(shares_pdf(context_of(request, "電子決裁率の印刷"), first, last), f"approvals-{year}.pdf")


def _asked(request: HttpRequest) -> tuple[int, date, date]:
    """The fiscal year that is asked for, its first and last day; this one where none of ours is."""
    asked, year = request.GET.get("year", ""), fiscal_year(clock.today())
    if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= year:
        year = int(asked)
    return year, date(year, 4, 1), date(year + 1, 3, 31)
