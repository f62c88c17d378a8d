"""The municipality's key colour."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.surfaces.shared_web.security import the_same_for_everybody
from madoguchi.surfaces.shared_web.theme import style_sheet
from madoguchi.surfaces.staff_web.site import pack_or_404

_ONE_DAY = 86_400


@who_may_call(ANYONE)
@require_safe
@the_same_for_everybody(_ONE_DAY)
def theme(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The key colour as a style sheet, on the sign-in page as well."""
    del request
    colour = pack_or_404(municipality_code).municipality.key_colour
    return HttpResponse(style_sheet(colour), content_type="text/css; charset=utf-8")
