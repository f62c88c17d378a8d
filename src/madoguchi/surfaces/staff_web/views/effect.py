"""What work takes in a year: as published, as tried, and as it is today, the municipalities side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.effects.api import (
    ENOUGH_CASES,
    ENOUGH_DAYS,
    EffectReport,
    UnknownEffectError,
    counters_report,
    effect_of,
    effects_of,
    report_for,
)
from madoguchi.surfaces.staff_web.presentation import effects as words
from madoguchi.surfaces.staff_web.site import packs, page


@who_may_call("measuring.read")
@require_safe
def effect_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """One process; sums of municipalities, never a person, a desk or a case."""
    known = effects_of(packs(), municipality_code)
    counters = counters_report(packs(), municipality_code)
    if not known:
        return page(request, "effect.html", known=known, counters=counters)
    key = request.GET.get("process", "")
    report = report_for(packs(), known.get(key, next(iter(known.values()))), municipality_code)
    step = request.GET.get("step", words.WHOLE)
    if step not in report.effect.steps:
        step = words.WHOLE
    own = report.wholes[municipality_code]
    return page(
        request,
        "effect.html",
        known=known,
        counters=counters,
        report=report,
        effect=report.effect,
        step=step,
        step_label=report.effect.steps[step].label if step in report.effect.steps else "全体",
        steps=[(words.WHOLE, "全体"), *((one.key, one.label) for one in report.effect.steps.values())],
        rows=words.municipality_rows(report, step, municipality_code),
        whole=words.whole_row(report, step),
        own=words.Row(municipality_code, report.names[municipality_code], own),
        all_steps=words.step_rows(report, None),
        own_steps=words.step_rows(report, municipality_code),
        counted=words.counted_so_far(report, municipality_code),
        ways=words.ways_rows(report),
        planned_yen=words.thousand_yen(report, report.whole.planned),
        saved_yen=words.thousand_yen(report, own.saved),
        explanations=words.explanations(report),
        enough_cases=ENOUGH_CASES,
        enough_days=ENOUGH_DAYS,
        today=clock.today(),
    )


@who_may_call("measuring.read")
@require_safe
def effect_file(request: HttpRequest, municipality_code: str, key: str) -> HttpResponse:
    """The cells of one process for a spreadsheet: CSV in UTF-8 with a mark of byte order."""
    return HttpResponse(
        words.as_csv(_report(municipality_code, key)).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="effect-{key}-{clock.today():%Y%m%d}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _report(municipality_code: str, key: str) -> EffectReport:
    try:
        return report_for(packs(), effect_of(packs(), municipality_code, key), municipality_code)
    except UnknownEffectError:
        raise Http404 from None
