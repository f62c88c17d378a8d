"""What visitors think of their visit, fetched by the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.zone_link.offices import Office, announced_size, offices_only, refuse


@offices_only
@require_POST
def ratings(request: HttpRequest, office: Office, municipality_code: str) -> HttpResponseBase:
    """The next answers; the office says which it has, and those lose their remark here."""
    if announced_size(request) > waiting.MOST_RATINGS_BYTES:
        return refuse(413, "問い合わせが大きすぎます。")
    try:
        return JsonResponse(waiting.give_ratings(municipality_code, request.body))
    except waiting.RatingsBrokenError as error:
        return refuse(400, str(error))
