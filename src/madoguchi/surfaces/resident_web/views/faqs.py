"""All questions that people ask again and again, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.surfaces.resident_web.presentation.faqs import faq_views
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.shared_web.security import the_same_for_everybody

_FIVE_MINUTES = 300


@who_may_call(ANYONE)
@require_safe
@the_same_for_everybody(_FIVE_MINUTES)
def faqs(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Every question with its answer."""
    pack = pack_or_404(municipality_code)
    return page(request, "faqs.html", pack.municipality, faqs=faq_views(pack, pack.faqs.values()))
