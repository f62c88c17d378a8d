"""The figures of a hall: a page, and the same as CSV. Sums, never a person."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.api import MOST_DAYS, Figures, figures, halls_of
from madoguchi.surfaces.shared_web.sent import day_sent
from madoguchi.surfaces.staff_web.site import desk_page, pack_or_404
from madoguchi.surfaces.staff_web.waits.presentation import csv_rows, shown

FIGURES = "reception.figures"
SPANS = {"7": "この7日", "30": "この30日", "91": "この3か月", "365": "この1年"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The hall and the days that are asked for; `problem` says why other days are shown than were written."""

    hall: Hall
    first: date
    last: date
    span: str
    problem: str = ""

    @property
    def query(self) -> str:
        """The same as the part of an address after the question mark."""
        days = f"from={self.first}&until={self.last}" if not self.span else f"span={self.span}"
        return f"hall={self.hall.key}&{days}"


@who_may_call(FIGURES)
@require_safe
def figures_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The page: conclusions as headings, charts, and the table behind each."""
    pack = pack_or_404(municipality_code)
    halls = halls_of(municipality_code)
    if not halls:
        return desk_page(request, "waits/figures.html", halls=halls, asked=None)
    asked = _asked(request, halls[_hall_key(request, list(halls))])
    return desk_page(
        request,
        "waits/figures.html",
        halls=halls,
        asked=asked,
        spans=SPANS,
        today=clock.today(),
        shown=shown(_found(asked, municipality_code), asked.hall, pack),
    )


@who_may_call(FIGURES)
@require_safe
def figures_csv(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The same for a spreadsheet: UTF-8 with a mark of byte order, and no cell that it would run."""
    pack = pack_or_404(municipality_code)
    halls = halls_of(municipality_code)
    text = io.StringIO()
    name = "reception"
    if halls:
        asked = _asked(request, halls[_hall_key(request, list(halls))])
        rows = csv_rows(_found(asked, municipality_code), asked.hall, pack)
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        name = f"reception-{asked.hall.key}-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}"
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _found(asked: Asked, code: str) -> Figures:
    quick = [one.key for one in asked.hall.purposes.values() if one.fast]
    return figures(code, asked.hall.key, asked.first, asked.last, quick)


def _hall_key(request: HttpRequest, known: list[str]) -> str:
    key = request.GET.get("hall", "")
    return key if key in known else known[0]


def _asked(request: HttpRequest, hall: Hall) -> Asked:
    today = clock.today()
    if "from" in request.GET or "until" in request.GET:
        first, last = day_sent(request.GET.get("from", "")), day_sent(request.GET.get("until", ""))
        if first is None or last is None:
            problem = "日付を読めませんでした。はじめの日と終わりの日を、両方とも選んでください。"
        elif first > last:
            problem = "終わりの日が、はじめの日より前です。日付を入れかえてください。"
        elif last - first >= timedelta(days=MOST_DAYS):
            problem = "一度に見られるのは2年までです。期間を短くしてください。"
        else:
            return Asked(hall, first, last, "")
        return Asked(hall, today - timedelta(days=29), today, "30", problem)
    span = request.GET.get("span", "30")
    span = span if span in SPANS else "30"
    return Asked(hall, today - timedelta(days=int(span) - 1), today, span)
