"""The newest states of the halls, brought by the office: numbers, counts and minutes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.zone_link.offices import Office, announced_size, offices_only, refuse


@offices_only
@require_POST
def halls(request: HttpRequest, office: Office, municipality_code: str) -> HttpResponseBase:
    """Keep them; older ones than what is there are passed over: the newest comes anyhow."""
    length = announced_size(request)
    if length > waiting.MOST_BYTES:
        return refuse(413, "待合の状態が大きすぎます。")
    try:
        # As long as it says: Django's own limit is that of forms.
        told = waiting.take_states(municipality_code, request.read(length))
    except waiting.StatesBrokenError as error:
        return refuse(400, str(error))
    return JsonResponse(told)
