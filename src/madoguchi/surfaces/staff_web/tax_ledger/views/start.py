"""Where the desk begins: what there is to do, what came, what the ledger holds."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.engines.tax_ledger.api import FileKind, NoticeState, overview
from madoguchi.journeys.tax_ledger.api import remembered
from madoguchi.surfaces.staff_web.tax_ledger.presentation import NOTICE_BADGES
from madoguchi.surfaces.staff_web.tax_ledger.views.common import ledger_page, looking, reading


@reading
@require_safe
def start_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Numbers by state, the newest files, and where files are taken in."""
    del municipality_code
    return show_start(request)


def show_start(request: HttpRequest, status: int = 200, *, problem: str = "", kind: str = "") -> HttpResponse:
    """The start page, with what was wrong with a file."""
    found = overview(looking(request))
    return ledger_page(
        request,
        "start.html",
        status=status,
        found=found,
        states=[(state, found.notices[state], NOTICE_BADGES[state]) for state in NoticeState],
        waiting=found.notices[NoticeState.WAITING],
        received=found.notices[NoticeState.RECEIVED],
        kinds=[FileKind.NOTICES, FileKind.OWNERS, FileKind.ASSETS],
        kind=kind,
        problem=problem,
        layouts=remembered(looking(request)),
        most_megabytes=settings.MADOGUCHI_ATTACHMENT_MEGABYTES,
    )
