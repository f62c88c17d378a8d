"""The search box: everyday words in, life events and procedures out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.engines.navigator.api import LONGEST_QUERY, Finder, Kind
from madoguchi.surfaces.resident_web import last_search
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.presentation.discretion import NEUTRAL_PAGE
from madoguchi.surfaces.resident_web.presentation.faqs import faq_views
from madoguchi.surfaces.resident_web.presentation.procedures import card
from madoguchi.surfaces.resident_web.presentation.tiles import tile, tile_groups
from madoguchi.surfaces.resident_web.site import pack_or_404, page

WORDS = "words"
_MOST_EVENTS, _MOST_PROCEDURES = 4, 8


# A search changes nothing but the words of the last search, and the box stands on pages that proxies may
# keep: a token of the visitor's own must not be in them.
@who_may_call(ANYONE)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Take the words (POST), or show what was found for the last ones."""
    pack = pack_or_404(municipality_code)
    if request.method == "POST":
        response = HttpResponseRedirect(address("search", municipality_code))
        response.status_code = 303
        last_search.keep(response, municipality_code, request.POST.get(WORDS, "").strip()[:LONGEST_QUERY])
        return response
    words = last_search.read(request, municipality_code)
    finder = Finder.of(pack)
    hits = finder.find(words) if words else ()
    asked = finder.find_questions(words) if words else ()
    procedures = [pack.procedures[hit.key] for hit in hits if hit.kind is Kind.PROCEDURE][:_MOST_PROCEDURES]
    return page(
        request,
        "search.html",
        pack.municipality,
        words=words,
        events=[tile(pack, hit.key) for hit in hits if hit.kind is Kind.EVENT][:_MOST_EVENTS],
        procedures=[card(pack, one) for one in procedures],
        faqs=faq_views(pack, [pack.faqs[one.key] for one in asked]),
        groups=() if hits else tile_groups(pack),
        way_out=NEUTRAL_PAGE if any(one.discreet_label for one in procedures) else "",
    )
